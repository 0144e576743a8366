"""The workbook of a plan: out and in again, what it changes, and every way in which it is refused."""

import io
import zipfile
from datetime import date, datetime, timedelta

import pytest

from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.planning import actions, queries
from fairmark.planning.models import Assignment, PlannedAssignment
from fairmark.planning.workbook import as_workbook
from fairmark.planning.workbook_actions import bring_in_workbook, trial_of, upload_workbook
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NotYours, Refused
from tests.builders import (
    LONDON,
    a_cohort,
    a_criteria,
    a_person,
    a_policy,
    a_programme,
    a_unit,
    allocate,
    take,
)
from tests.planning.workbooks import HEADINGS, edited_workbook, lines_of, saved

pytestmark = pytest.mark.django_db
AUGUST = datetime(2025, 8, 20, 9, 0, tzinfo=LONDON)


@pytest.fixture
def draft(cohort, pia, asa, ivor, centre):
    a_policy(centre, "assessment")
    allocate(cohort, asa, Role.ASSESSOR)
    allocate(cohort, ivor, Role.INTERNAL_VERIFIER)
    return actions.draft_plan(cohort, by=pia, at=AUGUST)


def a_plan(programme, code, by):
    """A drafted plan of a cohort of its own."""
    cohort = a_cohort(programme)
    cohort.code = code
    cohort.save()
    unit = a_unit(programme, number="8", title="Exploring Business", external=False)
    a_criteria(unit, "A.P1 A.M1 A.D1")
    take(cohort, unit)
    return actions.draft_plan(cohort, by=by, at=AUGUST)


def told(plan):
    """All that the plan says, to be compared."""
    return [
        (one.title, queries.days_of(one), [c.code for c in one.criteria.all()],
         [str(a) for a in one.assessors.all()], str(one.verifier))
        for one in queries.planned_of(plan)
    ]  # fmt: skip


def uploaded(plan, content, by):
    return upload_workbook(plan, by=by, at=AUGUST, file_name="plan.xlsx", content=content)


def brought_in(plan, content, by, **why):
    return bring_in_workbook(uploaded(plan, content, by), by=by, at=AUGUST, **why)


def test_a_workbook_has_a_row_for_each_assignment_with_real_dates(draft):
    first, *rows = lines_of(as_workbook(draft, AUGUST))
    assert first[0].startswith(f"Plan {draft.centre.number} | {draft.cohort.code} | version 1 | ")
    assert tuple(first[1:]) == HEADINGS[1:]
    assert [row[3] for row in rows] == [one.title for one in queries.planned_of(draft)]
    planned = queries.planned_of(draft).first()
    assert rows[0][5:11] == list(queries.days_of(planned).values())
    assert rows[0][11:] == ["Asa Assessor", "Ivor Verifier"]


@pytest.mark.parametrize("title", ["=1+1", "+44", "a | b; c: d", "'tis", "≥ 5 – “x”"])
def test_the_same_file_changes_nothing(draft, pia, title):
    PlannedAssignment.objects.filter(plan=draft).update(title=title)
    book = uploaded(draft, edited_workbook(as_workbook(draft, AUGUST), []), pia)
    trial = trial_of(book, AUGUST)
    assert (trial.errors, {step.what for step in trial.steps}) == ([], {"same"})
    with pytest.raises(Refused, match="There is nothing to change"):
        bring_in_workbook(book, by=pia, at=AUGUST)


def test_what_is_edited_is_changed_and_nothing_else(draft, pia, asa, ivor, programme):
    a_person(draft.centre, "Ben B", Role.ASSESSOR, programme)
    group = draft.cohort.groups.create(code="Mon")
    before = told(draft)
    day = queries.planned_of(draft)[1].resubmit_by + timedelta(days=3)
    content = edited_workbook(as_workbook(draft, AUGUST), [
        (3, "Title", "Market research"), (3, "Planned resubmission", day),
        (3, "Criteria", "c.p4 C.M3"), (3, "Assessed by", "asa  assessor; Mon: Ben B"),
    ])  # fmt: skip
    book = uploaded(draft, content, pia)
    (step,) = [one for one in trial_of(book, AUGUST).steps if one.what != "same"]
    assert (step.row, step.what) == (3, "change")
    assert step.changes[0] == ("Title", "Learning aim C", "Market research")
    assert told(draft) == before
    bring_in_workbook(book, by=pia, at=AUGUST)
    after = told(draft)
    assert (after[0], after[2]) == (before[0], before[2])
    title, days, criteria, assessors, verifier = after[1]
    assert (title, days["resubmit_by"], criteria) == ("Market research", day, ["C.P4", "C.M3"])
    assert sorted(assessors) == ["Asa Assessor", f"Ben B for {group}"]
    assert verifier == "Ivor Verifier"
    assert days | {"resubmit_by": None} == before[1][1] | {"resubmit_by": None}
    assert Event.objects.get(name="plan_workbook_brought_in").details["changed"] == 1
    again = uploaded(draft, as_workbook(draft, AUGUST), pia)
    assert {one.what for one in trial_of(again, AUGUST).steps} == {"same"}
    with pytest.raises(Refused, match="brought in already"):
        bring_in_workbook(book, by=pia, at=AUGUST)


