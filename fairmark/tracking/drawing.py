"""A sheet as HTML: one string built from plain values, everything people wrote escaped."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path

from fairmark.tracking.rules import AGAIN, Band, Cell, Column, Row, Sheet, State, achieved_by_column

#: Class and icon of each state that is signed or is no decision.
_LOOKS = {
    State.ACHIEVED: ("c-a", "tick"),
    State.NOT_ACHIEVED: ("c-x", "cross"),
    State.CARRIED_MET: ("c-b", "tick"),
    State.CARRIED_NOT_MET: ("c-bn", "cross"),
    State.SUBMITTED: ("c-s", "in"),
    State.SUBMITTED_LATE: ("c-s", "in"),
    State.UNCONFIRMED: ("c-s", "ask"),
    State.DOUBTED: ("c-l", "unk"),
    State.OPEN: ("c-r", "redo"),
    State.LATE: ("c-l", "tri"),
    State.EXTENSION: ("c-e", "clock"),
    State.NOTHING: ("", ""),
    State.LEFT: ("c-w", "na"),
}
#: Class of a decision that is not signed yet.
_DRAFTS = {State.ACHIEVED: "c-d", State.NOT_ACHIEVED: "c-n"}
#: The icons that a sheet uses, which its page carries once.
ICONS = tuple(sorted({icon for _, icon in _LOOKS.values() if icon}))


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
    """An icon that the page itself carries: eighteen thousand of them ask for no file."""
    return f'<svg class="fm-i" aria-hidden="true"><use href="#i-{name}"/></svg>'


@cache
def _look(state: State, attempt: str, signed: bool) -> tuple[str, str]:
    """The class of a cell and what stands in it."""
    kind, shape = _LOOKS[state]
    words = state.value[:1].upper() + state.value[1:]
    inside = icon(shape) if shape else ""
    if state in _DRAFTS:
        number, again = AGAIN.get(attempt, ("", ""))
        if not signed:
            kind = _DRAFTS[state]
        elif again and state is State.ACHIEVED:
            kind = "c-R"
        if again:
            inside += f"<sub>{number}</sub>"
            words += f" on {again}"
        if not signed:
            words += ", not signed yet"
    elif state is State.SUBMITTED_LATE:
        inside += "<sub>L</sub>"
    elif state in (State.CARRIED_MET, State.CARRIED_NOT_MET):
        inside += "<sub>B</sub>"
    return kind, f'{inside}<span class="fm-hide">{words}</span>'


def drawn_cell(cell: Cell, first: bool) -> str:
    """One cell. Where there is work it is a link to judging it, which works without scripts."""
    kind, inside = _look(cell.state, cell.attempt, cell.signed)
    if first:
        kind = f"{kind} fm-grid__edge" if kind else "fm-grid__edge"
    if cell.work:
        inside = f'<a href="/submissions/{cell.work}/decide/">{inside}</a>' if cell.editable else (
            f'<a href="/submissions/{cell.work}/">{inside}</a>')  # fmt: skip
    seen = f' data-d="{cell.seen}"' if cell.seen else ""
    reads = "" if cell.editable else ' aria-readonly="true"'
    return f'<td class="{kind}"{seen}{reads}>{inside}</td>'


def drawn_row(row: Row, columns: Sequence[Column]) -> str:
    """A learner's row, with the name that leads to them."""
    cells = "".join(
        [drawn_cell(cell, column.first) for cell, column in zip(row.cells, columns, strict=True)]
    )
    left = f' <span class="fm-quiet">left {row.left_on:%-d %b %Y}</span>' if row.left_on else ""
    now = escape(row.now) if row.now else '<span class="fm-hide">No grade yet</span>'
    if row.earned:
        now += f'</span> <span class="fm-quiet fm-small">earned {escape(row.earned)}'
    can_be = escape(row.can_be) if row.can_be else '<span class="fm-hide">Nothing more</span>'
    return (
        f'<tr data-e="{row.enrolment}"><th scope="row" class="fm-grid__name">'
        f'<a href="/learners/{row.learner}/">{escape(row.name)}</a>{left}</th>{cells}'
        f'<td class="fm-grid__edge" aria-readonly="true"><span class="fm-grade">{now}</span></td>'
        f'<td class="fm-quiet" aria-readonly="true">{can_be}</td></tr>'
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
    kind, inside = _look(cell.state, cell.attempt, cell.signed)
    drawn, _, words = inside.partition('<span class="fm-hide">')
    return kind, drawn, words.removesuffix("</span>")


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
