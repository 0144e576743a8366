"""A policy on its way from draft to force, and a college whose policies are all in force."""

from datetime import date, timedelta

import pytest

from demo import policies as demonstration
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.policies import actions, draft_actions, exemplars, printing, queries
from fairmark.policies.models import Policy, WiderPolicy
from tests import kept
from tests.builders import MONDAY, a_centre, a_person

#: When the policies of the college are all in force.
LATER = MONDAY + timedelta(days=28)
#: A centre that needs every policy.
ANSWERS = demonstration.ANSWERS | {"partners": "yes", "levels": ["lower", "higher"]}


@pytest.fixture
def policy(centre):
    """The registration policy, in force as it came."""
    return Policy.objects.get(centre=centre, kind="registration")


@pytest.fixture
def draft(policy, quinn):
    return draft_actions.start_draft(policy, by=quinn, at=MONDAY)


@pytest.fixture
def own(draft, quinn):
    """A draft that says throughout how things are done here."""
    return make_own(draft, quinn)


@pytest.fixture
def agreed(own, quinn, hana):
    """A draft that everybody who is asked has agreed to."""
    actions.send_for_approval(own, by=quinn, at=MONDAY, summary="How we do it.")
    actions.approve_version(own, by=quinn, at=MONDAY)
    return actions.approve_version(own, by=hana, at=MONDAY)


@pytest.fixture
def _kept_college(request, db):
    """Where a test asks for the college, its rows come before the centre and the people of the cast."""
    if "college" in request.fixturenames:
        kept.once("college-of-policies", make_college)
    return "college" in request.fixturenames


@pytest.fixture
def centre(_kept_college):
    return Centre.objects.get() if _kept_college else a_centre(number="10234")


@pytest.fixture
def quinn(_kept_college, centre):
    """The quality nominee."""
    return _of_the_cast(_kept_college, centre, "Quinn Nominee", Role.QUALITY_NOMINEE)


@pytest.fixture
def hana(_kept_college, centre):
    """The head of centre."""
    return _of_the_cast(_kept_college, centre, "Hana Head", Role.HEAD_OF_CENTRE)


@pytest.fixture
def erin(_kept_college, centre):
    """The exams officer."""
    return _of_the_cast(_kept_college, centre, "Erin Exams", Role.EXAMS_OFFICER)


def _of_the_cast(is_kept, centre, name, role):
    return Person.objects.get(name=name) if is_kept else a_person(centre, name, role)


@pytest.fixture
def college(centre, quinn, hana, erin):
    """A centre with somebody in each role and every policy its own, in force."""
    return centre


def make_college():
    centre = a_centre(number="10234")
    quinn = a_person(centre, "Quinn Nominee", Role.QUALITY_NOMINEE)
    hana = a_person(centre, "Hana Head", Role.HEAD_OF_CENTRE)
    a_person(centre, "Erin Exams", Role.EXAMS_OFFICER)
    for role in Role:
        if role not in (Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE, Role.EXAMS_OFFICER):
            a_person(centre, f"Some {role}", role)
    draft_actions.answer_questions(centre, by=quinn, at=MONDAY, answers=ANSWERS)
    for policy in Policy.objects.filter(centre=centre):
        demonstration.publish(
            policy, writer=quinn, approver=hana, at=MONDAY, summary="Ours.",
            effective_on=MONDAY.date() + timedelta(days=6),
        )  # fmt: skip
    for kind, label in WiderPolicy.Kind.choices:
        actions.place_wider_policy(
            centre, by=quinn, at=MONDAY, kind=kind, title=label, place="The staff site",
            owner="The head", review_due_on=date(2026, 9, 1),
        )  # fmt: skip


@pytest.fixture
def papers(college):
    """Every policy in force, by its kind, as it is put on paper."""
    versions = queries.versions_in_force(college, on=LATER.date())
    assert set(versions) == set(exemplars.KINDS)
    return {kind: printing.policy_on_paper(one, LATER) for kind, one in versions.items()}


def make_own(draft, by):
    for block in draft.content["blocks"]:
        if block["part"] == "procedures":
            draft = draft_actions.say_how_it_is_done_here(
                draft, by=by, at=MONDAY, block=block["id"], text="At the exams office, room B12."
            )
    return draft
