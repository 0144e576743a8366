"""Which passages two texts share: words, fingerprints, and what is common to everybody left out.

Fingerprints are chosen by winnowing (Schleimer, Wilkerson and Aiken, 2003): of every `WINDOW` runs
of `RUN` words in a row one is kept, so that any shared passage of `SHORTEST` words has one in common.
"""

import re
import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

#: Words in a run, and runs in a window. (A technical limit.)
RUN, WINDOW = 5, 8
#: A shared passage of so many words is always found, and no shorter one counts.
SHORTEST = RUN + WINDOW - 1
#: What stands in more than this share of an assignment's work is everybody's; with fewer pieces of
#: work than the second number nothing is. (A technical limit.)
COMMON_SHARE, COMMON_FROM = 0.5, 4
#: What stands in more texts of the centre than this is everybody's too. (A technical limit.)
MOST_TEXTS = 100
#: How many places of one run in a text are tried. (A technical limit.)
MOST_PLACES = 20
#: Likeness below this is not kept, in every hundred words; no policy may ask for less. (A technical
#: limit.)
LEAST_KEPT = 3
#: Changes when words or fingerprints are made otherwise: then every text is read anew.
METHOD = 1

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_MODULUS, _BASE = (1 << 61) - 1, 1_000_003
_OUT = pow(_BASE, RUN - 1, _MODULUS)


class Outcome(StrEnum):
    """What somebody who looked into a likeness makes of it."""

    NOTHING = "nothing"
    TALK = "talk"
    REPORTED = "reported"


def spans_of(text: str) -> list[tuple[int, int]]:
    """Where each word of a text begins and ends."""
    return [one.span() for one in _WORD.finditer(text)]


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: without case, and one form of each letter."""
    if text.isascii():
        return _WORD.findall(text.lower())
    return [
        one.lower() if one.isascii()
        else unicodedata.normalize("NFKC", one).casefold().replace("’", "'")
        for one in _WORD.findall(text)
    ]  # fmt: skip


@lru_cache(maxsize=200_000)
def _number_of(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=7).digest(), "big")


def runs_of(words: Sequence[str]) -> list[int]:
    """A number for each run of words, by the word it begins with."""
    if len(words) < RUN:
        return []
    numbers = [_number_of(word) for word in words]
    value = 0
    for number in numbers[:RUN]:
        value = (value * _BASE + number) % _MODULUS
    found = [value]
    for out, new in zip(numbers, numbers[RUN:], strict=False):
        value = ((value - out * _OUT) * _BASE + new) % _MODULUS
        found.append(value)
    return found


@dataclass(frozen=True)
class Prints:
    """The fingerprints of a text: the numbers of the runs kept, and the words they begin with."""

    runs: array
    places: array

    def packed(self) -> bytes:
        return self.runs.tobytes() + self.places.tobytes()


def unpacked(packed: bytes) -> Prints:
    """What `Prints.packed` made."""
    count = len(packed) // 12
    runs, places = array("Q"), array("I")
    runs.frombytes(packed[: count * 8])
    places.frombytes(packed[count * 8 :])
    return Prints(runs, places)


def winnow(runs: Sequence[int]) -> Prints:
    """Of every window the smallest run, the last of several; a short text keeps its smallest."""
    kept, places = array("Q"), array("I")
    last, least = -1, 0
    for end in range(min(WINDOW, len(runs)), len(runs) + 1) if runs else ():
        if last >= max(end - WINDOW, 0):
            if runs[end - 1] >= least:
                continue
            last, least = end - 1, runs[end - 1]
        else:
            window = runs[max(end - WINDOW, 0) : end]
            least = min(window)
            last = end - 1 - window[::-1].index(least)
        kept.append(least)
        places.append(last)
    return Prints(kept, places)


@dataclass
class Text:
    """A piece of work as it is compared: its words, and its fingerprints with their places.

    A word that is None is like no other: it is left out, or stands between two files.
    """

    words: list[str | None]
    prints: Prints
    _places: dict[int, list[int]] = field(default_factory=dict)

    @property
    def places(self) -> dict[int, list[int]]:
        """By run, the words that it begins with."""
        if not self._places:
            for run, place in zip(self.prints.runs, self.prints.places, strict=True):
                self._places.setdefault(run, []).append(place)
        return self._places


def text_of(written: str) -> Text:
    """A text read as it is compared."""
    words = words_of(written)
    return Text(list(words), winnow(runs_of(words)))


def joined(parts: Iterable[tuple[list[str], Prints]]) -> Text:
    """The files of a piece of work in their order, as one text; no passage runs over a join."""
    words: list[str | None] = []
    runs, places = array("Q"), array("I")
    for number, (own, prints) in enumerate(parts):
        if number:
            words.append(None)
        runs.extend(prints.runs)
        places.extend(place + len(words) for place in prints.places)
        words.extend(own)
    return Text(words, Prints(runs, places))


# -- what is everybody's ------------------------------------------------------------------------


def common_runs(texts: Collection[Iterable[int]]) -> set[int]:
    """Fingerprints that stand in more than the share of an assignment's work: a template, a heading."""
    if len(texts) < COMMON_FROM:
        return set()
    counted = Counter(run for runs in texts for run in set(runs))
    return {run for run, count in counted.items() if count > COMMON_SHARE * len(texts)}


