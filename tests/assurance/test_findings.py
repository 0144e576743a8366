"""A finding says what, who acts and by when."""

from datetime import date

import pytest
from django.test import Client

from fairmark.assurance.queries import owned, show
from fairmark.guide import editions
from fairmark.people.rules import Role
from fairmark.registration import actions
from tests.builders import MONDAY, a_cohort, a_person, a_programme, an_enrolment

pytestmark = pytest.mark.django_db

SENT = date(2025, 9, 15)


def owners(clause, centre, on):
    showing = show(editions.clause(clause), centre, on)
    return [
        (one.finding.what, one.people, one.finding.act_by) for one in owned(showing, centre, MONDAY)
    ]


def test_a_finding_of_the_office_is_with_whoever_holds_the_role(centre, cohort, erin):
    an_enrolment(cohort)
    assert owners("REG-1", centre, date(2025, 9, 9)) == [
        ("1 learner still to be registered", (erin.name,), date(2025, 10, 1))
    ]


def test_a_finding_about_a_cohort_is_with_its_own_leader(centre, cohort, erin, pia):
    science = a_programme(centre, code="XAS3A", title="Applied Science")
    owen = a_person(centre, "Owen Leader", Role.PROGRAMME_LEADER, science)
    actions.register_learner(an_enrolment(cohort), by=erin, at=MONDAY, on=SENT)
    actions.register_learner(an_enrolment(a_cohort(science)), by=erin, at=MONDAY, on=SENT)
    found = owners("REG-3", centre, date(2025, 9, 16))
    assert sorted(people for _, people, _ in found) == sorted([(owen.name,), (pia.name,)])


def test_a_role_that_nobody_holds_is_said_to_be_empty(centre, cohort):
    an_enrolment(cohort)
    assert [people for _, people, _ in owners("REG-1", centre, date(2025, 9, 9))] == [()]
    quinn = a_person(centre, "Quinn Nominee", Role.QUALITY_NOMINEE, email="quinn@example.ac.uk")
    client = Client()
    client.force_login(quinn.accounts.first())
    assert "a role that nobody holds here" in client.get("/assurance/REG-1/").text
