"""A sheet goes out as a workbook and comes back: unedited it changes nothing; wrong, it says where."""

import shutil
import subprocess

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fairmark.assessment import decision_actions
from fairmark.assessment.models import Decision
from fairmark.trail.models import Event
from tests.assessment.conftest import confirmed, decide, decide_all, handed_in
from tests.planning.workbooks import lines_of, saved
from tests.tracking.conftest import sheet_address

pytestmark = pytest.mark.django_db


def taken_out(client, work):
    answer = client.get(f"{sheet_address(work)}sheet.xlsx")
    assert answer.status_code == 200
    return answer.content


def edited(content, change):
    """The workbook after somebody worked in it; places count from 1, as a spreadsheet says them."""
    lines = [[str(cell) for cell in line] for line in lines_of(content)]
    change(lines)
    return saved(lines)


def at(row, column, value):
    """A value in a cell, in place of what stands there, or of what comes of that."""

    def change(lines):
        line = lines[row - 1]
        line += [""] * (column - len(line))
        line[column - 1] = value(line[column - 1]) if callable(value) else value

    return change


def put(name, heading, value):
    """A mark in the row of a learner."""

    def change(lines):
        row = next(n for n, line in enumerate(lines) if line[1].startswith(name))
        lines[row][next(n for n, one in enumerate(lines[0]) if one.endswith(heading))] = value

    return change


def a_new_column(lines):
    for line in lines:
        line.insert(4, "")


def twice(lines):
    lines[2][0] = lines[1][0]


def brought(client, work, content, name="sheet.xlsx"):
    return client.post(
        f"{sheet_address(work)}workbook/", {"file": SimpleUploadedFile(name, content)}
    )


def bring(client, work, page, **more):
    """What the button of the trial posts."""
    return client.post(
        f"{sheet_address(work)}workbook/", {"cells": page.context["bring"]["cells"].value(), **more}
    )


def test_a_round_trip_changes_nothing(at_work, own_work, asa, in_time):
    decide(own_work, asa, in_time, A_P1="met", A_M1="not met")
    before = (Decision.objects.count(), Event.objects.count())
    page = brought(at_work, own_work, edited(taken_out(at_work, own_work), lambda lines: None))
    assert page.status_code == 200
    assert (page.context["trial"].cells, page.context["trial"].errors) == ([], [])
    assert "nothing to bring in" in page.content.decode()
    assert (Decision.objects.count(), Event.objects.count()) == before


def through_calc(content, folder):
    """The workbook, opened and saved again by LibreOffice Calc."""
    assert shutil.which("soffice"), "LibreOffice is missing; bin/test installs it"
    (folder / "sheet.xlsx").write_bytes(content)
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder / "out",
         folder / "sheet.xlsx"],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return (folder / "out" / "sheet.xlsx").read_bytes()


@pytest.mark.paper
def test_calc_saves_it_and_it_comes_back_the_same(at_work, own_work, asa, in_time, tmp_path):
    decide(own_work, asa, in_time, A_P1="met", A_M1="not met")
    out = taken_out(at_work, own_work)
    again = through_calc(out, tmp_path)
    assert again != out
    assert lines_of(again) == lines_of(out)
    page = brought(at_work, own_work, again)
    assert (page.context["trial"].cells, page.context["trial"].errors) == ([], [])
    assert "nothing to bring in" in page.content.decode()


@pytest.mark.paper
def test_a_mark_typed_before_calc_saves_it_comes_in(at_work, own_work, tmp_path):
    typed = edited(taken_out(at_work, own_work), put("Baptiste", "A.P1", "✓"))
    page = brought(at_work, own_work, through_calc(typed, tmp_path))
    [change] = page.context["trial"].changes
    assert (change.name, change.column, change.after) == ("Baptiste, Lena", "1: A.P1", "✓")


