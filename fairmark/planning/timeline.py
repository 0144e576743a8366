"""The plan as a picture: a line for each assignment, from hand-out over hand-in to resubmission."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

#: Sizes in units of the drawing; the letters are 13 units high.
LABEL = 190
WEEK = 15
LINE = 26
HEAD = 34
BAR = 10
#: Room at the right for the name of the last month.
EDGE = 60


@dataclass(frozen=True)
class Line:
    """An assignment to be drawn; `days` in their order, hand-out and hand-in first."""

    name: str
    days: Sequence[date]
    link: str = ""


@dataclass(frozen=True)
class Bar:
    """From one day to another: learners at work, then assessed and verified, then resubmission."""

    x: int
    y: int
    width: int
    kind: str


@dataclass(frozen=True)
class Label:
    x: int
    y: int
    words: str


@dataclass(frozen=True)
class Picture:
    """The whole drawing with its size; closed spans are drawn behind everything."""

    width: int
    height: int
    months: Sequence[Label]
    rules: Sequence[int]
    closed: Sequence[Bar]
    names: Sequence[Label]
    bars: Sequence[Bar]
    today: int | None

    def marks(self) -> str:
        """Everything drawn, as SVG: a template would take longer over the numbers than all else."""
        foot = self.height
        return "".join(
            [
                *(_rect("shut", bar, foot) for bar in self.closed),
                *(f'<path class="rule" d="M{x} 14V{foot}"/>' for x in self.rules),
                *(_text(month, 'class="q" ') for month in self.months),
                *(_text(name) for name in self.names),
                *(_rect(f"bar bar--{bar.kind}", bar, BAR, ' rx="2"') for bar in self.bars),
                f'<path class="now" d="M{self.today} 14V{foot}"/>'
                if self.today is not None
                else "",
            ]
        )


def _rect(kind: str, bar: Bar, height: int, more: str = "") -> str:
    return f'<rect class="{kind}" x="{bar.x}" y="{bar.y}" width="{bar.width}" height="{height}"{more}/>'


def _text(label: Label, more: str = "") -> str:
    return f'<text {more}x="{label.x}" y="{label.y}">{escape(label.words)}</text>'


def picture(
    lines: Sequence[Line], *, closed: Iterable[tuple[date, date]], on: date
) -> Picture | None:
    """Where everything stands; None where no assignment has its first two days."""
    lines = [line for line in lines if len(line.days) > 1]
    if not lines:
        return None
    first = min(line.days[0] for line in lines)
    first -= timedelta(days=first.weekday())
    last = max(line.days[-1] for line in lines) + timedelta(days=7)

    def x(day: date) -> int:
        return LABEL + round((day - first).days * WEEK / 7)

    height = HEAD + LINE * len(lines) + 6
    bars, names = [], []
    for row, line in enumerate(lines):
        y = HEAD + row * LINE + (LINE - BAR) // 2
        names.append(Label(0, y + BAR, line.name))
        returned = line.days[4] if len(line.days) > 4 else line.days[-1]
        bars.append(_bar(x, y, line.days[0], line.days[1], "work"))
        if returned > line.days[1]:
            bars.append(_bar(x, y, line.days[1], returned, "mark"))
        if line.days[-1] > returned:
            bars.append(_bar(x, y, returned, line.days[-1], "again"))
    months, at = [], first.replace(day=1)
    while at <= last:
        if at >= first:
            months.append(at)
        at = (at + timedelta(days=32)).replace(day=1)
    shut = [
        Bar(x(max(a, first)), HEAD, max(x(b) - x(max(a, first)), 3), "shut")
        for a, b in closed
        if b >= first and a <= last and (b - a).days > 1
    ]
    return Picture(
        x(last) + EDGE, height, [Label(x(m) + 3, HEAD - 14, f"{m:%b %Y}" if m.month in (1, 9) else
                                     f"{m:%b}") for m in months],
        [x(m) for m in months], shut, names, bars, x(on) if first <= on <= last else None,
    )  # fmt: skip


def _bar(x, y: int, start: date, end: date, kind: str) -> Bar:
    return Bar(x(start), y, max(x(end) - x(start), 3), kind)
