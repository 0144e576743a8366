"""Each control has a twin: break the records and see it turn."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from fairmark.assessment import control_queries
from fairmark.assessment.models import AiCopies, Authorisation, Decision, Submission
from fairmark.briefs.models import Brief, Issue
from fairmark.centre.reading import read_once, reading_once
from fairmark.guide.showing import State, shown
from tests.assessment.conftest import decide, returned
from tests.builders import a_criteria, a_unit

WITH_WORK = ["ASM-5", "ASM-7", "ASM-9", "MAL-4", "MAL-7"]


def state(clause, centre, on):
    return shown(clause, centre, on).state


@pytest.fixture
def on(in_time):
    return in_time.date()


@pytest.fixture
def done(own_work, asa, in_time):
    """One piece of work, decided, signed and returned."""
    return returned(own_work, asa, in_time)


@pytest.mark.parametrize("clause", ["ASM-4", *WITH_WORK])
def test_work_handed_in_and_decided_shows_it(clause, done, centre, on):
    assert [one.what for one in shown(clause, centre, on).findings] == []
    assert state(clause, centre, on) == State.MET


@pytest.mark.parametrize("clause", [*WITH_WORK, "MAL-5", "DBL-4"])
def test_without_work_it_cannot_be_told(clause, issue, centre, on):
    assert state(clause, centre, on) == State.CANNOT_TELL


def test_a_task_or_a_decision_on_a_criterion_of_another_unit_turns_it(
    done, asa, centre, programme, on, in_time
):
    stranger = a_criteria(a_unit(programme, number="9", external=False), "A.P1")[0]
    Decision.objects.filter(criterion__code="A.P1").update(criterion=stranger)
    assert state("ASM-4", centre, on) == State.NOT_MET


def test_before_anything_is_decided_asm_4_is_under_way(work, centre, on):
    assert state("ASM-4", centre, on) == State.UNDER_WAY


def test_a_task_of_another_unit_turns_it(done, centre, programme, on):
    stranger = a_criteria(a_unit(programme, number="9", external=False), "A.P1")[0]
    done.brief.tasks.get().criteria.add(stranger)
    assert state("ASM-4", centre, on) == State.NOT_MET


def test_an_exception_is_listed_and_without_a_reason_it_turns(done, vera, centre, on, in_time):
    made = Authorisation.objects.create(
        centre=centre, assignment=done.assignment, enrolment=done.enrolment, granted=True,
        attempt="resubmission", due_on=on, by=vera, at=in_time, why="The bus broke down.",
        conditions=[["Did the first work come by the deadline?", False]],
    )  # fmt: skip
    showing = shown("ASM-5", centre, on)
    assert (showing.state, len(showing.findings)) == (State.MET, 1)
    Authorisation.objects.filter(pk=made.pk).update(why="")
    assert state("ASM-5", centre, on) == State.NOT_MET


def test_late_work_judged_in_part_turns_it(done, centre, on):
    due = done.handed_in_at - timedelta(days=1)
    Submission.objects.update(is_late=True, due_at=due)
    assert state("ASM-7", centre, on) == State.MET
    Decision.objects.filter(criterion__code="A.D1").delete()
    assert state("ASM-7", centre, on) == State.NOT_MET


def test_work_past_its_day_of_return_turns_it(own_work, asa, in_time, centre, on):
    assert state("ASM-9", centre, on) == State.MET
    later = own_work.assignment.planned.get().return_by + timedelta(days=1)
    assert state("ASM-9", centre, later) == State.NOT_MET
    returned(own_work, asa, in_time)
    assert state("ASM-9", centre, later) == State.MET


def test_a_record_with_a_gap_turns_it(done, centre, on):
    Decision.objects.filter(criterion__code="A.D1").delete()
    assert state("ASM-9", centre, on) == State.NOT_MET


def test_sources_that_the_brief_asks_for_and_nobody_gave_turn_it(done, centre, on):
    Brief.objects.update(sources="At least three.")
    assert state("MAL-5", centre, on) == State.MET
    Submission.objects.update(sources=" ")
    assert state("MAL-5", centre, on) == State.NOT_MET


@pytest.mark.parametrize(
    "spoilt",
    [{"ai_use": ""}, {"ai_use": "used"}, {"ai_use": "used", "ai_tool": "A", "ai_words": "B"}],
)
def test_silence_on_ai_or_a_tool_without_copies_turns_it(done, centre, on, spoilt):
    AiCopies.objects.create(submission=done)
    Submission.objects.update(**spoilt)
    assert state("MAL-7", centre, on) == State.NOT_MET


def test_remote_work_taken_on_sight_turns_it(done, centre, on):
    assert state("DBL-4", centre, on) == State.CANNOT_TELL
    Issue.objects.update(session="remote")
    assert state("DBL-4", centre, on) == State.NOT_MET
    done.authentications.update(how="question")
    assert state("DBL-4", centre, on) == State.MET


def test_remote_work_not_looked_at_yet_is_under_way(work, centre, on):
    Issue.objects.update(session="remote")
    assert state("DBL-4", centre, on) == State.UNDER_WAY


def test_work_without_a_statement_turns_it_and_the_database_keeps_it_out(done, centre, on):
    [piece] = control_queries.pieces(centre, on)
    piece.work.statement = []
    with reading_once():
        read_once(("pieces of work", centre.pk, on), lambda: [piece])
        assert state("MAL-4", centre, on) == State.NOT_MET
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.update(statement=[])


def test_a_cohort_that_ended_is_asked_about_no_more(done, asa, in_time, centre):
    decide(done, asa, in_time, why="The row above was meant.", A_D1="not met")
    assert state("ASM-9", centre, date(2030, 1, 1)) == State.CANNOT_TELL