def test_marks_come_in_after_a_look(at_work, own_work):
    content = edited(taken_out(at_work, own_work), put("Baptiste", "A.P1", "✓"))
    page = brought(at_work, own_work, content)
    [change] = page.context["trial"].changes
    assert (change.name, change.column, change.after) == ("Baptiste, Lena", "1: A.P1", "✓")
    assert not Decision.objects.exists()
    assert bring(at_work, own_work, page).status_code == 302
    assert own_work.decisions.get().outcome == "met"


def test_signed_decisions_want_their_reason(at_work, own_work, asa, in_time):
    decide_all(own_work, asa, in_time)
    decision_actions.sign_records(
        own_work.assignment, by=asa, at=in_time, works=[own_work], declared=True
    )
    content = edited(taken_out(at_work, own_work), put("Baptiste", "A.P1", "N"))
    page = brought(at_work, own_work, content)
    assert bring(at_work, own_work, page, why="").status_code == 422
    assert bring(at_work, own_work, page, why="Page 2.").status_code == 302
    assert Decision.objects.get(why="Page 2.").outcome == "not met"
    content = edited(taken_out(at_work, own_work), put("Baptiste", "A.M1", ""))
    assert "cannot be taken back" in brought(at_work, own_work, content).content.decode()


def test_a_draft_is_taken_back_by_an_empty_cell(at_work, own_work, asa, in_time):
    decide(own_work, asa, in_time, A_P1="met")
    content = edited(taken_out(at_work, own_work), put("Baptiste", "A.P1", ""))
    page = brought(at_work, own_work, content)
    assert bring(at_work, own_work, page).status_code == 302
    assert own_work.decisions.get(stands=True).outcome == "cleared"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("Baptiste", "A.P1", "maybe"), "“maybe” is no mark"),
        (put("Shah", "A.P1", "Y"), "has no work yet"),
        (at(2, 1, "L999999"), "“L999999” is no learner of this sheet"),
        (at(2, 2, "Other, Name"), "This row is Baptiste, Lena’s"),
        (twice, "stands in row 2 already"),
        (at(1, 5, "1: A.M1"), "Row 1, column E"),
        (a_new_column, "Row 1, column E"),
        (at(1, 20, "Notes"), "is no column of the sheet"),
        (at(1, 1, "Learner"), "does not say whose sheet this is"),
        (at(1, 1, lambda mark: mark.replace("10234", "10235")),
         "a sheet of centre 10235"),
        (at(1, 1, lambda mark: mark.replace("unit 1", "unit 2")),
         "Bring it in at its own sheet"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_place(at_work, own_work, change, words):
    page = brought(at_work, own_work, edited(taken_out(at_work, own_work), change))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert "bring" not in page.context
    assert not Decision.objects.exists()


def test_a_file_that_is_no_workbook_is_refused(at_work, own_work):
    for name, content in (
        ("a.xlsx", b"PK\x03\x04 broken"),
        ("b.csv", b"a,b\n1,2\n"),
        ("c.xlsx", b""),
    ):
        assert brought(at_work, own_work, content, name).status_code == 422


def test_decisions_made_since_are_not_put_back(at_work, own_work, asa, in_time):
    content = edited(taken_out(at_work, own_work), put("Baptiste", "A.M1", "Y"))
    decide(own_work, asa, in_time, A_P1="met")
    assert (
        "after the workbook was taken out" in brought(at_work, own_work, content).content.decode()
    )


def test_a_conflict_between_the_look_and_the_button_changes_nothing(
    at_work, own_work, asa, in_time, ravi, issue
):
    confirmed(handed_in(issue, ravi, in_time), asa, in_time)
    content = edited(taken_out(at_work, own_work), put("Baptiste", "A.P1", "Y"))
    page = brought(at_work, own_work, content)
    decide(own_work, asa, in_time, A_P1="not met")
    answer = bring(at_work, own_work, page)
    assert answer.status_code == 422
    assert "meanwhile" in answer.content.decode()
    assert own_work.decisions.get().outcome == "not met"
