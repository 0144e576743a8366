"""Each control has a twin: break the records and see it turn."""

from datetime import date, datetime, timedelta

import pytest

from fairmark.briefs import actions, issue_actions, queries, verification_actions
from fairmark.briefs.models import Brief, Issue, Task, Verification
from fairmark.briefs.rules import BriefState
from fairmark.guide.showing import State, shown
from fairmark.policies.models import PolicyVersion, Profile
from tests.briefs.conftest import SEPTEMBER, answers
from tests.builders import LONDON, a_criteria, a_policy, machine


def state(clause, centre, on):
    return shown(clause, centre, on).state


def whats(clause, centre, on):
    return [one.what for one in shown(clause, centre, on).findings]


@pytest.fixture
def on(approved):
    """The evening of the first hand-out; the others are still to come."""
    first = min(one.hand_out_on for one in approved.assignment.cohort.assessment_plans.get()
                .planned.all())  # fmt: skip
    return max(first, date(2025, 9, 9))


@pytest.fixture
def issued(approved, asa, lena, centre, on):
    """The only brief whose hand-out has come is with its learner."""
    a_policy(centre, "internal-verification")
    at = datetime(on.year, on.month, on.day, 10, 0, tzinfo=LONDON)
    issue_actions.issue_brief(
        approved, by=asa, at=at, set_on=on, session="face to face", session_note="Period 2",
        reason="Verified on the day.",
    )  # fmt: skip
    issue_actions.confirm_receipt(Issue.objects.get(), by=lena, at=at)
    approved.refresh_from_db()
    return approved


@pytest.mark.parametrize(
    "clause", ["ASM-1", "IVF-5", "IVF-6", "IVF-10", "MAL-6", "DBL-3", "HBP-11"]
)
def test_a_verified_brief_in_the_learners_hands_shows_it(clause, issued, centre, on):
    assert whats(clause, centre, on) == []
    assert state(clause, centre, on) == State.MET


@pytest.mark.parametrize("clause", ["ASM-1", "IVF-5", "IVF-6", "IVF-10", "MAL-6", "DBL-3"])
def test_without_plans_and_briefs_it_cannot_be_told(clause, cohort, centre):
    a_policy(centre, "internal-verification")
    assert state(clause, centre, date(2025, 10, 6)) == State.CANNOT_TELL


@pytest.mark.parametrize("clause", ["ASM-1", "HBP-11"])
def test_a_hand_out_without_a_brief_turns_it(clause, issued, centre, on):
    Task.objects.all().delete()
    Issue.objects.get().receipts.all().delete()
    Issue.objects.all().delete()
    Verification.objects.all().delete()
    Brief.objects.update(state=BriefState.DRAFT, approved_by=None, approved_at=None)
    assert state(clause, centre, on) == State.NOT_MET


@pytest.mark.parametrize("clause", ["ASM-1", "IVF-6"])
def test_a_brief_that_went_out_before_it_was_approved_turns_it(clause, issued, centre, on):
    Brief.objects.update(approved_at=SEPTEMBER + timedelta(days=90))
    assert state(clause, centre, on) == State.NOT_MET


@pytest.mark.parametrize("clause", ["ASM-1", "IVF-6"])
def test_a_brief_approved_by_one_of_its_authors_turns_it(clause, issued, centre, on, ivor):
    issued.authors.add(ivor)
    assert state(clause, centre, on) == State.NOT_MET


def test_a_criterion_that_nothing_targets_turns_asm_1(issued, centre, on, unit):
    a_criteria(unit, "E.P9")
    assert whats("ASM-1", centre, on) == [
        "XBS3A-2025: 1 criterion of unit 1 targeted by no assignment"
    ]
    assert state("ASM-1", centre, on) == State.NOT_MET


def test_a_verification_of_another_year_turns_ivf_6(issued, centre, on):
    from fairmark.calendar.models import AcademicYear

    AcademicYear.objects.update(starts_on=on)
    Brief.objects.update(approved_at=SEPTEMBER - timedelta(days=1))
    assert whats("IVF-6", centre, on) == [
        "XBS3A-2025: 1 assignment issued with a verification of another year"
    ]


