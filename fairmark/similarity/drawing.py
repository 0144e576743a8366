"""A text with the passages marked that stand in another one: cut into pieces for the page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fairmark.similarity.rules import Passage, spans_of

_QUOTED = re.compile(r"[“\"][^“”\"]{1,3000}[”\"]")
#: How many words stand for a passage in the list. (A technical limit.)
SHOWN = 14


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `number` of the passage it belongs to, 0 for none. `first`: it begins there."""

    text: str
    number: int = 0
    first: bool = False


@dataclass(frozen=True)
class Sheet:
    """A file of a piece of work, cut up."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Listed:
    """A passage in the list of the page: how it begins, and whether it stands in quotation marks."""

    number: int
    words: int
    begins: str
    is_quoted: bool


def numbered(passages: Sequence[Sequence[int]]) -> list[Passage]:
    """Passages in the order of the one text."""
    return sorted(Passage(*one) for one in passages)


def sheet_of(
    name: str, text: str, first: int, places: Sequence[tuple[int, int]], seen: set
) -> Sheet:
    """The file whose first word has this number, with the passages that begin at these places marked.

    `seen` holds the numbers of passages that have begun in files before, and is added to. Where two
    passages lie over one another the earlier number is shown.
    """
    spans = spans_of(text)
    owner = [0] * len(spans)
    for number, (begin, length) in enumerate(places, start=1):
        for place in range(max(begin - first, 0), min(begin - first + length, len(spans))):
            owner[place] = owner[place] or number
    pieces: list[Piece] = []
    at = place = 0
    while place < len(spans):
        number, end = owner[place], place
        while end < len(spans) and owner[end] == number:
            end += 1
        if number:
            begin, stop = spans[place][0], spans[end - 1][1]
            if begin > at:
                pieces.append(Piece(text[at:begin]))
            pieces.append(Piece(text[begin:stop], number, number not in seen))
            seen.add(number)
            at = stop
        place = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return Sheet(name, tuple(pieces))


def listed(number: int, text: str, first: int, place: int, length: int) -> Listed:
    """A passage as the list of the page has it."""
    spans = spans_of(text)[place - first : place - first + length]
    begin, end = spans[0][0], spans[-1][1]
    shown = " ".join(text[begin : spans[:SHOWN][-1][1]].split())
    middle = (begin + end) // 2
    quoted = any(one.start() <= middle < one.end() for one in _QUOTED.finditer(text))
    return Listed(number, length, shown + ("…" if length > SHOWN else ""), quoted)