def test_a_new_row_is_a_new_assignment_and_a_missing_one_is_taken_out(draft, pia):
    lines = lines_of(as_workbook(draft, AUGUST))
    new = ["", "1", "", "Presentation", "D.P5", date(2026, 3, 2), date(2026, 4, 20)]
    book = uploaded(draft, saved([*lines[:3], new]), pia)
    trial = trial_of(book, AUGUST)
    assert [one.message for one in trial.warnings] == [
        "Unit 1, assignment 3: Learning aim D is no longer in the file, so it is taken out of the "
        "plan."
    ]
    bring_in_workbook(book, by=pia, at=AUGUST)
    after = told(draft)
    assert {one[0] for one in after} == {"Learning aims A and B", "Learning aim C", "Presentation"}
    (made,) = [one for one in after if one[0] == "Presentation"]
    assert made[1]["hand_in_on"] == date(2026, 4, 20)
    assert made[2:] == (["D.P5"], [], "None")
    assert draft.cohort.assignments.count() == 3
    details = Event.objects.get(name="plan_workbook_brought_in").details
    assert (details["changed"], details["added"], details["dropped"]) == (0, 1, 1)


def test_of_a_signed_plan_a_new_version_is_begun(draft, pia, vera):
    actions.sign_plan(draft, by=vera, at=AUGUST, reason="Seen.")
    before = told(draft)
    content = edited_workbook(as_workbook(draft, AUGUST), [(2, "Title", "Other")])
    made = brought_in(draft, content, pia, why="The visit moved")
    assert (made.version, made.is_signed, made.why) == (2, False, "The visit moved")
    assert told(draft) == before
    assert [one[0] for one in told(made)] == ["Other", *[one[0] for one in before[1:]]]
    with pytest.raises(Refused, match="Version 2 is being written"):
        uploaded(draft, content, pia)
    with pytest.raises(Refused, match="of version 1; this is version 2"):
        uploaded(made, content, pia)


def test_what_was_changed_meanwhile_is_not_put_back(draft, pia):
    content = edited_workbook(as_workbook(draft, AUGUST), [(2, "Title", "Theirs")])
    book = uploaded(draft, content, pia)
    other = queries.planned_of(draft)[2]
    actions.drop_assignment(other, by=pia, at=AUGUST, why="Not needed.")
    before = told(draft)
    with pytest.raises(Refused, match="was changed here after this workbook was taken out"):
        bring_in_workbook(book, by=pia, at=AUGUST)
    assert told(draft) == before


ROWS = {
    "hand-in before hand-out": (2, "Hand-in", date(2025, 9, 1), "Hand-in", "is before hand-out"),
    "a date as text": (2, "Hand-in", "1/12/2025", "Hand-in", "is text and not a date"),
    "a number for a date": (2, "Hand-in", 45992, "Hand-in", "spreadsheet’s number for a date"),
    "an unknown assessor": (3, "Assessed by", "Nobody Known", "Assessed by", "is not of the team"),
    "an unknown verifier": (3, "Verified by", "Eve Else", "Verified by", "is not of the team"),
    "an unknown group": (3, "Assessed by", "Tue: Asa Assessor", "Assessed by", "is no group"),
    "an unknown criterion": (4, "Criteria", "D.P5, Z.P9", "Criteria", "“Z.P9” is no criterion"),
    "another unit": (2, "Unit", "99", "Unit", "put 1 back"),
    "another number": (2, "No.", "7", "No.", "put 1 back"),
    "no title": (2, "Title", "", "Title", "has no title"),
    "a long title": (2, "Title", "x" * 151, "Title", "at most 150 fit"),
    "a title that calculates": (2, "Title", "=cmd", "Title", "looks like a formula"),
    "a stranger’s reference": (2, "", "A999999", "A", "is no assignment of this plan"),
    "a new row with a number": (2, "", "", "No.", "leave it empty"),
}


@pytest.mark.parametrize("case", ROWS)
def test_a_wrong_cell_is_named_by_row_and_column(draft, pia, case):
    row, heading, cell, column, words = ROWS[case]
    before = told(draft)
    content = edited_workbook(
        as_workbook(draft, AUGUST), [(row, heading, cell), (3, "Title", "New")]
    )
    book = uploaded(draft, content, pia)
    (problem,) = trial_of(book, AUGUST).errors
    assert (problem.row, problem.column) == (row, column)
    assert words in problem.message
    with pytest.raises(Refused, match=f"Row {row}, "):
        bring_in_workbook(book, by=pia, at=AUGUST)
    assert told(draft) == before
    assert not Event.objects.filter(name="planned_assignment_changed").exists()