def test_a_verdict_that_is_long_in_coming_is_told(issued, sent, centre, asa, on):
    newer = actions.revise_brief(issued, by=asa, at=SEPTEMBER + timedelta(days=30), why="Anew")
    Brief.objects.filter(pk=newer.pk).update(
        state=BriefState.AT_VERIFICATION, sent_at=SEPTEMBER + timedelta(days=30)
    )
    day = (SEPTEMBER + timedelta(days=60)).date()
    assert "XBS3A-2025: 1 assignment waiting for a verdict longer than promised" in whats(
        "IVF-6", centre, day
    )


def test_without_its_policy_ivf_6_cannot_be_told(issued, centre, on):
    PolicyVersion.objects.filter(policy__kind="internal-verification").update(
        effective_on=date(2030, 1, 1)
    )
    assert state("IVF-6", centre, on) == State.CANNOT_TELL


def test_a_question_left_out_turns_ivf_5(issued, centre, on):
    Verification.objects.get().answers.first().delete()
    assert state("IVF-5", centre, on) == State.NOT_MET


def test_two_answers_for_a_brief_that_was_changed_turn_ivf_5(issued, centre, on):
    verification = Verification.objects.get()
    verification.answers.exclude(key__in=["dates", "time"]).delete()
    Verification.objects.update(few_questions=True)
    assert state("IVF-5", centre, on) == State.NOT_MET
    Brief.objects.update(origin="authorised", is_unchanged=True)
    assert state("IVF-5", centre, on) == State.MET


def test_a_brief_that_is_silent_on_ai_turns_mal_6(issued, centre, on):
    Brief.objects.update(ai_rule="")
    assert state("MAL-6", centre, on) == State.NOT_MET


def test_a_missing_receipt_keeps_mal_6_under_way(issued, centre, on):
    Issue.objects.get().receipts.all().delete()
    assert whats("MAL-6", centre, on) == ["1 receipt of briefs still to come"]
    assert state("MAL-6", centre, on) == State.UNDER_WAY


def test_a_remote_session_turns_dbl_3_where_teaching_is_blended(issued, centre, on):
    profile = Profile.objects.create(
        centre=centre, answers={}, answered_by=machine(centre), answered_at=SEPTEMBER
    )
    Issue.objects.update(session=Issue.Session.REMOTE)
    for remote, expected in (("blended", State.NOT_MET), ("distance", State.UNDER_WAY),
                             ("none", State.DOES_NOT_APPLY)):  # fmt: skip
        Profile.objects.filter(pk=profile.pk).update(answers={"remote": remote})
        assert state("DBL-3", centre, on) == expected


def test_a_lesson_that_the_next_version_does_not_answer_turns_ivf_10(
    issued, centre, on, asa, ivor, vera
):
    Verification.objects.update(lesson="More time.")
    assert state("IVF-10", centre, on) == State.MET
    at = SEPTEMBER + timedelta(days=30)
    newer = actions.revise_brief(issued, by=asa, at=at, why="Anew")
    [lesson] = queries.lessons_left(newer)
    actions.take_lesson(newer, by=asa, at=at, verification=lesson, words="A week more.")
    actions.send_brief(newer, by=asa, at=at)
    assert state("IVF-10", centre, on) == State.MET
    newer.lessons_taken.all().delete()
    assert state("IVF-10", centre, on) == State.NOT_MET


def test_an_action_point_past_its_day_turns_ivf_10(issued, centre, asa, ivor):
    at = SEPTEMBER + timedelta(days=30)
    newer = actions.revise_brief(issued, by=asa, at=at, why="Anew")
    actions.send_brief(newer, by=asa, at=at)
    newer.refresh_from_db()
    verification_actions.verify_brief(
        newer, by=ivor, at=at, outcome="changes", answers=answers(newer, at, fit="No."),
        actions=[{"words": "Mend it", "owner": asa, "due_on": date(2025, 10, 20)}],
    )  # fmt: skip
    assert state("IVF-10", centre, date(2025, 10, 20)) == State.MET
    assert whats("IVF-10", centre, date(2025, 10, 21)) == ["Asa Assessor has not done “Mend it”"]
    assert state("IVF-10", centre, date(2025, 10, 21)) == State.NOT_MET
