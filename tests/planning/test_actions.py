"""Assessment plans: drafted from the specification, checked, signed, changed, rolled forward."""

from datetime import date, datetime, timedelta

import pytest

from fairmark.people.rules import Role
from fairmark.planning import actions, queries
from fairmark.planning.changes import changes_between
from fairmark.planning.models import AssessmentPlan, Assignment
from fairmark.planning.rules import Check
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NeedsReason, NotYours, Refused
from tests.builders import (
    LONDON,
    a_centre,
    a_cohort,
    a_person,
    a_policy,
    a_programme,
    a_unit,
    allocate,
)

AUGUST = datetime(2025, 8, 20, 9, 0, tzinfo=LONDON)


@pytest.fixture
def draft(cohort, pia, asa, ivor, centre):
    a_policy(centre, "assessment")
    allocate(cohort, asa, Role.ASSESSOR)
    allocate(cohort, ivor, Role.INTERNAL_VERIFIER)
    return actions.draft_plan(cohort, by=pia, at=AUGUST)


def _named(plan):
    return {str(one.assignment): one for one in queries.planned_of(plan)}


def test_a_draft_keeps_each_learning_aim_whole(draft):
    found = {one.title: [c.code for c in one.criteria.all()] for one in queries.planned_of(draft)}
    assert found == {
        "Learning aims A and B": ["A.P1", "A.P2", "A.M1", "AB.D1", "B.P3", "B.M2"],
        "Learning aim C": ["C.P4", "C.M3", "C.D2"],
        "Learning aim D": ["D.P5", "D.M4", "D.D3"],
    }


def test_a_draft_has_its_team_and_its_days_in_order(draft, asa, ivor):
    for one in queries.planned_of(draft):
        days = list(queries.days_of(one).values())
        assert None not in days
        assert days == sorted(days)
        assert [a.person for a in one.assessors.all()] == [asa]
        assert one.verifier == ivor


def test_a_draft_passes_its_own_checks_but_for_those_that_look_past_it(draft):
    found = queries.problems_of(draft, queries.rows_of(draft), AUGUST.date())
    assert {one.check for one in found} <= {Check.COMBINATION, Check.STANDARDISED}


def test_only_the_lead_internal_verifier_signs(draft, pia, vera):
    with pytest.raises(NotYours):
        actions.sign_plan(
            draft, by=a_person(draft.centre, "Ed Exams", Role.EXAMS_OFFICER), at=AUGUST
        )
    with pytest.raises(Refused, match="signed by the lead internal verifier"):
        actions.sign_plan(draft, by=pia, at=AUGUST, reason="I lead it.")
    signed = actions.sign_plan(draft, by=vera, at=AUGUST, reason="The other units follow.")
    assert (signed.signed_by, queries.plan_in_force(draft.cohort)) == (vera, signed)
    event = Event.objects.get(name="plan_signed")
    assert [one["assignment"] for one in event.details["assignments"]] == [
        str(one) for one in queries.planned_of(signed)
    ]
    assert event.details["reason"] == signed.reason == "The other units follow."


def test_signing_late_needs_a_reason(draft, vera):
    first = min(one.hand_out_on for one in queries.planned_of(draft))
    the_day_before = datetime.combine(first - timedelta(days=1), AUGUST.timetz(), tzinfo=LONDON)
    with pytest.raises(
        NeedsReason, match="Our policy asks for the signature 5 working days before"
    ):
        actions.sign_plan(draft, by=vera, at=the_day_before)


def test_what_is_signed_is_changed_by_a_new_version_only(draft, pia, vera):
    actions.sign_plan(draft, by=vera, at=AUGUST, reason="Seen.")
    piece = _named(draft)["Unit 1, assignment 2"]
    change = {"title": "Marketing", "days": queries.days_of(piece), "criteria": []}
    with pytest.raises(Refused, match="This version is signed"):
        actions.change_assignment(piece, by=pia, at=AUGUST, **change)
    later = actions.revise_plan(draft, by=pia, at=AUGUST, why="The visit moved")
    piece = _named(later)["Unit 1, assignment 2"]
    days = queries.days_of(piece)
    days["resubmit_by"] = days["resubmit_by"] + timedelta(days=7)
    actions.change_assignment(
        piece, by=pia, at=AUGUST, title="Marketing", days=days, criteria=piece.criteria.all(),
        assessors=[(a.person, a.group) for a in piece.assessors.all()], verifier=piece.verifier,
    )  # fmt: skip
    changes = changes_between(queries.rows_of(draft), queries.rows_of(later))
    assert len(changes) == 1
    assert changes[0].startswith(
        "Unit 1, assignment 2: title “Marketing”, was “Learning aim C”; planned resubmission "
    )
    assert queries.plan_in_force(draft.cohort) == draft
    actions.sign_plan(later, by=vera, at=AUGUST + timedelta(days=1), reason="Seen.")
    assert queries.plan_in_force(draft.cohort) == later


