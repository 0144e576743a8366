"""A procedure as a picture: a lane for each role, its steps, its questions, and where they lead.

Each box, diamond and end stands in a column of its own, so what runs up or down through the middle
of a column, or between two, crosses no other box.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from fairmark.policies.procedure_rules import Way

#: Sizes in units of the drawing; the letters are 15 units high.
LABEL = 112
BOX = 132
DIAMOND = 168
MARK = 66
MARK_HEIGHT = 36
GAP = 28
#: Beside a diamond there is room for an answer.
WIDE_GAP = 56
#: Even, as all that is added to it: what stands in a lane stands exactly along its middle.
LINE = 20
PADDING = 20
#: Between two lines that run beside each other above or below the lanes.
TRACK = 16
LETTERS = 15
DIAMOND_LETTERS = 11
LABEL_LETTERS = 12
#: How wide a letter is at the most, on average.
LETTER = 8

#: A page takes so many millimetres, which are so many units at the usual size of letters (7.2
#: points); a drawing of up to FITS units is made smaller to fit (6.3 points at the least).
PAGE, USUAL, FITS = 170, 1000, 1140


class Shape(StrEnum):
    STEP = "step"
    QUESTION = "question"
    START = "start"
    END = "end"


@dataclass(frozen=True)
class Drawn:
    """A step to be drawn: the time for it is "" if none is counted, and so is what it asks."""

    title: str
    who: str
    clock: str = ""
    asks: str = ""


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
    """A step, a question, or where the procedure starts or ends."""

    x: int
    y: int
    width: int
    height: int
    words: tuple[Words, ...]
    shape: Shape = Shape.STEP

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def across(self) -> int:
        """The middle of its width."""
        return self.x + self.width // 2

    @property
    def along(self) -> int:
        """The middle of its height."""
        return self.y + self.height // 2

    @property
    def corners(self) -> str:
        """The corners of a diamond."""
        return (
            f"{self.across},{self.y} {self.right},{self.along} "
            f"{self.across},{self.bottom} {self.x},{self.along}"
        )

    @property
    def rounding(self) -> int:
        return 4 if self.shape == Shape.STEP else MARK_HEIGHT // 2


@dataclass(frozen=True)
class Part:
    """What of a drawing fits across a page: boxes and words from `x` on, `shift` to the left."""

    number: int
    width: int
    shift: int
    boxes: tuple[Box, ...]
    answers: tuple[Words, ...]
    #: How wide the names of the lanes stand.
    labels: int = LABEL

    @property
    def moved(self) -> int:
        return -self.shift

    @property
    def millimetres(self) -> int:
        """How wide it is printed: across the page where that keeps its letters large enough."""
        return min(PAGE, self.width * PAGE // USUAL)


@dataclass(frozen=True)
class Flowchart:
    """What is drawn, and the same said in a sentence for those who do not see it."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[str, ...]
    answers: tuple[Words, ...]
    says: str

    @property
    def on_paper(self) -> tuple[Part, ...]:
        """In one piece across the page if its letters stay large enough, else in several."""
        return self.parts(self.width if self.width <= FITS else USUAL)

    def parts(self, widest: int) -> tuple[Part, ...]:
        """The drawing in pieces of at most so many units, cut between boxes; a line runs on."""
        ends = [*(box.x - GAP // 2 for box in self.boxes[1:]), self.width]
        runs: list[list[Box]] = [[]]
        for box, end in zip(self.boxes, ends, strict=True):
            if runs[-1] and end - _shift(runs) > widest:
                runs.append([])
            runs[-1].append(box)
        found = []
        for number, run in enumerate(runs, 1):
            shift = _shift(runs[:number])
            end = ends[self.boxes.index(run[-1])]
            mine = tuple(one for one in self.answers
                         if shift + (LABEL if shift else 0) <= one.x < end)  # fmt: skip
            found.append(Part(number, end - shift, shift, tuple(run), mine))
        return tuple(found)


def _shift(runs: Sequence[Sequence[Box]]) -> int:
    """How far to the left the last of these runs of boxes is moved: its labels stand before it."""
    return runs[-1][0].x - GAP - LABEL if len(runs) > 1 else 0


@dataclass
class _Long:
    """A line that passes over boxes: from where, into which box, above the lanes or below."""

    start: str
    x: int
    target: Box
    is_above: bool
    track: int = 0

    @property
    def span(self) -> tuple[int, int]:
        return min(self.x, self.target.across), max(self.x, self.target.across)


@dataclass
class _Lines:
    """The lines of a drawing while they are laid."""

    short: list[str] = field(default_factory=list)
    long: list[_Long] = field(default_factory=list)
    answers: list[Words] = field(default_factory=list)


def flowchart(steps: Sequence[Drawn], ways: Sequence[Way]) -> Flowchart:
    """The picture of steps and of the ways on between them. Source: clause POL-9."""
    # Which lines run above the lanes does not hang on how high they are, so it is found first.
    roles = list(dict.fromkeys(step.who for step in steps))
    lines, _ = _laid(steps, ways, roles, top=0)
    above = max((one.track + 1 for one in lines.long if one.is_above), default=0)
    top = above * TRACK + (PADDING // 2 if above else 0)
    lines, (lanes, boxes) = _laid(steps, ways, roles, top)
    foot = lanes[-1].y + lanes[-1].height
    below = max((one.track + 1 for one in lines.long if not one.is_above), default=0)
    return Flowchart(
        width=boxes[-1].right + GAP,
        height=foot + below * TRACK + (PADDING // 2 if below else 0),
        lanes=tuple(lanes),
        boxes=tuple(boxes),
        arrows=(*lines.short, *(_routed(one, top, foot) for one in lines.long)),
        answers=tuple(lines.answers),
        says=_says(steps, ways),
    )


def _laid(
    steps: Sequence[Drawn], ways: Sequence[Way], roles: Sequence[str], top: int
) -> tuple[_Lines, tuple[list[Lane], list[Box]]]:
    """Lanes, boxes and lines with the first lane `top` units below the head."""
    drawn = [(Shape.START, roles.index(steps[0].who), [("Start", False)])]
    first: list[int] = []  # the column of each step
    for number, step in enumerate(steps, 1):
        first.append(len(drawn))
        lane = roles.index(step.who)
        drawn.append((Shape.STEP, lane, _lines(number, step.title, step.clock)))
        if step.asks:
            asked = textwrap.wrap(step.asks, DIAMOND_LETTERS)
            drawn.append((Shape.QUESTION, lane, [(line, False) for line in asked]))
    drawn.append((Shape.END, roles.index(steps[-1].who), [("End", False)]))
    tall = [
        max(_height(shape, lines) for shape, lane, lines in drawn if lane == index)
        for index in range(len(roles))
    ]
    lanes, y = [], top
    for index, role in enumerate(roles):
        label = textwrap.wrap(role.capitalize(), LABEL_LETTERS)
        height = max(tall[index], len(label) * LINE) + 2 * PADDING
        lanes.append(_lane(y, height, label, is_odd=index % 2 == 1))
        y += height
    boxes, x = [], LABEL
    for shape, lane, lines in drawn:
        boxes.append(_box(shape, x, lanes[lane], lines))
        x = boxes[-1].right + (WIDE_GAP if shape == Shape.QUESTION else GAP)
    return _joined(steps, ways, boxes, first), (lanes, boxes)


def _height(shape: Shape, lines: Sequence[tuple[str, bool]]) -> int:
    if shape == Shape.QUESTION:
        return 2 * len(lines) * LINE + 12
    return MARK_HEIGHT if shape in (Shape.START, Shape.END) else len(lines) * LINE + 22


_WIDTHS = {Shape.STEP: BOX, Shape.QUESTION: DIAMOND, Shape.START: MARK, Shape.END: MARK}


def _box(shape: Shape, x: int, lane: Lane, lines: Sequence[tuple[str, bool]]) -> Box:
    height, width = _height(shape, lines), _WIDTHS[shape]
    y = lane.y + (lane.height - height) // 2
    top = y + (height - len(lines) * LINE) // 2 + LINE - 5
    words = tuple(
        Words(x + width // 2, top + index * LINE, text, is_quiet)
        for index, (text, is_quiet) in enumerate(lines)
    )
    return Box(x, y, width, height, words, shape)


def _lane(y: int, height: int, label: Sequence[str], *, is_odd: bool) -> Lane:
    top = y + (height - len(label) * LINE) // 2 + LINE - 5
    words = tuple(Words(10, top + row * LINE, line, True) for row, line in enumerate(label))
    return Lane(y, height, words, is_odd)


def _lines(number: int, title: str, clock: str) -> list[tuple[str, bool]]:
    found = [(line, False) for line in textwrap.wrap(f"{number} {title}", LETTERS)]
    return found + [(line, True) for line in textwrap.wrap(clock, LETTERS)]


def _joined(
    steps: Sequence[Drawn], ways: Sequence[Way], boxes: Sequence[Box], first: Sequence[int]
) -> _Lines:
    """Every line between boxes; those that pass over others get tracks of their own."""
    found = _Lines([_short(boxes[0], boxes[1])])
    for index, step in enumerate(steps):
        column = first[index]
        if step.asks:
            found.short.append(_short(boxes[column], boxes[column + 1]))
            column += 1
        ahead = [way for way in ways if way.start == index]
        columns = [len(boxes) - 1 if way.to is None else first[way.to] for way in ahead]
        _leave(boxes, column, list(zip([way.word for way in ahead], columns, strict=True)), found)
    _give_tracks(found.long)
    return found


def _leave(
    boxes: Sequence[Box], column: int, ahead: Sequence[tuple[str, int]], found: _Lines
) -> None:
    """The ways on from one box. A diamond has three corners to leave from: each is taken once."""
    box, free = boxes[column], [True, False] if boxes[column].shape == Shape.QUESTION else []
    for word, to in ahead:
        if to == column + 1:
            found.short.append(_short(box, boxes[to]))
            corner = None
        else:
            onward = to > column
            # Onward above and back below; where that corner is taken, the other one.
            corner = onward if onward in free else free[0] if free else None
            if corner is None:
                middle = box.right + (boxes[column + 1].x - box.right) // 2
                line = _Long(f"M{box.right} {box.along}H{middle}", middle, boxes[to], onward)
            else:
                free.remove(corner)
                edge = box.y if corner else box.bottom
                line = _Long(f"M{box.across} {edge}", box.across, boxes[to], corner)
            found.long.append(line)
        if word:
            found.answers.append(_answer(box, corner, word))


def _answer(box: Box, corner: bool | None, word: str) -> Words:
    """The answer beside the corner that its line leaves from: the right, the top or the bottom."""
    if corner is None:
        return Words(box.right + 3, box.along - 6, word, True)
    return Words(box.across + 7, box.y - 5 if corner else box.bottom + 15, word, True)


def _short(a: Box, b: Box) -> str:
    if a.along == b.along:
        return f"M{a.right} {a.along}H{b.x}"
    return f"M{a.right} {a.along}H{b.x - GAP // 2}V{b.along}H{b.x}"


def _give_tracks(lines: Sequence[_Long]) -> None:
    """Short spans run nearest; lines into one box share a track, others do not touch."""
    for is_above in (True, False):
        taken: list[list[_Long]] = []
        side = [one for one in lines if one.is_above == is_above]
        for line in sorted(side, key=lambda one: one.span[1] - one.span[0]):
            for track, others in enumerate(taken):
                if all(_may_share(line, other) for other in others):
                    line.track = track
                    others.append(line)
                    break
            else:
                line.track = len(taken)
                taken.append([line])


def _may_share(a: _Long, b: _Long) -> bool:
    return a.target == b.target or a.span[1] < b.span[0] or b.span[1] < a.span[0]


def _routed(line: _Long, top: int, foot: int) -> str:
    apart = PADDING // 2 + line.track * TRACK
    y, edge = (top - apart, line.target.y) if line.is_above else (foot + apart, line.target.bottom)
    return f"{line.start}V{y}H{line.target.across}V{edge}"


def _says(steps: Sequence[Drawn], ways: Sequence[Way]) -> str:
    told = []
    for index, step in enumerate(steps):
        said = f"step {index + 1}, {step.who}: {step.title}"
        ahead = [way for way in ways if way.start == index]
        if step.asks:
            answers = "; ".join(f"if {way.word.lower()}, {_where(way)}" for way in ahead)
            said += f". {step.asks} {answers[:1].upper()}{answers[1:]}"
        elif ahead[0].to != (index + 1 if index + 1 < len(steps) else None):
            said += f", and then {_where(ahead[0])}"
        told.append(said)
    return f"Flowchart of {'; '.join(told)}. The numbered steps say the same in words."


def _where(way: Way) -> str:
    return "the end" if way.to is None else f"step {way.to + 1}"
