"""Each control has a twin: break the records and see it turn."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairmark.guide.showing import State, shown
from fairmark.people.rules import Role
from fairmark.planning import actions, queries
from fairmark.planning.models import AssessmentPlan
from fairmark.policies.models import PolicyVersion
from tests.builders import MONDAY, a_policy, a_unit, allocate, take
from tests.planning.test_actions import AUGUST

ON = MONDAY.date()
CLAUSES = ("ASM-2", "ASM-3", "HBP-4", "HBP-5", "IVF-7")


def state(clause, centre, on=ON):
    return shown(clause, centre, on).state


def whats(clause, centre, on=ON):
    return [one.what for one in shown(clause, centre, on).findings]


@pytest.fixture
def signed(cohort, pia, asa, ivor, vera, centre):
    a_policy(centre, "assessment")
    allocate(cohort, asa, Role.ASSESSOR)
    allocate(cohort, ivor, Role.INTERNAL_VERIFIER)
    plan = actions.draft_plan(cohort, by=pia, at=AUGUST)
    return actions.sign_plan(plan, by=vera, at=AUGUST, reason="The rest follows.")


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_signed_plan_shows_it(clause, signed, centre):
    assert whats(clause, centre) == []
    assert state(clause, centre) == State.MET


@pytest.mark.parametrize("clause", CLAUSES)
def test_without_a_plan_anywhere_it_cannot_be_told(clause, cohort, centre):
    a_policy(centre, "assessment")
    assert state(clause, centre) == State.CANNOT_TELL
    assert "XBS3A-2025: no plan is signed" in whats(clause, centre)


@pytest.mark.parametrize("clause", CLAUSES)
def test_while_nobody_is_taught_there_is_nothing_to_show(clause, signed, centre):
    assert state(clause, centre, date(2025, 8, 1)) == State.CANNOT_TELL


def test_without_the_policy_there_is_nothing_to_hold_a_plan_to(signed, centre):
    PolicyVersion.objects.filter(policy__kind="assessment").update(effective_on=date(2030, 1, 1))
    assert state("ASM-2", centre) == State.CANNOT_TELL


@pytest.mark.parametrize("clause", ["ASM-2", "HBP-4"])
def test_a_unit_chosen_later_is_missing_from_the_plan(clause, signed, centre, programme):
    take(signed.cohort, a_unit(programme, number="8", external=False))
    assert whats(clause, centre) == ["XBS3A-2025: 1 unit not in the plan"]
    assert state(clause, centre) == State.NOT_MET


def test_a_plan_signed_after_the_first_hand_out_turns_it(signed, centre):
    first = min(one.hand_out_on for one in signed.planned.all())
    late = AUGUST + timedelta(days=(first - AUGUST.date()).days + 1)
    AssessmentPlan.objects.update(signed_at=late)
    for clause, what in (("ASM-2", "XBS3A-2025: signed after the first hand-out"),
                         ("ASM-3", "XBS3A-2025: 1 assignment handed out before its dates were "
                                   "published")):  # fmt: skip
        assert whats(clause, centre) == [what]
        assert state(clause, centre) == State.NOT_MET


def test_a_plan_signed_later_than_promised_is_told_with_its_reason(signed, centre):
    first = min(one.hand_out_on for one in signed.planned.all())
    AssessmentPlan.objects.update(
        signed_at=AUGUST + timedelta(days=(first - AUGUST.date()).days - 1)
    )
    [finding] = shown("ASM-2", centre, ON).findings
    assert finding.what == "XBS3A-2025: signed later than our policy says"
    assert finding.about.endswith("Reason: The rest follows.")
    assert state("ASM-2", centre) == State.UNDER_WAY


def test_the_policys_number_of_days_is_what_counts(signed, centre):
    first = min(one.hand_out_on for one in signed.planned.all())
    AssessmentPlan.objects.update(
        signed_at=AUGUST + timedelta(days=(first - AUGUST.date()).days - 1)
    )
    a_policy(centre, "assessment", effective_on=date(2025, 9, 10), plan_days=1)
    assert state("ASM-2", centre) == State.MET


@pytest.mark.parametrize("clause", ["IVF-7", "HBP-5"])
def test_an_assignment_without_a_verifier_turns_it(clause, signed, centre, asa):
    piece = signed.planned.first()
    for verifier in (None, asa):
        signed.planned.filter(pk=piece.pk).update(verifier=verifier)
        assert whats(clause, centre) == ["XBS3A-2025: 1 assignment without a verifier or a day"]
        assert state(clause, centre) == State.NOT_MET


def test_a_day_of_verification_before_that_of_assessing_turns_it(signed, centre):
    piece = signed.planned.first()
    signed.planned.filter(pk=piece.pk).update(verify_by=piece.assess_by - timedelta(days=1))
    assert state("IVF-7", centre) == State.NOT_MET


def test_what_was_published_first_counts_for_later_versions(signed, centre, pia, vera):
    later = actions.revise_plan(signed, by=pia, at=MONDAY, why="A day was wrong")
    actions.sign_plan(later, by=vera, at=MONDAY, reason="So.")
    assert queries.plan_in_force(signed.cohort) == later
    assert state("ASM-3", centre) == State.MET
    assert state("ASM-2", centre) == State.MET


def test_more_cohorts_ask_no_more_questions(signed, centre, programme, unit):
    from fairmark.calendar.models import AcademicYear

    def count():
        with CaptureQueriesContext(connection) as asked:
            for clause in CLAUSES:
                shown(clause, centre, ON)
        return len(asked)

    before = count()
    year = AcademicYear.objects.create(
        centre=centre, label="2024/25", starts_on=date(2024, 9, 1), ends_on=date(2025, 8, 31)
    )
    other = signed.cohort.__class__.objects.create(
        centre=centre, programme=programme, year=year, code="XBS3A-2024",
        teaching_starts_on=date(2024, 9, 2), planned_end_on=date(2026, 7, 3),
        specification=signed.cohort.specification,
    )  # fmt: skip
    take(other, unit)
    assert count() <= before
