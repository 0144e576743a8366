"""Policies in any form and within reach: each control with its twins."""

from datetime import date

import pytest

from fairmark.guide.showing import State, shown
from fairmark.people.models import Account, Person
from fairmark.people.rules import Role
from fairmark.policies import exemplars, queries, rules
from fairmark.policies.models import PolicyVersion
from fairmark.policies.reach_controls import forms_missing
from tests.builders import a_person
from tests.policies.test_controls import ON, state

pytestmark = pytest.mark.django_db

STEP = {"id": "a", "title": "Ask", "what": "One asks.", "who": "assessor", "by": "At once",
        "record": "Note"}  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "missing"),
    [
        ([STEP], []),
        (
            [STEP, STEP | {"title": "Acknowledgements-of-everything", "who": "internal verifier"}],
            [],
        ),
        ([], ["text", "table", "flowchart"]),
        ([STEP | {"what": ""}], ["text"]),
        ([STEP | {"record": ""}], ["table"]),
        ([STEP | {"by": ""}], ["table"]),
        ([STEP | {"title": ""}], ["text", "table", "flowchart"]),
        ([STEP | {"who": ""}], ["table", "flowchart"]),
    ],
)
def test_the_forms_in_which_a_procedure_is_whole(steps, missing):
    assert forms_missing({"heading": "x", "steps": steps}) == missing


@pytest.mark.parametrize("kind", exemplars.KINDS)
def test_every_procedure_of_an_exemplar_is_whole_in_all_forms(kind):
    content = exemplars.exemplar(kind).content(frozenset({"lower", "higher", "remote"}))
    found = {one["heading"]: forms_missing(one) for one in rules.procedures(content)}
    assert found == {key: [] for key in found}


def a_procedure(centre):
    version = queries.version_in_force(centre, "appeals", on=ON)
    return version, rules.procedures(version.content)[0]


def test_pol_9_and_its_twins(college):
    assert state("POL-9", college) == State.MET
    version, block = a_procedure(college)
    kept = block["steps"][0]["record"]
    block["steps"][0]["record"] = ""
    version.save()
    showing = shown("POL-9", college, ON)
    assert showing.state == State.NOT_MET
    assert [one.what for one in showing.findings] == [
        f"“{block['heading']}” cannot be read as table"
    ]
    block["steps"][0]["record"] = kept
    version.save()
    assert state("POL-9", college) == State.MET
    block["steps"] = []
    version.save()
    assert state("POL-9", college) == State.NOT_MET


@pytest.fixture
def signed_up(college):
    """The college, whose people can all sign in."""
    for person in Person.objects.filter(centre=college, is_system=False):
        Account.objects.get_or_create(
            person=person, defaults={"email": f"{person.pk}@example.ac.uk"}
        )
    return college


def test_gov_6_and_its_twins(signed_up):
    assert state("GOV-6", signed_up) == State.MET
    version = queries.version_in_force(signed_up, "appeals", on=ON)
    kept, version.content["learner"] = version.content["learner"], []
    version.save()
    showing = shown("GOV-6", signed_up, ON)
    assert showing.state == State.NOT_MET
    assert [one.what for one in showing.findings] == [
        "Appeals and complaints: no learners’ version"
    ]
    version.content["learner"] = kept
    version.save()
    assert state("GOV-6", signed_up) == State.MET


@pytest.mark.parametrize(
    ("role", "said"),
    [
        (Role.ASSESSOR, "1 member of staff cannot sign in"),
        (Role.LEARNER, "1 learner cannot sign in"),
    ],
)
def test_gov_6_twin_somebody_who_cannot_sign_in(signed_up, role, said):
    person = a_person(signed_up, "Newly Come", role)
    Account.objects.filter(person=person).delete()
    showing = shown("GOV-6", signed_up, ON)
    assert (showing.state, [one.what for one in showing.findings]) == (State.NOT_MET, [said])
    Account.objects.create(person=person, email="new@example.ac.uk", is_active=False)
    assert state("GOV-6", signed_up) == State.NOT_MET
    Account.objects.filter(person=person).update(is_active=True)
    assert state("GOV-6", signed_up) == State.MET


@pytest.mark.parametrize("clause", ["POL-9", "GOV-6"])
def test_without_any_policy_in_force_it_cannot_be_told(signed_up, clause):
    PolicyVersion.objects.update(effective_on=date(2026, 1, 1))
    assert state(clause, signed_up) == State.CANNOT_TELL
