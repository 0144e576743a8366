"""Sheets with learners down and criteria across, of one unit or of several side by side."""

from collections.abc import Sequence

from fairmark.exchange.rules import Problem, letter, plain_heading, visible
from fairmark.tracking.sheet_names import (
    KnownCriterion,
    KnownUnit,
    Unclear,
    is_code,
    looks_like_unit,
    unit_named,
)
from fairmark.tracking.sheet_tabs import (
    HEAD_ROWS,
    MEANS,
    MOST_HEADS,
    WHO,
    Read,
    Tab,
    Typed,
    Who,
    criterion_of,
    listed,
    quietly_named,
    unit_of_tab,
)

#: How a row under the learners begins that counts them.
_COUNTS = ("total", "achieved", "count", "average", "percent", "complete", "number achieved", "key",
           "sum", "no achieved", "%")  # fmt: skip


def head_across(tab: Tab, units: Sequence[KnownUnit]) -> int | None:
    """The row that holds the codes of the criteria: the first with about as many as any has."""
    counts = [sum(is_code(cell, units) for cell in cells) for cells in tab.rows[:MOST_HEADS]]
    most = max(counts, default=0)
    if not most:
        return None
    return next(row for row, count in enumerate(counts) if count * 2 >= most)


class Across:
    """The columns of a tab with criteria across, worked out once; then its rows."""

    def __init__(
        self, tab: Tab, read: Read, top: int, units: Sequence[KnownUnit], chosen: KnownUnit | None
    ):
        self.tab, self.read, self.top = tab, read, top
        self.headings = tab.rows[top]
        self.who: dict[str, int] = {}
        self.beside: dict[str, list[int]] = {"assessor": [], "date": []}
        self.criteria: dict[int, tuple[KnownUnit, KnownCriterion]] = {}
        over = self._units_over(units)
        is_one = len({one for one in over if one}) < 2 and not read.problems
        whole = unit_of_tab(tab, read, top, units) if is_one else None
        unread = []
        for place, heading in enumerate(self.headings):
            if is_code(heading, units):
                self._add_criterion(place, over[place] or whole or chosen, units)
            elif what := self._meaning(place):
                if what in self.beside:
                    self.beside[what].append(place)
                elif what in WHO:
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
        for row in range(self.top, max(self.top - HEAD_ROWS, -1), -1):
            if what := MEANS.get(plain_heading(self.tab.rows[row][place])):
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
                looks_like_unit(one) or quietly_named(one, units) for one in dict.fromkeys(cells)
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
                        f"“{visible(strange)}” is no unit of this cohort. {listed(units)}",
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
        found, words = criterion_of(self.headings[place], unit, units)
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
            who = Who(*(cells[self.who[one]].strip() if one in self.who else "" for one in WHO))
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
