"""A procedure as a picture: a lane for each role, its steps in order, an arrow to the next."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

#: Sizes in units of the drawing; the letters are 15 units high.
LABEL = 96
BOX = 122
GAP = 22
LINE = 19
PADDING = 11
LETTERS = 15
LABEL_LETTERS = 12


@dataclass(frozen=True)
class Words:
    """A line of text at a place."""

    x: int
    y: int
    text: str
    is_quiet: bool = False


@dataclass(frozen=True)
class Lane:
    """The band of a role."""

    y: int
    height: int
    words: tuple[Words, ...]
    is_odd: bool


@dataclass(frozen=True)
class Box:
    """A step."""

    x: int
    y: int
    width: int
    height: int
    words: tuple[Words, ...]


@dataclass(frozen=True)
class Flowchart:
    """What is drawn, and the same said in a sentence for those who do not see it."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[str, ...]
    says: str


def flowchart(steps: Sequence[tuple[str, str, str]]) -> Flowchart:
    """The picture of steps, each a title, who takes it and the time for it ("" if none is counted).

    Source: clause POL-9.
    """
    roles = list(dict.fromkeys(who for _, who, _ in steps))
    texts = [_lines(number, title, clock) for number, (title, _, clock) in enumerate(steps, 1)]
    height = max(len(lines) for lines in texts) * LINE + 2 * PADDING
    lane_height = height + 2 * PADDING
    boxes = [
        _box(column, roles.index(who) * lane_height + PADDING, height, lines)
        for column, ((_, who, _), lines) in enumerate(zip(steps, texts, strict=True))
    ]
    return Flowchart(
        width=LABEL + len(steps) * (BOX + GAP),
        height=lane_height * len(roles),
        lanes=tuple(_lane(index, role, lane_height) for index, role in enumerate(roles)),
        boxes=tuple(boxes),
        arrows=tuple(_arrow(a, b) for a, b in pairwise(boxes)),
        says="Flowchart of "
        + "; then ".join(f"step {n}, {who}: {title}" for n, (title, who, _) in enumerate(steps, 1))
        + ". The numbered steps say the same in words.",
    )


def _lines(number: int, title: str, clock: str) -> list[tuple[str, bool]]:
    found = [(line, False) for line in textwrap.wrap(f"{number} {title}", LETTERS)]
    return found + [(line, True) for line in textwrap.wrap(clock, LETTERS)]


def _box(column: int, y: int, height: int, lines: Sequence[tuple[str, bool]]) -> Box:
    x = LABEL + column * (BOX + GAP)
    top = y + (height - len(lines) * LINE) // 2 + LINE - 5
    words = tuple(
        Words(x + BOX // 2, top + index * LINE, text, is_quiet)
        for index, (text, is_quiet) in enumerate(lines)
    )
    return Box(x, y, BOX, height, words)


def _lane(index: int, role: str, height: int) -> Lane:
    lines = textwrap.wrap(role.capitalize(), LABEL_LETTERS)
    top = index * height + (height - len(lines) * LINE) // 2 + LINE - 5
    words = tuple(Words(10, top + row * LINE, line, True) for row, line in enumerate(lines))
    return Lane(index * height, height, words, index % 2 == 1)


def _arrow(a: Box, b: Box) -> str:
    start, end = a.y + a.height // 2, b.y + b.height // 2
    if start == end:
        return f"M{a.x + a.width} {start}H{b.x}"
    middle = b.x - GAP // 2
    return f"M{a.x + a.width} {start}H{middle}V{end}H{b.x}"