def blank(text: Text, common: Collection[int], given: Collection[int]) -> int:
    """Leave out of a text what is everybody's, so that it is like nothing; how many words that was.

    `common`: fingerprints. Between two of them in a row lies what is common too. `given`: every run
    of the brief.
    """
    out = bytearray(len(text.words))
    before = -WINDOW - 1
    for run, place in zip(text.prints.runs, text.prints.places, strict=True):
        if run in common:
            begin = before if place - before <= WINDOW else place
            out[begin : place + RUN] = b"\1" * (place + RUN - begin)
            before = place
    if given:
        own = [word if word is not None else "\0" for word in text.words]
        for place, run in enumerate(runs_of(own)):
            if run in given:
                out[place : place + RUN] = b"\1" * RUN
    for place, is_out in enumerate(out):
        if is_out:
            text.words[place] = None
    return sum(out)


# -- what two texts share -----------------------------------------------------------------------


class Passage(NamedTuple):
    """Words that stand in both texts: where they begin in each, and how many they are."""

    one: int
    other: int
    length: int


@dataclass(frozen=True)
class Alike:
    """What two texts share, with whole percent of the words of each, rounded down."""

    percent: int
    percent_other: int
    passages: tuple[Passage, ...]

    @property
    def most(self) -> int:
        return max(self.percent, self.percent_other)


def compare(one: Text, other: Text, *, without: Collection[int] = ()) -> Alike:
    """Every passage of at least `SHORTEST` words that stands in both. `without`: common fingerprints."""
    seen, seen_other = bytearray(len(one.words)), bytearray(len(other.words))
    found: list[Passage] = []
    for run, place in zip(one.prints.runs, one.prints.places, strict=True):
        if run in without or run not in other.places:
            continue
        for there in other.places[run][:MOST_PLACES]:
            if seen[place] and seen_other[there]:
                continue
            passage = _grown(one.words, other.words, place, there)
            if passage.length >= SHORTEST:
                found.append(passage)
                here, there_end = passage.one + passage.length, passage.other + passage.length
                seen[passage.one : here] = b"\1" * passage.length
                seen_other[passage.other : there_end] = b"\1" * passage.length
    return Alike(_percent(seen), _percent(seen_other), tuple(sorted(found)))


def _grown(one: list[str | None], other: list[str | None], here: int, there: int) -> Passage:
    """The longest run of the same words around two places."""
    if one[here] is None or one[here] != other[there]:
        return Passage(here, there, 0)
    first = 0
    while (
        here > first and there > first
        and one[here - first - 1] is not None and one[here - first - 1] == other[there - first - 1]
    ):  # fmt: skip
        first += 1
    last, most = 1, min(len(one) - here, len(other) - there)
    while last < most and one[here + last] is not None and one[here + last] == other[there + last]:
        last += 1
    return Passage(here - first, there - first, first + last)


def _percent(seen: bytearray) -> int:
    return sum(seen) * 100 // len(seen) if seen else 0


# -- which texts are worth comparing ------------------------------------------------------------


class Index:
    """By fingerprint the texts that have it, so that texts with nothing in common never meet."""

    def __init__(self, texts: Mapping[int, Iterable[int]]):
        self.texts: dict[int, list[int]] = defaultdict(list)
        for key, runs in texts.items():
            for run in runs:
                self.texts[run].append(key)
        self._met: dict[int, list[tuple[int, int]]] = defaultdict(list)

    def meet(self, key: int, runs: array) -> None:
        """Show it a text, by a key of its own kind; what they share is kept for `pairs`."""
        shared = self.texts.keys() & set(runs)
        if not shared:
            return
        counted = Counter(run for run in runs if run in shared)
        for run, count in counted.items():
            self._met[run].append((key, count))

    def everybodys(self) -> set[int]:
        """Fingerprints that stand in too many texts to say anything."""
        return {run for run, met in self._met.items() if len(met) > MOST_TEXTS}

    def pairs(self) -> dict[tuple[int, int], int]:
        """By text of the index and text shown, how often what they share stands in them."""
        found: dict[tuple[int, int], int] = defaultdict(int)
        for run, met in self._met.items():
            if len(met) <= MOST_TEXTS:
                for own in self.texts[run]:
                    for key, count in met:
                        found[own, key] += count
        return found


def may_be_alike(shared: int, one: int, other: int) -> bool:
    """Whether so many shared fingerprints can come to what is kept, in texts of so many words."""
    return shared * SHORTEST * 100 >= LEAST_KEPT * min(one, other)


# -- what came of it ----------------------------------------------------------------------------


class Result(NamedTuple):
    """A piece of work that was compared: `unread` holds name and reason of files without their text."""

    work: int
    words: int
    left_out: int
    texts: int
    unread: list[list[str]]


class Pair(NamedTuple):
    """Two pieces of work that are alike; `other` was handed in first."""

    one: int
    other: int
    alike: Alike


@dataclass
class Found:
    """What comparing came to, before it is kept."""

    asked_from: int | None
    results: list[Result] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)

    @property
    def over(self) -> int:
        """How many pairs the policy asks somebody to look into."""
        if self.asked_from is None:
            return 0
        return sum(one.alike.most >= self.asked_from for one in self.pairs)
