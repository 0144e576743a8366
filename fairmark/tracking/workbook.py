"""A sheet as a workbook: a row for each learner, a column for each criterion; and what a returned one says."""

import hashlib
import io
import json
import re
from dataclasses import dataclass, field

import xlsxwriter

from fairmark.assessment.rules import Cell as ToDecide
from fairmark.assessment.rules import Outcome
from fairmark.catalogue.models import Unit
from fairmark.exchange.reading import Unreadable, read_table
from fairmark.exchange.rules import Problem, Row, Table, letter, visible
from fairmark.exchange.writing import safe
from fairmark.programmes.models import Cohort
from fairmark.tracking.rules import Cell, Column, Sheet, State, read_marks
from fairmark.tracking.rules import Row as Learner

_AGAIN = "Take the sheet out again and edit that one."
_BEFORE = ("Learner", "Reference", "Group")
_AFTER = ("Now", "Can be")
_JUDGED = {State.ACHIEVED: "Y", State.NOT_ACHIEVED: "N"}


@dataclass(frozen=True)
class Mark:
    """Which sheet a workbook holds, and what it said when it was taken out."""

    centre: str
    cohort: str
    unit: str
    seen: str

    def __str__(self) -> str:
        return f"Sheet {self.centre} | {self.cohort} | unit {self.unit} | {self.seen}"


def mark_of(cohort: Cohort, unit: Unit, sheet: Sheet) -> Mark:
    said = [
        [row.enrolment, *([cell.seen, _text(cell)] for cell in row.cells)] for row in sheet.rows
    ]
    seen = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:12]
    return Mark(cohort.centre.number, cohort.code, unit.number, seen)


def _text(cell: Cell) -> str:
    """What stands in a cell of the workbook: Y, N, or a word that decides nothing."""
    if cell.state in _JUDGED:
        return _JUDGED[cell.state]
    return "" if cell.state is State.NOTHING else cell.state.value.partition(",")[0]


def headings_of(sheet: Sheet) -> list[str]:
    numbers = {band.assignment: band.number for band in sheet.bands}
    return [*_BEFORE, *(f"{numbers[one.assignment]}: {one.code}" for one in sheet.columns), *_AFTER]


def as_workbook(cohort: Cohort, unit: Unit, sheet: Sheet) -> bytes:
    """The sheet as an XLSX that comes back by `try_workbook`."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet("Tracking sheet")
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        mark = book.add_format({"font_color": "#6b6b6b", "bg_color": "#eeeeee", "font_size": 8})
        words = book.add_format({"num_format": "@"})
        locked = book.add_format({"num_format": "@", "font_color": "#6b6b6b"})
        met = book.add_format({"num_format": "@", "align": "center", "bg_color": "#edf7f1"})
        not_met = book.add_format({"num_format": "@", "align": "center", "bg_color": "#faf0ee"})
        middle = book.add_format({"num_format": "@", "align": "center"})
        looks = {"Y": met, "N": not_met}
        page.set_column(0, 0, 14, mark)
        page.set_column(1, 1, 26, words)
        page.set_column(2, 3, 11, words)
        page.set_column(4, 3 + len(sheet.columns), 8, middle)
        page.freeze_panes(1, 2)
        page.set_landscape()
        page.set_paper(8)  # A3
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.write_string(0, 0, str(mark_of(cohort, unit, sheet)), mark)
        page.write_comment(0, 0, "This column says whose sheet this is. Leave it as it is. In the "
                           "columns of criteria write Y or N.")  # fmt: skip
        for place, heading in enumerate(headings_of(sheet), 1):
            page.write_string(0, place, heading, head)
        for number, row in enumerate(sheet.rows, 1):
            page.write_string(number, 0, _reference(row), mark)
            for place, text in enumerate(_cells(row), 1):
                judged = len(_BEFORE) < place <= len(_BEFORE) + len(sheet.columns)
                look = looks.get(text, middle) if judged else locked
                page.write_string(number, place, text, look)
    return out.getvalue()


def _reference(row: Learner) -> str:
    return f"L{row.enrolment}"


def _cells(row: Learner) -> list[str]:
    known = [safe(row.name), safe(row.ref), safe(row.group)]
    return [*known, *map(_text, row.cells), row.now, row.can_be]


@dataclass(frozen=True)
class Change:
    """A cell that the workbook has otherwise."""

    row: int
    name: str
    column: str
    before: str
    after: str


@dataclass
class Trial:
    """What a workbook would change, and every error by row and column; nothing is changed here."""

    cells: list[ToDecide] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    same: int = 0


def try_workbook(cohort: Cohort, unit: Unit, sheet: Sheet, content: bytes, file_name: str) -> Trial:
    """Raises Unreadable for what is no workbook of this sheet."""
    if content[:4] != b"PK\x03\x04":
        raise Unreadable("This is not an .xlsx workbook. Save the sheet’s workbook as .xlsx.")
    table = read_table(content, file_name)
    seen = _refuse_other(table, mark_of(cohort, unit, sheet))
    _refuse_moved(table, headings_of(sheet))
    trial = _read(table, sheet)
    if (trial.changes or trial.errors) and not seen:
        raise Unreadable(
            "Somebody decided on this sheet after the workbook was taken out, so it would put that "
            f"back. {_AGAIN}"
        )
    return trial


def _refuse_other(table: Table, ours: Mark) -> bool:
    """Whether the sheet still says what it said then; raises Unreadable for another's sheet."""
    heading = table.headings[0] if table.headings else ""
    found = re.fullmatch(r"Sheet (\S+) \| (.+) \| unit (\S+) \| ([0-9a-f]{12})", heading)
    if found is None:
        raise Unreadable(
            "Cell A1 does not say whose sheet this is, so this is not a workbook taken out here, or "
            f"its first column was moved or changed. {_AGAIN}"
        )
    theirs = Mark(*found.groups())
    if theirs.centre != ours.centre:
        raise Unreadable(
            f"Cell A1: this is a sheet of centre {theirs.centre}; ours is {ours.centre}."
        )
    if (theirs.cohort, theirs.unit) != (ours.cohort, ours.unit):
        raise Unreadable(
            f"Cell A1: this is the sheet of {theirs.cohort}, unit {theirs.unit}, not of "
            f"{ours.cohort}, unit {ours.unit}. Bring it in at its own sheet."
        )
    return theirs.seen == ours.seen