def test_one_draft_at_a_time(draft, pia):
    with pytest.raises(Refused, match="being written already"):
        actions.draft_plan(draft.cohort, by=pia, at=AUGUST)


def test_a_draft_thrown_away_leaves_no_assignment_behind(draft, pia):
    actions.discard_plan(draft, by=pia, at=AUGUST, why="Begun wrongly")
    assert not AssessmentPlan.objects.exists()
    assert not Assignment.objects.exists()


def _dates(**but):
    return {
        "hand_out_on": date(2025, 10, 6), "hand_in_on": date(2025, 11, 7),
        "assess_by": date(2025, 11, 14), "verify_by": date(2025, 11, 18),
        "return_by": date(2025, 11, 21), "resubmit_by": date(2025, 12, 12),
    } | but  # fmt: skip


@pytest.fixture
def stranger(centre):
    return a_unit(a_programme(centre, code="XAS3A", title="Applied Science"), number="9",
                  external=False)  # fmt: skip


def test_what_cannot_be_planned_is_refused_and_changes_nothing(
    draft, pia, stranger, unit, programme
):
    plan, before = draft, draft.planned.count()
    elsewhere = a_person(a_centre(number="10299"), "Else Where", Role.ASSESSOR)
    not_taken = a_unit(programme, number="8", external=False)
    external = a_unit(programme, number="2")
    plan.cohort.units_taken.create(unit=external)
    group = a_cohort(a_programme(plan.centre, code="XCP3E", title="Computing")).groups.create(
        code="Z"
    )
    ok = {"unit": unit, "title": "Extra", "criteria": [], "days": _dates()}
    cases = [
        ({"unit": stranger}, "does not take"),
        ({"unit": not_taken}, "does not take"),
        ({"unit": external}, "assessed by the awarding body"),
        ({"days": _dates(hand_in_on=date(2025, 10, 6))}, "is the day of hand-out"),
        ({"days": _dates(hand_in_on=date(2025, 9, 30))}, "is before hand-out"),
        ({"days": _dates(return_by=date(2025, 11, 10))}, "Return by, 10 November 2025, is before"),
        ({"verifier": elsewhere}, "not on this centre’s staff"),
        ({"assessors": [(elsewhere, None)]}, "not on this centre’s staff"),
        ({"assessors": [(pia, group)]}, "Group Z is not of"),
    ]  # fmt: skip
    for but, why in cases:
        with pytest.raises(Refused, match=why):
            actions.plan_assignment(plan, by=pia, at=AUGUST, **{**ok, **but})
    assert plan.planned.count() == before
    assert Assignment.objects.count() == before


def test_an_assignment_that_is_dropped_leaves_gaps(draft, pia):
    actions.drop_assignment(_named(draft)["Unit 1, assignment 2"], by=pia, at=AUGUST,
                            why="Not needed")  # fmt: skip
    found = queries.problems_of(draft, queries.rows_of(draft), AUGUST.date())
    assert "Unit 1: C.P4, C.M3 and C.D2 are targeted by no assignment." in [str(p) for p in found]


def test_a_plan_rolls_forward_to_the_next_year(draft, vera, programme, unit, pia):
    from fairmark.calendar.models import AcademicYear
    from tests.builders import take

    actions.sign_plan(draft, by=vera, at=AUGUST, reason="Seen.")
    year = AcademicYear.objects.create(
        centre=draft.centre, label="2026/27", starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31)
    )
    follower = draft.cohort.__class__.objects.create(
        centre=draft.centre, programme=programme, year=year, code="XBS3A-2026",
        teaching_starts_on=date(2026, 9, 2), planned_end_on=date(2028, 7, 7),
        specification=draft.cohort.specification,
    )  # fmt: skip
    take(follower, unit)
    made = actions.draft_plan(follower, by=pia, at=AUGUST, like=draft)
    old, new = _named(draft), _named(made)
    assert list(old) == list(new)
    for name in old:
        assert [c.code for c in new[name].criteria.all()] == [
            c.code for c in old[name].criteria.all()
        ]
        gap = new[name].hand_out_on - old[name].hand_out_on
        assert timedelta(days=360) < gap < timedelta(days=400)
        assert new[name].hand_out_on.weekday() < 5
