"""A sheet as HTML: one string built from plain values, everything people wrote escaped."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path

from fairmark.tracking.rules import AGAIN, Band, Cell, Column, Row, Sheet, State, achieved_by_column

#: Class and icon of each state that is signed or is no decision. Within the sheet an icon is a
#: letter of a font: an element of its own in each of 18,000 cells costs seconds (decision 24).
_LOOKS = {
    State.ACHIEVED: ("c-a", "tick"),
    State.NOT_ACHIEVED: ("c-x", "cross"),
    State.CARRIED_MET: ("c-b", "tick"),
    State.CARRIED_NOT_MET: ("c-bn", "cross"),
    State.SUBMITTED: ("c-s", "in"),
    State.SUBMITTED_LATE: ("c-s", "in"),
    State.UNCONFIRMED: ("c-s c-k", "ask"),
    State.DOUBTED: ("c-l c-o", "unk"),
    State.OPEN: ("c-r", "redo"),
    State.LATE: ("c-l", "tri"),
    State.EXTENSION: ("c-e", "clock"),
    State.NOTHING: ("", ""),
    State.LEFT: ("c-w", "na"),
}
#: Class of a decision that is not signed yet.
_DRAFTS = {State.ACHIEVED: "c-d", State.NOT_ACHIEVED: "c-n"}
#: The letter that stands for each icon in the font of the sheet, which `bin/_marks` makes of the icons.
LETTERS = {"tick": "✓", "cross": "✗", "in": "⤓", "ask": "？", "unk": "⍰", "redo": "↻", "tri": "▲",
           "clock": "◷", "na": "‒", "": ""}  # fmt: skip
#: The icons that a sheet uses, which its page carries once.
ICONS = tuple(sorted(filter(None, LETTERS)))

_ICONS = Path(__file__).parent.parent / "ui" / "static" / "ui" / "icons.svg"


@cache
def sprite() -> str:
    """The icons of a sheet, once, to stand in its page."""
    every: dict[str, str] = {}
    for line in _ICONS.read_text().splitlines():
        if found := re.match(r'<symbol id="i-([a-z-]+)"', line):
            every[found[1]] = line
    return "".join(every[name] for name in ICONS)


def icon(name: str) -> str:
    """An icon that the page itself carries, to stand outside the grid."""
    return f'<svg class="fm-i" aria-hidden="true"><use href="#i-{name}"/></svg>'


@cache
def _look(state: State, attempt: str, signed: bool) -> tuple[str, str, str, str]:
    """The class of a cell, its icon, the sign that stands beside that, and its words."""
    kind, shape = _LOOKS[state]
    words = state.value[:1].upper() + state.value[1:]
    beside = ""
    if state in _DRAFTS:
        beside, again = AGAIN.get(attempt, ("", ""))
        if not signed:
            kind = _DRAFTS[state]
        elif again and state is State.ACHIEVED:
            kind = "c-R"
        if again:
            words += f" on {again}"
        if not signed:
            words += ", not signed yet"
    elif state is State.SUBMITTED_LATE:
        beside = "L"
    elif state in (State.CARRIED_MET, State.CARRIED_NOT_MET):
        beside = "B"
    return kind, shape, beside, words


def drawn_cell(cell: Cell, first: bool) -> str:
    """One cell. Where there is work it is a link to judging it, which works without scripts."""
    kind, shape, beside, words = _look(cell.state, cell.attempt, cell.signed)
    inside = LETTERS[shape]
    if beside:
        inside += f"<sub>{beside}</sub>"
        words += f", {beside}"  # what is seen is part of the name
    if first:
        kind = f"{kind} fm-grid__edge" if kind else "fm-grid__edge"
    seen = f' data-d="{cell.seen}"' if cell.seen else ""
    reads = "" if cell.editable else ' aria-readonly="true"'
    if not cell.work:
        return f'<td class="{kind}"{seen}{reads} aria-label="{words}">{inside}</td>'
    place = f"/submissions/{cell.work}/decide/" if cell.editable else f"/submissions/{cell.work}/"
    return (
        f'<td class="{kind}"{seen}{reads}><a href="{place}" aria-label="{words}">{inside}</a></td>'
    )


def drawn_row(row: Row, columns: Sequence[Column]) -> str:
    """A learner's row, with the name that leads to them."""
    cells = "".join(
        [drawn_cell(cell, column.first) for cell, column in zip(row.cells, columns, strict=True)]
    )
    left = f' <span class="fm-quiet">left {row.left_on:%-d %b %Y}</span>' if row.left_on else ""
    now = f'<span class="fm-grade">{escape(row.now)}</span>' if row.now else ""
    if row.earned:
        now += f' <span class="fm-quiet fm-small">earned {escape(row.earned)}</span>'
    no_grade = "" if now else ' aria-label="No grade yet"'
    no_more = "" if row.can_be else ' aria-label="Nothing more"'
    return (
        f'<tr data-e="{row.enrolment}"><th scope="row" class="fm-grid__name">'
        f'<a href="/learners/{row.learner}/">{escape(row.name)}</a>{left}</th>{cells}'
        f'<td class="fm-grid__edge" aria-readonly="true"{no_grade}>{now}</td>'
        f'<td class="fm-quiet" aria-readonly="true"{no_more}>{escape(row.can_be)}</td></tr>'
    )


