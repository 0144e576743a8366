"""A team: who leads, who verifies, who assesses, and a standardisation of it."""

from datetime import date, datetime

import pytest

from fairmark.people.rules import Role
from fairmark.policies.models import PolicyChoice
from fairmark.standardisation import actions
from tests.builders import LONDON, a_person, a_policy

MONDAY = datetime(2025, 10, 6, 9, 0, tzinfo=LONDON)
HELD_ON = date(2025, 9, 10)


@pytest.fixture
def policy(centre):
    return a_policy(centre, "assessment")


@pytest.fixture
def stopped(policy):
    """The policy stops whoever is not standardised."""
    PolicyChoice.objects.filter(version=policy, key="assessment.unstandardised_assessor").update(
        option="stopped"
    )
    return policy


@pytest.fixture
def vera(programme):
    """The lead internal verifier."""
    return a_person(programme.centre, "Vera Lead", Role.LEAD_INTERNAL_VERIFIER, programme)


@pytest.fixture
def ivan(programme):
    """An internal verifier."""
    return a_person(programme.centre, "Ivan Verifier", Role.INTERNAL_VERIFIER, programme)


@pytest.fixture
def asha(programme):
    """An assessor."""
    return a_person(programme.centre, "Asha Assessor", Role.ASSESSOR, programme)


def an_event(programme, by, people, *, kind="standardisation", at=MONDAY, **but):
    what = {
        "title": "Same work, judged apart", "on": HELD_ON, "programmes": [programme],
        "led_by": by, "outcome": "We agreed what makes a merit.",
    } | but  # fmt: skip
    return actions.record_team_event(
        programme.centre, by=by, at=at, kind=kind, people=people, **what
    )
