"""What a rule lets a centre decide for itself: a count within bounds, or one of several ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

#: The most that a share of a hundred can be.
WHOLE = 100


class Kind(StrEnum):
    """What a centre decides on: a count of something, or a way of doing it."""

    WORKING_DAYS = "working days"
    DAYS = "days"
    MONTHS = "months"
    COUNT = "count"
    PERCENTAGE = "percentage"
    CHOICE = "choice"


#: With which words the unit of a rule begins that counts so.
_BEGINS = {
    Kind.WORKING_DAYS: ("working days",),
    Kind.DAYS: ("calendar days", "days"),
    Kind.MONTHS: ("months",),
    Kind.PERCENTAGE: ("percentage points", "in every hundred"),
}


class BadLimit(ValueError):
    """What stands in the pack bounds nothing; the message says what would."""


@dataclass(frozen=True)
class Count:
    """Least and most that may be counted, and what a first policy counts."""

    kind: Kind
    template: int
    least: int
    most: int


@dataclass(frozen=True)
class Option:
    """One way of doing something; its words complete the sentence that its name begins."""

    code: str
    words: str


@dataclass(frozen=True)
class Ways:
    """Ways from the strictest to the loosest, the loosest that is allowed, a first policy's way."""

    options: tuple[Option, ...]
    loosest: str
    template: str

    @property
    def allowed(self) -> tuple[Option, ...]:
        codes = [one.code for one in self.options]
        return self.options[: codes.index(self.loosest) + 1]


def read_limit(value: Any, unit: str) -> Count | Ways:
    """The limit that the value of a rule states. Raises BadLimit where it states none.

    A count that does not say its type counts what its unit says.
    """
    if not isinstance(value, Mapping):
        raise BadLimit('write {"type": "working days", "template": 15, "least": 1, "most": 20}')
    try:
        kind = Kind(value["type"]) if "type" in value else _counted(unit)
    except ValueError:
        raise BadLimit(f"its type is none of: {', '.join(Kind)}") from None
    return _ways(value) if kind == Kind.CHOICE else _count(kind, value, unit)


def _counted(unit: str) -> Kind:
    """What a unit counts, by the words that it begins with."""
    return next((one for one, begins in _BEGINS.items() if unit.startswith(begins)), Kind.COUNT)


def _count(kind: Kind, value: Mapping[str, Any], unit: str) -> Count:
    numbers = {name: part for name, part in value.items() if name != "type"}
    if set(numbers) != {"template", "least", "most"}:
        raise BadLimit("a count has a template, a least and a most, and nothing else")
    if not all(type(part) is int and part >= 0 for part in numbers.values()):
        raise BadLimit("template, least and most are whole numbers of 0 or more")
    if not numbers["least"] <= numbers["template"] <= numbers["most"]:
        raise BadLimit("what a first policy says lies between least and most")
    if kind == Kind.PERCENTAGE and numbers["most"] > WHOLE:
        raise BadLimit(f"a percentage is {WHOLE} at most")
    if _counted(unit) != kind:
        raise BadLimit(f"its type is “{kind}”, and its unit “{unit}” counts otherwise")
    return Count(kind, **numbers)


def _ways(value: Mapping[str, Any]) -> Ways:
    if set(value) != {"type", "template", "loosest", "options"}:
        raise BadLimit("a choice has options, the loosest that is allowed and a template")
    options = value["options"]
    if not isinstance(options, list) or not all(
        isinstance(one, Mapping) and set(one) == {"code", "words"}
        and all(isinstance(part, str) and part.strip() for part in one.values())
        for one in options
    ):  # fmt: skip
        raise BadLimit('each option is {"code": "stopped", "words": "is stopped"}')
    found = tuple(Option(one["code"], one["words"]) for one in options)
    codes = [one.code for one in found]
    if len(set(codes)) < 2 or len(set(codes)) < len(codes):
        raise BadLimit("there is a choice between two options or more, each with its own code")
    if value["loosest"] not in codes:
        raise BadLimit("the loosest that is allowed is none of its options")
    made = Ways(found, value["loosest"], value["template"])
    if made.template not in {one.code for one in made.allowed}:
        raise BadLimit("what a first policy says is not among the options that are allowed")
    return made