def test_a_copied_row_and_a_unit_that_is_not_taken_are_refused(draft, pia):
    lines = lines_of(as_workbook(draft, AUGUST))
    stranger = ["", "42", "", "Other", "A.P1"]
    book = uploaded(draft, saved([*lines, lines[1], stranger]), pia)
    copied, unit = trial_of(book, AUGUST).errors
    assert "stands in row 2 already" in copied.message
    assert (unit.row, unit.column) == (6, "Unit")
    assert f"{draft.cohort.code} takes no unit “42”" in unit.message


def test_a_row_with_work_on_it_stays(draft, pia, asa):
    from fairmark.briefs.models import Brief

    first = queries.planned_of(draft)[0]
    before = told(draft)
    Brief.objects.create(
        centre=draft.centre, assignment=first.assignment, version=1, title="Survey",
        written_by=asa, written_at=AUGUST,
    )  # fmt: skip
    lines = lines_of(as_workbook(draft, AUGUST))
    with pytest.raises(Refused, match="there is work on it: 1 brief"):
        brought_in(draft, saved([lines[0], *lines[2:]]), pia)
    assert told(draft) == before


def _renamed(lines):
    lines[0][6] = "Deadline"
    return saved(lines)


def _moved(lines):
    for line in lines:
        line[5], line[6] = line[6], line[5]
    return saved(lines)


def _extra(lines):
    lines[0].append("Notes")
    return saved(lines)


def _unmarked(lines):
    lines[0][0] = "Reference"
    return saved(lines)


def _macros(lines):
    out = io.BytesIO(saved(lines))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


FILES = {
    "columns moved": (_moved, "Row 1, column F: the heading is “Hand-in” and should be “Hand-out”"),
    "a column renamed": (_renamed, "Row 1, column G: the heading is “Deadline”"),
    "a column added": (_extra, "“Notes” is no column of the plan"),
    "no mark": (_unmarked, "Cell A1 does not say whose plan this is"),
    "a formula": (lambda lines: saved(lines, formula=(1, 6, "=F2+7", None, 45000)),
                  "G2 holds a formula"),
    "merged headings": (lambda lines: saved(lines, merged="F1:G1"), "F1:G1 are merged"),
    "macros": (_macros, "holds macros"),
    "a text file": (lambda lines: b"Unit,No.\n1,1\n", "not an .xlsx workbook"),
    "a damaged file": (lambda lines: saved(lines)[:900], "is damaged"),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_workbook_of_a_plan_is_refused(draft, pia, case):
    made, words = FILES[case]
    before = told(draft)
    with pytest.raises(Refused) as refusal:
        uploaded(draft, made(lines_of(as_workbook(draft, AUGUST))), pia)
    assert words in str(refusal.value.obstacles[0])
    assert told(draft) == before
    assert not draft.workbooks.exists()


def test_another_cohorts_and_another_centres_workbook_are_refused(draft, pia):
    programme = draft.cohort.programme
    other = a_plan(a_programme(programme.centre, code="ART"), "ART-2025",
                   a_person(programme.centre, "Pat Planner", Role.PROGRAMME_LEADER))  # fmt: skip
    with pytest.raises(Refused, match="This is the plan of ART-2025, not of"):
        uploaded(draft, as_workbook(other, AUGUST), pia)
    mark = lines_of(as_workbook(draft, AUGUST))[0][0]
    far = mark.replace(f"Plan {draft.centre.number} ", "Plan 10999 ")
    with pytest.raises(Refused, match="workbook of centre 10999; ours is"):
        uploaded(draft, edited_workbook(as_workbook(draft, AUGUST), [(1, "", far)]), pia)


def test_only_who_writes_plans_brings_one_in(draft, asa):
    with pytest.raises(NotYours):
        uploaded(draft, as_workbook(draft, AUGUST), asa)


def test_the_pages_take_it_out_try_it_and_bring_it_in(client, draft, pia, time_machine):
    time_machine.move_to(AUGUST)
    client.force_login(Account.objects.create(email="pia@example.ac.uk", person=pia))
    taken = client.get(f"{draft.get_absolute_url()}workbook.xlsx")
    assert taken["Content-Disposition"].endswith('version-1.xlsx"')
    content = edited_workbook(taken.content, [(2, "Title", "Other")])
    upload = io.BytesIO(content)
    upload.name = "mine.xlsx"
    tried = client.post(f"{draft.get_absolute_url()}workbook/", {"file": upload}, follow=True)
    assert "Title: Learning aims A and B → Other" in tried.content.decode()
    assert told(draft)[0][0] == "Learning aims A and B"
    client.post(tried.request["PATH_INFO"])
    assert told(draft)[0][0] == "Other"
    upload = io.BytesIO(b"not a workbook")
    upload.name = "mine.xlsx"
    refused = client.post(f"{draft.get_absolute_url()}workbook/", {"file": upload})
    assert refused.status_code == 422
    assert "not an .xlsx workbook" in refused.content.decode()
    assert Assignment.objects.count() == 3
