"""How colleges call units and criteria over the columns of their own sheets: plain values, no records."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fairmark.learners.rules import folded


@dataclass(frozen=True, eq=False)
class KnownCriterion:
    """A criterion as the specification has it. `level` is 1 or 2 where its code says so."""

    pk: int
    code: str
    band: str
    ordinal: int | None = None
    level: int | None = None
    aims: str = ""


@dataclass(frozen=True, eq=False)
class KnownUnit:
    """A unit that a cohort takes, with its criteria in their order."""

    pk: int
    number: str
    title: str
    criteria: tuple[KnownCriterion, ...] = ()

    def __str__(self) -> str:
        return f"unit {self.number}"


class Unclear(ValueError):
    """A heading that names two things; the message says which and what to do."""


#: “Unit 1: Exploring Business”, “U1”, “Unit no. 1”.
_UNIT = re.compile(
    r"\s*(?:unit|u)\s*(?:no\.?|number)?\s*[.:#-]?\s*(\d{1,3}[a-z]?)(?![a-z0-9])", re.I
)
_NUMBER = re.compile(r"\s*(\d{1,3})(?:\s*[:.\-–—]\s*|\s+|$)(?=\D|$)")
_BANDS = (("distinction", "d"), ("dist", "d"), ("merit", "m"), ("pass", "p"), ("level", "l"))
_CODE = re.compile(
    r"(?:u(?:nit)?\d{1,2})?(?:l?[12])?[a-h]{0,4}[pmd][1-9]\d?[a-h]{0,4}\d?|[12][a-h][1-9]\d?|l1[a-h]?[1-9]\d?"
)
#: The fewest letters of a title by whose beginning a unit is told. (A technical limit.)
_ENOUGH = 8


def looks_like_unit(text: str) -> bool:
    """Whether a heading says “Unit” and a number, of whichever unit."""
    return bool(_UNIT.match(text))


def unit_named(text: str, units: Sequence[KnownUnit], *, bare: bool = False) -> KnownUnit | None:
    """The unit that a heading or the name of a tab means; None where it names none of these.

    By its number, or by its title or enough of the title's beginning. A number counts without the
    word “unit” where it can be nothing else (`bare`). Raises Unclear.
    """
    if not text.strip():
        return None
    by_number = _by_number(text, units, bare)
    by_title = _by_title(text, units)
    if by_number and by_title and by_number != by_title:
        raise Unclear(
            f"“{text.strip()[:60]}” has the number of {by_number} and the title of {by_title}. "
            "Correct the heading."
        )
    return by_number or by_title


def _by_number(text: str, units: Sequence[KnownUnit], bare: bool) -> KnownUnit | None:
    match = _UNIT.match(text) or (_NUMBER.match(text) if bare else None)
    if match is None:
        return None
    return next((one for one in units if one.number.casefold() == match[1].casefold()), None)


def _by_title(text: str, units: Sequence[KnownUnit]) -> KnownUnit | None:
    plain = folded(_UNIT.sub("", text, count=1))
    if len(plain) < _ENOUGH:
        return None
    found = [
        one for one in units if folded(one.title) in plain or folded(one.title).startswith(plain)
    ]
    return max(found, key=lambda one: len(one.title), default=None)


@lru_cache(maxsize=10_000)
def looks_like_code(text: str) -> bool:
    """Whether a heading is the code of a criterion, such as P1, A.P1, 2A.P1 or Pass 1."""
    return any(_CODE.fullmatch(_plain(one)) for one in _readings(text))


def is_code(text: str, units: Iterable[KnownUnit]) -> bool:
    """Whether a heading is written as codes are, or is one of these units."""
    if not text.strip():
        return False
    if looks_like_code(text):
        return True
    plain = _plain(text)
    tiers = 3 if any(sign.isalpha() for sign in plain) else 2  # a bare number names no unit too
    return any(plain in names for unit in units for names in _aliases(unit)[:tiers])


def criteria_named(text: str, unit: KnownUnit) -> list[KnownCriterion]:
    """The criteria of the unit that a heading may mean: one where it is clear, none, or several."""
    for reading in _readings(text):
        plain = _plain(reading)
        for names in _aliases(unit):
            if plain in names:
                return list(names[plain])
    return []


def criterion_with_unit(
    text: str, units: Iterable[KnownUnit]
) -> tuple[KnownUnit, KnownCriterion] | None:
    """The criterion of a heading that says its unit itself, such as “U1 P1”; None where it does not."""
    found = {
        (unit, names[0])
        for reading in _readings(text)
        for unit in units
        if (names := _aliases(unit)[2].get(_plain(reading), ()))
    }
    return found.pop() if len(found) == 1 else None


def _readings(text: str) -> Iterator[str]:
    """The heading, and what may stand before the criterion's own words in it."""
    text = text.strip()
    yield text
    head = re.split(r":|\n|\(|\s[-–—]\s|[–—]", text, maxsplit=1)[0].strip()
    if head and head != text:
        yield head
    words = text.split()
    if len(words) > 1:
        yield " ".join(words[:2])
        yield words[0]


def _plain(text: str) -> str:
    text = re.sub(r"\bcrit(?:erion|eria)?\b", "", text.casefold())
    for word, sign in _BANDS:
        text = re.sub(rf"{word}(?=\W*\d)", sign, text)
    return re.sub(r"[^a-z0-9]", "", text)


@lru_cache(maxsize=1000)
def _aliases(unit: KnownUnit) -> tuple[dict[str, tuple[KnownCriterion, ...]], ...]:
    """What each criterion of a unit is called: its code, what is short for it, and with the unit before."""
    exact: dict[str, list[KnownCriterion]] = {}
    short: dict[str, list[KnownCriterion]] = {}
    led: dict[str, list[KnownCriterion]] = {}
    for one in unit.criteria:
        code = _plain(one.code)
        brief = {*_short(one)} - {code}
        exact.setdefault(code, []).append(one)
        for name in brief:
            short.setdefault(name, []).append(one)
        for name in {code, *brief}:
            for lead in ("", "u", "unit"):
                led.setdefault(f"{lead}{unit.number.casefold()}{name}", []).append(one)
    return tuple(
        {name: tuple(found) for name, found in names.items()} for names in (exact, short, led)
    )


def _short(one: KnownCriterion) -> Iterator[str]:
    if not one.ordinal or not one.band:
        return
    aims, number = one.aims.replace(" ", "").casefold(), one.ordinal
    if one.band == "L1":
        yield from (f"l{number}", f"1p{number}", f"l1p{number}", f"l1{aims}{number}",
                    f"1{aims}p{number}", f"l1{aims}p{number}")  # fmt: skip
        return
    band = one.band.casefold()
    yield from (f"{band}{number}", f"{aims}{band}{number}", f"{band}{number}{aims}")
    if one.level:
        yield from (f"{one.level}{band}{number}", f"l{one.level}{band}{number}",
                    f"l{one.level}{aims}{band}{number}")  # fmt: skip