def drawn_body(sheet: Sheet) -> str:
    return "\n".join([drawn_row(row, sheet.columns) for row in sheet.rows])


def _drawn_band(band: Band) -> str:
    subs = [escape(band.assessors) or ("Nobody yet" if band.number else "no assignment here")]
    if band.hand_in_on:
        subs.append(f"{band.hand_in_on:%-d %b %Y}")
    under = "".join(f'<span class="fm-band-sub">{sub}</span>' for sub in subs)
    return (
        f'<th class="fm-grid__band fm-grid__edge" colspan="{len(band.columns)}" scope="colgroup">'
        f"<b>{band.number or ''} {escape(band.title)}</b>{under}</th>"
    )


def drawn_head(sheet: Sheet) -> str:
    """Two rows: assignments over their criteria, and the unit's grade."""
    bands = "".join(map(_drawn_band, sheet.bands))
    codes = "".join(map(_drawn_code, sheet.columns))
    return (
        '<tr><th class="fm-grid__name" rowspan="2" scope="col">Learner '
        f'<span class="fm-quiet fm-plain">{len(sheet.rows)}</span></th>{bands}'
        '<th class="fm-grid__band fm-grid__edge" colspan="2" scope="colgroup"><b>Unit</b>'
        f'<span class="fm-band-sub">grade</span></th></tr>\n<tr>{codes}'
        '<th scope="col" class="fm-grid__edge">Now</th>'
        '<th scope="col" class="fm-nowrap fm-wideth">Can be</th></tr>'
    )


def _drawn_code(column: Column) -> str:
    aim, dot, number = column.code.rpartition(".")
    code = f'<span class="fm-aim">{escape(aim)}.</span>{escape(number)}' if dot else escape(number)
    edge = ' class="fm-grid__edge"' if column.first else ""
    return f'<th scope="col"{edge} data-a="{column.assignment}" data-c="{column.criterion}">{code}</th>'


def drawn_foot(sheet: Sheet) -> str:
    """How many achieved each column, of those who have not left."""
    totals = "".join(
        f'<td class="fm-grid__edge" aria-readonly="true">{count}</td>' if column.first
        else f'<td aria-readonly="true">{count}</td>'
        for count, column in zip(
            achieved_by_column(sheet.rows, len(sheet.columns)), sheet.columns, strict=True)
    )  # fmt: skip
    return (
        f'<tr><th scope="row" class="fm-grid__name">Achieved</th>{totals}'
        f'<td class="fm-grid__edge" colspan="2" aria-readonly="true">of {sheet.taught}</td></tr>'
    )


def cell_in_words(cell: Cell) -> tuple[str, str, str]:
    """Class, icon and words of a cell, to stand outside the grid."""
    kind, shape, beside, words = _look(cell.state, cell.attempt, cell.signed)
    inside = icon(shape) if shape else ""
    return kind, f"{inside}<sub>{beside}</sub>" if beside else inside, words


#: Each look once, with the words that explain it.
_LEGEND = (
    (Cell(State.ACHIEVED), "Achieved"),
    (Cell(State.ACHIEVED, "resubmission"), "Achieved on resubmission"),
    (Cell(State.ACHIEVED, "retake"), "Achieved on retake"),
    (Cell(State.NOT_ACHIEVED), "Not achieved"),
    (Cell(State.ACHIEVED, signed=False), "Not yet signed"),
    (Cell(State.CARRIED_MET), "Achieved before Fairmark"),
    (Cell(State.CARRIED_NOT_MET), "Not achieved before Fairmark"),
    (Cell(State.SUBMITTED), "Submitted"),
    (Cell(State.UNCONFIRMED), "Submitted, not confirmed yet"),
    (Cell(State.SUBMITTED_LATE), "Submitted late"),
    (Cell(State.OPEN), "Another attempt open"),
    (Cell(State.DOUBTED), "In doubt"),
    (Cell(State.LATE), "Late"),
    (Cell(State.EXTENSION), "Extension"),
    (Cell(State.LEFT), "Left"),
)


def legend() -> Iterable[tuple[str, str, str]]:
    """Class, inside and words of each look."""
    for cell, words in _LEGEND:
        kind, inside, _ = cell_in_words(cell)
        yield kind, inside, words
