"""Sheets with a row for each learner and criterion."""

from collections.abc import Sequence

from fairmark.exchange.rules import Problem, letter, plain_heading, visible
from fairmark.tracking.sheet_names import KnownUnit, Unclear, unit_named
from fairmark.tracking.sheet_tabs import (
    MEANS,
    MOST_HEADS,
    WHO,
    Read,
    Tab,
    Typed,
    Who,
    criterion_of,
    listed,
    unit_of_tab,
)


def long_head(tab: Tab) -> tuple[int, dict[str, int]] | None:
    """The row of headings with a learner, a criterion and a mark, and which column holds which."""
    for row, cells in enumerate(tab.rows[:MOST_HEADS]):
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            if what := MEANS.get(plain_heading(cell)):
                places.setdefault(what, place)
        if "criterion" in places and "mark" in places and any(one in places for one in WHO):
            return row, places
    return None


def read_long(
    tab: Tab, read: Read, head: tuple[int, dict[str, int]], units: Sequence[KnownUnit],
    chosen: KnownUnit | None,
) -> None:  # fmt: skip
    top, places = head
    headings = tab.rows[top]
    whole = unit_of_tab(tab, read, top, units) or chosen
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
        if not any(said.get(one) for one in WHO):
            wrong(next(one for one in WHO if one in places),
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
                    "unit", f"“{visible(said['unit'])}” is no unit of this cohort. {listed(units)}"
                )
                continue
        found, words = criterion_of(said["criterion"], unit, units)
        if found is None:
            wrong("criterion", words)
            continue
        who = Who(*(said.get(one, "") for one in WHO))
        place = places["mark"]
        read.marks.append(
            Typed(number + 1, tab.column(place, headings[place]), tab.place(number, place), who,
                  *found, said["mark"], said.get("date", ""), said.get("assessor", ""))
        )  # fmt: skip
