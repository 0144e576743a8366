"""A signed plan of a unit with three assignments, and a brief of its first one."""

from datetime import date, datetime

import pytest

from fairmark.briefs import actions, queries, verification_actions
from fairmark.people.rules import Role
from fairmark.planning import actions as planning
from fairmark.planning.models import Assignment
from tests.builders import (
    LONDON,
    a_criteria,
    a_learner,
    a_person,
    a_policy,
    a_unit,
    allocate,
    an_enrolment,
    hold,
    standardise,
    take,
)

AUGUST = datetime(2025, 8, 20, 9, 0, tzinfo=LONDON)
SEPTEMBER = datetime(2025, 9, 8, 9, 0, tzinfo=LONDON)
STANDARDISED_ON = date(2025, 9, 2)


@pytest.fixture
def unit(programme):
    made = a_unit(programme, number="1", title="Exploring Business", external=False)
    a_criteria(made, "A.P1 A.M1 A.D1 B.P2 B.M2 C.P3 C.M3")
    return made


@pytest.fixture
def cohort(cohort, unit):
    take(cohort, unit)
    return cohort


@pytest.fixture
def vera(programme):
    """The lead internal verifier."""
    return a_person(programme.centre, "Vera Lead", Role.LEAD_INTERNAL_VERIFIER, programme)


@pytest.fixture
def ivor(programme):
    """An internal verifier."""
    return a_person(programme.centre, "Ivor Verifier", Role.INTERNAL_VERIFIER, programme)


@pytest.fixture
def asa(programme):
    """An assessor, and the author of the brief."""
    return a_person(programme.centre, "Asa Assessor", Role.ASSESSOR, programme)


@pytest.fixture
def plan(cohort, pia, asa, ivor, vera, centre):
    """The plan, signed; its first assignment is handed out from its day on. Its team is standardised."""
    a_policy(centre, "assessment")
    allocate(cohort, asa, Role.ASSESSOR)
    allocate(cohort, ivor, Role.INTERNAL_VERIFIER)
    standardise(cohort.programme, vera, ivor, asa, on=STANDARDISED_ON)
    drafted = planning.draft_plan(cohort, by=pia, at=AUGUST)
    return planning.sign_plan(drafted, by=vera, at=AUGUST, reason="The other units follow.")


@pytest.fixture
def assignment(plan):
    return Assignment.objects.get(cohort=plan.cohort, number=1)


def fill(brief, by, *, at=SEPTEMBER):
    """Write what a brief needs, with one task for all that the plan targets."""
    actions.change_brief(
        brief, by=by, at=at, title="The business next door", scenario="You work for a local firm.",
        evidence="A report of 1,500 words.", ai_rule="never",
    )  # fmt: skip
    planned = queries.planned_in_force(brief.assignment)
    actions.add_task(brief, by=by, at=at, title="Report", text="Describe two businesses.",
                     criteria=list(planned.criteria.all()))  # fmt: skip
    brief.refresh_from_db()
    return brief


@pytest.fixture
def brief(assignment, asa):
    """Written and complete, not yet sent."""
    return fill(actions.write_brief(assignment, by=asa, at=SEPTEMBER), asa)


@pytest.fixture
def sent(brief, asa):
    return actions.send_brief(brief, by=asa, at=SEPTEMBER)


def answers(brief, at=SEPTEMBER, **noes):
    """Yes to every question but those named, with their words."""
    return [
        (one, "no" if one.id in noes else "yes", noes.get(one.id, ""))
        for one in queries.questions_for(brief, at.date())
    ]


def approve(brief, by, *, at=SEPTEMBER, **but):
    return verification_actions.verify_brief(
        brief, by=by, at=at, outcome="approved", answers=answers(brief, at), **but
    )


@pytest.fixture
def approved(sent, ivor):
    approve(sent, ivor)
    sent.refresh_from_db()
    return sent


@pytest.fixture
def lena(cohort):
    """A learner who can sign in."""
    person = a_person(cohort.centre, "Lena Baptiste", Role.LEARNER)
    learner = a_learner(cohort.centre, forenames="Lena", person=person)
    an_enrolment(cohort, learner)
    return person


@pytest.fixture
def the_day(approved):
    """The morning of the planned hand-out, or of the Monday after approval if that is later."""
    on = max(approved.hand_out_on, date(2025, 9, 9))
    return datetime(on.year, on.month, on.day, 10, 0, tzinfo=LONDON)


def swap(person, role, scope):
    """The person holds another role from now on."""
    person.roles_held.all().delete()
    return hold(person, role, scope)