def _refuse_moved(table: Table, headings: list[str]) -> None:
    for place, wanted in enumerate(headings, 1):
        there = table.headings[place] if place < len(table.headings) else ""
        if there != wanted:
            raise Unreadable(
                f"Row 1, column {letter(place)}: the heading is “{visible(there)}” and should be "
                f"“{wanted}”. Put the columns back in the order in which they came."
            )
    if extra := [one for one in table.headings[len(headings) + 1 :] if one.strip()]:
        raise Unreadable(
            f"Row 1: “{visible(extra[0])}” is no column of the sheet. Delete that column."
        )


def _read(table: Table, sheet: Sheet) -> Trial:
    trial = Trial()
    by_reference = {_reference(row): row for row in sheet.rows}
    met: dict[str, int] = {}
    typed: list[tuple[Row, Learner, int, str]] = []

    def wrong(row: Row, column: str, words: str) -> None:
        trial.errors.append(Problem(row.number, column, words))

    for row in table.rows:
        values = [*row.cells, *[""] * (len(_BEFORE) + len(sheet.columns) + 1 - len(row.cells))]
        reference = values[0].strip()
        learner = by_reference.get(reference)
        if reference in met:
            there = met[reference]
            wrong(row, "A", f"{reference} stands in row {there} already. Take one of the two out.")
        elif learner is None:
            wrong(row, "A", f"“{visible(reference)}” is no learner of this sheet. Take the row out; "
                  "learners come by the class list.")  # fmt: skip
        elif values[1].strip() != safe(learner.name):
            wrong(row, "Learner", f"This row is {learner.name}’s, and says “{visible(values[1])}”. "
                  f"{_AGAIN}")  # fmt: skip
        else:
            met[reference] = row.number
            typed += [
                (row, learner, place, values[len(_BEFORE) + 1 + place].strip())
                for place in range(len(sheet.columns))
            ]
    _decide(trial, sheet, typed)
    return trial


def _decide(trial: Trial, sheet: Sheet, typed: list[tuple[Row, Learner, int, str]]) -> None:
    headings = headings_of(sheet)[len(_BEFORE) :]
    marks = read_marks([text for *_, text in typed])
    for place, (row, learner, at, text) in enumerate(typed):
        cell, column = learner.cells[at], sheet.columns[at]
        before = _text(cell)
        if text == before:
            trial.same += 1
            continue
        heading = headings[at]
        if place in marks.unknown:
            trial.errors.append(Problem(row.number, heading, marks.unknown[place]))
            continue
        outcome = marks.outcomes[place]
        if _JUDGED.get(cell.state) == {Outcome.MET: "Y", Outcome.NOT_MET: "N"}.get(outcome):  # type: ignore[call-overload]
            trial.same += 1
            continue
        if problem := _problem(cell, outcome):
            trial.errors.append(Problem(row.number, heading, problem))
            continue
        decided = outcome or Outcome.CLEARED.value
        trial.cells.append(_to_decide(learner, column, decided, cell))
        trial.changes.append(
            Change(row.number, learner.name, heading, before or "empty", text or "empty")
        )


def _problem(cell: Cell, outcome: str | None) -> str:
    if not cell.editable:
        return (
            f"this cell says “{_text(cell) or 'nothing yet'}”, and is not yours to decide or has no "
            "work yet. Put it back."
        )
    if outcome is None and cell.signed:
        return "a signed decision cannot be taken back. Write Y or N; it is kept as a correction."
    return ""


def _to_decide(learner: Learner, column: Column, outcome: str, cell: Cell) -> ToDecide:
    return ToDecide(learner.enrolment, column.assignment, column.criterion, outcome, cell.seen)
