"""A tab of a college's own sheet with the words for its places, and what its cells may name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fairmark.exchange.rules import Problem, letter, visible
from fairmark.exchange.sheets import Grid
from fairmark.tracking.sheet_names import (
    KnownCriterion,
    KnownUnit,
    Unclear,
    criteria_named,
    criterion_with_unit,
    looks_like_unit,
    unit_named,
)

#: In how many rows from the top the headings are looked for. (A technical limit.)
MOST_HEADS = 40
#: Over how many rows the heading of a column may be spread. (A technical limit.)
HEAD_ROWS = 3

#: What columns are called, as plain headings.
_CALLED: Mapping[str, tuple[str, ...]] = {
    "ref": ("studentref", "studentreference", "learnerref", "learnerreference", "studentid", "learnerid",
            "studentnumber", "studentno", "learnernumber", "learnerno", "id", "ref", "reference", "refno",
            "personcode", "admissionnumber", "learnerreferencenumber", "learnrefnumber"),
    "uln": ("uln", "uniquelearnernumber"),
    "number": ("registrationnumber", "regnumber", "regno", "registrationno", "pearsonreg",
               "pearsonregno", "pearsonregistration", "pearsonregistrationnumber", "btecregno",
               "btecregistrationnumber", "btecreg", "candidateregistrationnumber", "pearsonnumber"),
    "surname": ("surname", "lastname", "familyname", "legalsurname"),
    "forenames": ("forename", "forenames", "firstname", "firstnames", "givenname", "givennames",
                  "legalforename"),
    "name": ("name", "learner", "student", "learnername", "studentname", "fullname", "learners",
             "students", "nameoflearner", "nameofstudent", "candidate", "candidatename", "pupil"),
    "assessor": ("assessor", "assessedby", "teacher", "tutor", "assessorname", "marker"),
    "date": ("date", "dateassessed", "dateachieved", "decisiondate", "assessedon", "dateofassessment",
             "achievedon"),
    "unit": ("unit", "unitnumber", "unitno", "unittitle", "unitname", "unitcode"),
    "criterion": ("criterion", "criteria", "criterioncode", "criteriacode", "assessmentcriterion",
                  "assessmentcriteria", "gradingcriterion", "pmd"),
    "mark": ("mark", "result", "outcome", "decision", "achieved", "status", "met", "achievement"),
}  # fmt: skip
MEANS = {name: what for what, names in _CALLED.items() for name in names}
WHO = ("ref", "uln", "number", "surname", "forenames", "name")


class Who(NamedTuple):
    """How a row names its learner; what it does not say is empty."""

    ref: str = ""
    uln: str = ""
    number: str = ""
    surname: str = ""
    forenames: str = ""
    name: str = ""


class Typed(NamedTuple):
    """One mark of a sheet: where it stands, whose and which criterion, as it was written."""

    row: int
    column: str
    place: str
    who: Who
    unit: KnownUnit
    criterion: KnownCriterion
    text: str
    date: str = ""
    assessor: str = ""


@dataclass
class Read:
    """A tab read: its marks, what is wrong by row and column, what was left out."""

    tab: str
    marks: list[Typed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_sheet: bool = True


class Tab:
    """A tab with its merged ranges filled, and the words for its places."""

    def __init__(self, grid: Grid):
        self.grid = grid
        width = max(map(len, grid.rows), default=0)
        self.rows = [[*row, *[""] * (width - len(row))] for row in grid.rows]
        self.width = width
        self.merged: dict[tuple[int, int], tuple[int, int]] = {}
        for top, first, bottom, last in grid.merged:
            if top >= len(self.rows) or first >= width:
                continue
            value = self.rows[top][first]
            for row in range(top, min(bottom + 1, len(self.rows))):
                for place in range(first, min(last + 1, width)):
                    self.rows[row][place] = value
                    self.merged[row, place] = (top, first)

    def column(self, place: int, heading: str = "") -> str:
        where = f"{letter(place)} “{visible(heading)}”" if heading.strip() else letter(place)
        return f"{self.grid.name}: {where}" if self.grid.name else where

    def place(self, row: int, place: int) -> str:
        where = f"{letter(place)}{row + 1}"
        return f"{self.grid.name[:31]}!{where}" if self.grid.name else where


def unit_of_tab(tab: Tab, read: Read, top: int, units: Sequence[KnownUnit]) -> KnownUnit | None:
    """The unit that a whole tab is of: by the words above its headings, or by its own name."""
    found: dict[KnownUnit, str] = {}
    strange = ""
    for cell in _words_above(tab, top):
        try:
            if one := unit_named(cell, units, bare=cell == tab.grid.name):
                found.setdefault(one, cell)
        except Unclear as problem:
            read.problems.append(Problem(1, tab.column(0), str(problem)))
        if not found and looks_like_unit(cell):
            strange = strange or cell
    if len(found) > 1:
        names = " and ".join(f"“{visible(words)}”" for words in found.values())
        read.problems.append(
            Problem(
                1, tab.column(0), f"{names} name different units. Correct the one that is wrong."
            )
        )
        return None
    if not found and strange:
        read.problems.append(
            Problem(
                1,
                tab.column(0),
                f"“{visible(strange)}” is no unit of this cohort. {listed(units)}",
            )
        )
    return next(iter(found), None)


def _words_above(tab: Tab, top: int) -> Iterator[str]:
    if tab.grid.name.strip():
        yield tab.grid.name
    for cells in tab.rows[:top]:
        yield from dict.fromkeys(
            cell for cell in cells if cell.strip() and not cell.strip().isdigit()
        )


def quietly_named(cell: str, units: Sequence[KnownUnit]) -> KnownUnit | None:
    try:
        return unit_named(cell, units)
    except Unclear:
        return None


def criterion_of(
    text: str, unit: KnownUnit | None, units: Sequence[KnownUnit]
) -> tuple[tuple[KnownUnit, KnownCriterion] | None, str]:
    """The criterion that a heading means, or why it means none."""
    if unit is None or not criteria_named(text, unit):
        if by_itself := criterion_with_unit(text, units):
            return by_itself, ""
        if unit is None and len(units) == 1:
            unit = units[0]
    if unit is None:
        return None, (
            f"It is not said of which unit “{visible(text)}” is. Write “Unit” and its number over the "
            "criteria, or say which unit the file is of."
        )
    found = criteria_named(text, unit)
    if len(found) == 1:
        return (unit, found[0]), ""
    if found:
        codes = " and ".join(one.code for one in found)
        return None, f"“{visible(text)}” may be {codes} of {unit}. Write the code in full."
    codes = ", ".join(one.code for one in unit.criteria) or "none"
    return None, f"“{visible(text)}” is no criterion of {unit}. It has: {codes}."


def listed(units: Sequence[KnownUnit]) -> str:
    return "It takes: " + (", ".join(one.number for one in units) or "no units yet") + "."
