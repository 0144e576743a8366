"""The exams office's list, narrowed to those somebody asks for."""

from datetime import date

import pytest
from django.test import Client

from fairmark.people.rules import Role
from fairmark.registration import actions
from tests.builders import MONDAY, a_learner, a_person, an_enrolment


@pytest.fixture
def listed(centre, cohort, erin):
    """Asks the exams office for a list and gives the references on it."""
    for surname, ref in (("Okafor", "S1"), ("Nowak", "S2")):
        enrolment = an_enrolment(cohort, a_learner(centre, surname=surname, ref=ref))
        actions.register_learner(enrolment, by=erin, at=MONDAY, on=date(2025, 9, 15))
    an_enrolment(cohort, a_learner(centre, surname="Okafor", ref="S3"))
    sandra = a_person(centre, "Sandra Office", Role.EXAMS_OFFICER, email="sandra@example.ac.uk")
    client = Client()
    client.force_login(sandra.accounts.first())

    def ask(**query):
        page = client.get("/registration/", query).context["page"]
        return [one.learner.ref for one in page]

    return ask


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ({}, ["S2", "S1"]),
        ({"q": "okaf"}, ["S1"]),
        ({"q": "s2"}, ["S2"]),
        ({"q": "okafor s2"}, []),
        ({"programme": "XBS3A"}, ["S2", "S1"]),
        ({"programme": "XXX9Z"}, []),
        ({"show": "unregistered", "q": "okafor"}, ["S3"]),
        ({"show": "unregistered", "programme": "XXX9Z"}, []),
    ],
)
def test_the_list_is_narrowed(listed, query, refs):
    assert listed(**query) == refs


def test_an_intake_is_dated_by_those_who_still_wait(centre, cohort):
    """One who joined late is not shown with the first day of everybody else."""
    an_enrolment(cohort, starts_on=date(2025, 10, 20))
    sandra = a_person(centre, "Sandra Office", Role.EXAMS_OFFICER, email="sandra@example.ac.uk")
    client = Client()
    client.force_login(sandra.accounts.first())
    [(_, waiting, first)] = client.get("/registration/").context["intakes"]
    assert (waiting, first) == (1, date(2025, 10, 20))
    assert client.get(f"/registration/intakes/{cohort.pk}/").context["first"] == first
