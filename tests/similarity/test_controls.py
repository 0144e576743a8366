"""The clause on plagiarism and its twins: break the records and see it turn."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairmark.assessment import control_queries
from fairmark.briefs.models import Brief, Issue
from fairmark.calendar.models import AcademicYear
from fairmark.centre.reading import read_once, reading_once
from fairmark.guide.showing import State, shown
from fairmark.planning.models import Assignment
from fairmark.programmes.models import Cohort
from fairmark.similarity.models import Compared, Likeness, Look
from tests.similarity.conftest import compared, confirmed, returned, work_of
from tests.similarity.test_comparing import looked


@pytest.fixture
def on(in_time):
    return in_time.date()


@pytest.fixture
def done(pair, asa, in_time, assignment):
    """Both pieces compared, and their likeness looked into."""
    compared(assignment, asa, in_time)
    looked(Likeness.objects.get(), asa, in_time)
    return pair


def showing(centre, on):
    return shown("ASM-8", centre, on)


def whats(centre, on):
    return [one.what.split(": ")[-1] for one in showing(centre, on).findings]


def signed(works, asa, at):
    for one in works:
        returned(confirmed(one, asa, at), asa, at)


def test_work_declared_compared_and_looked_into_shows_it(done, asa, in_time, centre, on):
    found = showing(centre, on)
    assert (found.state, found.findings, found.complete) == (State.MET, (), 100)
    assert [one.number for one in found.promises] == ["15"]
    signed(done, asa, in_time)
    assert showing(centre, on).state == State.MET


def test_without_work_or_a_policy_it_cannot_be_told(issue, lena, in_time, asa, centre, on):
    assert showing(centre, on).state == State.CANNOT_TELL
    work_of(issue, lena, in_time, ("a.txt", b"Something of mine."))
    assert showing(centre, on).state == State.CANNOT_TELL


def test_work_not_compared_is_under_way_until_it_is_signed(done, asa, in_time, centre, on):
    Compared.objects.filter(submission=done[0]).delete()
    assert (showing(centre, on).state, showing(centre, on).complete) == (State.UNDER_WAY, 50)
    assert whats(centre, on) == ["1 piece of work not compared with other work"]
    signed(done, asa, in_time)
    assert showing(centre, on).state == State.NOT_MET
    assert whats(centre, on) == ["1 piece of work signed and not compared with other work"]


def test_a_likeness_nobody_looked_into_turns_it_once_the_work_is_signed(
    done, asa, in_time, centre, on
):
    Look.objects.all().delete()
    assert showing(centre, on).state == State.UNDER_WAY
    signed(done, asa, in_time)
    assert showing(centre, on).state == State.NOT_MET
    Likeness.objects.update(percent=14, percent_other=14)
    assert showing(centre, on).state == State.MET
    Likeness.objects.update(percent_other=15)
    assert showing(centre, on).state == State.NOT_MET


def test_a_file_that_was_not_read_leaves_it_incomplete(done, centre, on):
    Compared.objects.filter(submission=done[0]).update(unread=[["a.pdf", "a scan without text"]])
    assert (showing(centre, on).state, showing(centre, on).complete) == (State.UNDER_WAY, 50)
    assert whats(centre, on) == ["1 piece of work with a file that could not be read to compare it"]


def test_work_without_a_statement_turns_it(done, centre, on):
    pieces = control_queries.pieces(centre, on)
    pieces[0].work.statement = []
    with reading_once():
        read_once(("pieces of work", centre.pk, on), lambda: pieces)
        assert showing(centre, on).state == State.NOT_MET


@pytest.fixture
def last_years(done, cohort, asa, in_time):
    """The same brief, issued to an earlier cohort of the programme."""
    brief = done[0].brief
    earlier = a_cohort_of(cohort, "XBS3A-2024")
    one = Assignment.objects.create(
        centre=cohort.centre, cohort=earlier, unit=brief.assignment.unit, number=1
    )
    before = Brief.objects.create(
        centre=cohort.centre, assignment=one, version=1, state="issued", title="Another title",
        scenario=brief.scenario.upper(), written_by=asa, written_at=in_time,
        approved_by=brief.approved_by, approved_at=in_time,
    )  # fmt: skip
    for task in brief.tasks.all():
        before.tasks.create(position=task.position, title="A task", text=task.text)
    set_on = brief.issues.get().set_on - timedelta(days=365)
    Issue.objects.create(brief=before, set_on=set_on, session="face to face", session_note="B12",
                         by=asa, at=in_time)  # fmt: skip
    return before


def a_cohort_of(cohort, code):
    made = Cohort.objects.get(pk=cohort.pk)
    made.year = AcademicYear.objects.create(
        centre=cohort.centre, label="2024/25", starts_on=date(2024, 9, 1), ends_on=date(2025, 8, 31)
    )
    made.pk, made.code = None, code
    made.save()
    return made


def test_an_earlier_cohort_s_brief_again_is_named_and_is_not_bad(last_years, centre, on):
    found = showing(centre, on)
    assert found.state == State.UNDER_WAY
    assert [(one.what.split(": ")[-1], one.bad) for one in found.findings] == [
        ("the brief is that of XBS3A-2024 again", False)
    ]


def test_a_brief_with_another_task_is_another_brief(last_years, centre, on):
    last_years.tasks.update(text="Describe three businesses.")
    assert showing(centre, on).state == State.MET


def test_cohorts_of_one_year_or_a_later_one_may_share_a_brief(last_years, centre, on):
    year = AcademicYear.objects.filter(label="2024/25")
    for starts_on in (date(2025, 9, 1), date(2026, 9, 1)):
        year.update(starts_on=starts_on, ends_on=starts_on + timedelta(days=364))
        assert showing(centre, on).state == State.MET


def test_it_asks_the_same_number_of_questions_whatever_there_is(
    pair, asa, in_time, assignment, centre, on
):
    def asked():
        with reading_once(), CaptureQueriesContext(connection) as found:
            showing(centre, on)
        return len(found)

    before = asked()
    compared(assignment, asa, in_time)
    assert asked() == before
    looked(Likeness.objects.get(), asa, in_time)
    assert asked() == before
