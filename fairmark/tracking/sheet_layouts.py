"""How a college laid its own tracking sheet out: whose rows, which criterion over which column.

Learners down and criteria across, of one unit or of several side by side, or a row for each learner
and criterion. Plain values in and out; nothing is looked up in the records.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fairmark.exchange.rules import Problem, letter, plain_heading, visible
from fairmark.exchange.sheets import Grid
from fairmark.tracking.sheet_names import (
    KnownCriterion,
    KnownUnit,
    Unclear,
    criteria_named,
    criterion_with_unit,
    is_code,
    looks_like_unit,
    unit_named,
)

#: In how many rows from the top the headings are looked for. (A technical limit.)
MOST_HEADS = 40
#: Over how many rows the heading of a column may be spread. (A technical limit.)
_HEAD_ROWS = 3

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
_MEANS = {name: what for what, names in _CALLED.items() for name in names}
_WHO = ("ref", "uln", "number", "surname", "forenames", "name")
#: How a row under the learners begins that counts them.
_COUNTS = ("total", "achieved", "count", "average", "percent", "complete", "number achieved", "key",
           "sum", "no achieved", "%")  # fmt: skip


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


class _Tab:
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


def read_layout(grid: Grid, units: Sequence[KnownUnit], chosen: KnownUnit | None = None) -> Read:
    """The marks of one tab. `chosen` is the unit where the tab does not say it."""
    tab, read = _Tab(grid), Read(grid.name)
    if head := _long_head(tab):
        _read_long(tab, read, head, units, chosen)
        return read
    top = _head_of(tab, units)
    if top is None:
        read.is_sheet = False
        if any(cell.strip() for row in tab.rows for cell in row):
            where = f"The tab “{grid.name}”" if grid.name else "The file"
            read.notes.append(f"{where} has no row of criteria, so it was left out.")
        return read
    _Across(tab, read, top, units, chosen).read_rows()
    return read


# -- a row for each learner and criterion -----------------------------------------------------


def _long_head(tab: _Tab) -> tuple[int, dict[str, int]] | None:
    """The row of headings with a learner, a criterion and a mark, and which column holds which."""
    for row, cells in enumerate(tab.rows[:MOST_HEADS]):
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            if what := _MEANS.get(plain_heading(cell)):
                places.setdefault(what, place)
        if "criterion" in places and "mark" in places and any(one in places for one in _WHO):
            return row, places
    return None


def _read_long(
    tab: _Tab, read: Read, head: tuple[int, dict[str, int]], units: Sequence[KnownUnit],
    chosen: KnownUnit | None,
) -> None:  # fmt: skip
    top, places = head
    headings = tab.rows[top]
    whole = _unit_of_tab(tab, read, top, units) or chosen
    for number in range(top + 1, len(tab.rows)):
        cells = tab.rows[number]
        if not any(cells[place].strip() for place in places.values()) or cells == headings:
            continue
        said = {what: cells[place].strip() for what, place in places.items()}

        def wrong(what: str, words: str, number: int = number) -> None:
            place = places[what]
            read.problems.append(Problem(number + 1, tab.column(place, headings[place]), words))

        formula = next((one for one in places if (number, places[one]) in tab.grid.formulas), None)
        if formula:
            wrong(formula, f"Cell {letter(places[formula])}{number + 1} holds a formula. Copy the "
                  "column and paste it as values.")  # fmt: skip
            continue
        if not any(said.get(one) for one in _WHO):
            wrong(next(one for one in _WHO if one in places),
                  "No learner is named. Write their reference, or take the row out.")  # fmt: skip
            continue
        unit = whole
        if said.get("unit"):
            try:
                unit = unit_named(said["unit"], units, bare=True)
            except Unclear as problem:
                wrong("unit", str(problem))
                continue
            if unit is None:
                wrong(
                    "unit", f"“{visible(said['unit'])}” is no unit of this cohort. {_listed(units)}"
                )
                continue
        found, words = _criterion(said["criterion"], unit, units)
        if found is None:
            wrong("criterion", words)
            continue
        who = Who(*(said.get(one, "") for one in _WHO))
        place = places["mark"]
        read.marks.append(
            Typed(number + 1, tab.column(place, headings[place]), tab.place(number, place), who,
                  *found, said["mark"], said.get("date", ""), said.get("assessor", ""))
        )  # fmt: skip


# -- learners down, criteria across -----------------------------------------------------------


def _head_of(tab: _Tab, units: Sequence[KnownUnit]) -> int | None:
    """The row that holds the codes of the criteria: the first with about as many as any has."""
    counts = [sum(is_code(cell, units) for cell in cells) for cells in tab.rows[:MOST_HEADS]]
    most = max(counts, default=0)
    if not most:
        return None
    return next(row for row, count in enumerate(counts) if count * 2 >= most)


class _Across:
    """The columns of a tab with criteria across, worked out once; then its rows."""

    def __init__(
        self, tab: _Tab, read: Read, top: int, units: Sequence[KnownUnit], chosen: KnownUnit | None
    ):
        self.tab, self.read, self.top = tab, read, top
        self.headings = tab.rows[top]
        self.who: dict[str, int] = {}
        self.beside: dict[str, list[int]] = {"assessor": [], "date": []}
        self.criteria: dict[int, tuple[KnownUnit, KnownCriterion]] = {}
        over = self._units_over(units)
        is_one = len({one for one in over if one}) < 2 and not read.problems
        whole = _unit_of_tab(tab, read, top, units) if is_one else None
        unread = []
        for place, heading in enumerate(self.headings):
            if is_code(heading, units):
                self._add_criterion(place, over[place] or whole or chosen, units)
            elif what := self._meaning(place):
                if what in self.beside:
                    self.beside[what].append(place)
                elif what in _WHO:
                    self.who.setdefault(what, place)
            elif heading.strip():
                unread.append(heading.strip()[:40])
        self.over = over
        if unread:
            where = f"Tab “{read.tab}”: not" if read.tab else "Not"
            read.notes.append(f"{where} read: {', '.join(dict.fromkeys(unread))}.")
        self._find_names()

    def _meaning(self, place: int) -> str | None:
        """What a column holds by its heading, which may stand some rows higher."""
        for row in range(self.top, max(self.top - _HEAD_ROWS, -1), -1):
            if what := _MEANS.get(plain_heading(self.tab.rows[row][place])):
                return what
        return None

    def _units_over(self, units: Sequence[KnownUnit]) -> list[KnownUnit | None]:
        """The unit over each column, from the nearest row of headings that names units.

        A name holds for the columns to its right until the next one; one that is no unit of the
        cohort is wrong where it stands over a criterion.
        """
        codes = [is_code(heading, units) for heading in self.headings]
        first = codes.index(True)
        for row in range(self.top - 1, -1, -1):
            cells = self.tab.rows[row]
            if not any(
                looks_like_unit(one) or _quietly(one, units) for one in dict.fromkeys(cells)
            ):
                continue
            found: list[KnownUnit | None] = []
            current, strange = None, ""
            for place, cell in enumerate(cells):
                named = self._named(row, place, units)
                if named or looks_like_unit(cell) or (cell.strip() and place > first):
                    current, strange = named, "" if named else cell
                found.append(current)
                if strange and codes[place]:
                    self._wrong(
                        row, place,
                        f"“{visible(strange)}” is no unit of this cohort. {_listed(units)}",
                    )  # fmt: skip
                    strange = ""
            return found
        return [None] * self.tab.width

    def _named(self, row: int, place: int, units: Sequence[KnownUnit]) -> KnownUnit | None:
        try:
            return unit_named(self.tab.rows[row][place], units)
        except Unclear as problem:
            self._wrong(row, place, str(problem))
            return None

    def _add_criterion(
        self, place: int, unit: KnownUnit | None, units: Sequence[KnownUnit]
    ) -> None:
        found, words = _criterion(self.headings[place], unit, units)
        if found is None:
            if not any(one.row and one.row <= self.top for one in self.read.problems):
                self._wrong(self.top, place, words)
            return
        before = next((at for at, one in self.criteria.items() if one == found), None)
        if before is not None:
            self._wrong(
                self.top, place,
                f"{found[1].code} of {found[0]} stands in column {letter(before)} already. Take one of "
                "the two out.",
            )  # fmt: skip
            return
        self.criteria[place] = found

    def _find_names(self) -> None:
        """Where no heading says who, the first column before the criteria that has words in it."""
        if self.who or not self.criteria:
            return
        for place in range(min(self.criteria)):
            below = [row[place].strip() for row in self.tab.rows[self.top + 1 :]]
            if any(any(sign.isalpha() for sign in cell) for cell in below):
                self.who["name"] = place
                return
        self._wrong(self.top, 0, "No column says whose rows these are. Give the column of names or "
                    "references a heading, such as Name or Student ref.")  # fmt: skip

    def _wrong(self, row: int, place: int, words: str) -> None:
        self.read.problems.append(
            Problem(row + 1, self.tab.column(place, self.headings[place]), words)
        )

    def read_rows(self) -> None:
        if not self.criteria or not self.who:
            return
        first: dict[Who, int] = {}
        beside = {what: self._beside(what) for what in self.beside}
        names = {place: self.tab.column(place, self.headings[place]) for place in self.criteria}
        for number in range(self.top + 1, len(self.tab.rows)):
            cells = self.tab.rows[number]
            who = Who(*(cells[self.who[one]].strip() if one in self.who else "" for one in _WHO))
            if cells == self.headings or not self._is_learner(number, cells, who):
                continue
            if who in first:
                place = min(self.who.values())
                self._wrong(
                    number,
                    place,
                    f"This learner stands in row {first[who]} already. Take one of the two rows out.",
                )
                continue
            first[who] = number + 1
            for place, (unit, criterion) in self.criteria.items():
                if self._is_unclear(number, place):
                    continue
                self.read.marks.append(
                    Typed(
                        number + 1, names[place], self.tab.place(number, place), who, unit, criterion, cells[place],
                        *(cells[at].strip() if (at := beside[what].get(place)) is not None else ""
                          for what in ("date", "assessor")),
                    )
                )  # fmt: skip

    def _is_learner(self, number: int, cells: Sequence[str], who: Who) -> bool:
        """Whether the row is a learner's: not an empty one, and not one that counts the rows above."""
        marks = any(cells[place].strip() for place in self.criteria)
        if not any(who):
            words = next((cell.strip() for cell in cells if cell.strip()), "")
            if marks and not self._counts(words):
                self._wrong(number, min(self.who.values()), "This row has marks and names no "
                            "learner. Write their reference, or take the row out.")  # fmt: skip
            return False
        if self._counts(next(one for one in who if one)):
            self.read.notes.append(f"Row {number + 1} counts the rows above and was left out.")
            return False
        for place in self.who.values():
            if (number, place) in self.tab.grid.formulas:
                self._formula(number, place)
                return False
        return True

    def _counts(self, words: str) -> bool:
        return words.casefold().startswith(_COUNTS)

    def _is_unclear(self, number: int, place: int) -> bool:
        if (number, place) in self.tab.grid.formulas:
            self._formula(number, place)
            return True
        if (number, place) in self.tab.merged and self.tab.rows[number][place].strip():
            self._wrong(number, place, f"Cell {letter(place)}{number + 1} is merged with others. "
                        "Unmerge it and write the mark into each cell.")  # fmt: skip
            return True
        return False

    def _formula(self, number: int, place: int) -> None:
        self._wrong(number, place, f"Cell {letter(place)}{number + 1} holds a formula. Copy the column "
                    "and paste it as values.")  # fmt: skip

    def _beside(self, what: str) -> dict[int, int]:
        """The column with the date or the assessor for each criterion: of its unit, else of the row."""
        places = self.beside[what]
        found = {}
        for place, (unit, _) in self.criteria.items():
            own = [at for at in places if self.over[at] == unit]
            if own or places:
                found[place] = (own or places)[0]
        return found


# -- what both share --------------------------------------------------------------------------


def _unit_of_tab(tab: _Tab, read: Read, top: int, units: Sequence[KnownUnit]) -> KnownUnit | None:
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
                f"“{visible(strange)}” is no unit of this cohort. {_listed(units)}",
            )
        )
    return next(iter(found), None)


def _words_above(tab: _Tab, top: int) -> Iterator[str]:
    if tab.grid.name.strip():
        yield tab.grid.name
    for cells in tab.rows[:top]:
        yield from dict.fromkeys(
            cell for cell in cells if cell.strip() and not cell.strip().isdigit()
        )


def _quietly(cell: str, units: Sequence[KnownUnit]) -> KnownUnit | None:
    try:
        return unit_named(cell, units)
    except Unclear:
        return None


def _criterion(
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


def _listed(units: Sequence[KnownUnit]) -> str:
    return "It takes: " + (", ".join(one.number for one in units) or "no units yet") + "."
