"""The rule that holds for a family of qualifications on a day."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from fairmark.workflow.refusals import Refused

EVERY_FAMILY = "*"


@dataclass(frozen=True)
class Rule:
    """One rule of the awarding body, with where it was read and how sure we are."""

    key: str
    family: str
    value: Any
    unit: str
    from_on: date
    until_on: date | None
    source: str
    document: str
    confidence: str
    says: str

    @property
    def may_block(self) -> bool:
        """A rule of low confidence warns, it never blocks."""
        return self.confidence != "low"

    @property
    def is_of_every_year(self) -> bool:
        """Whether a day of the year is the same each year, rather than announced anew."""
        return self.confidence == "high" and not self.value.get("confirm")


class NoRule(Refused, LookupError):
    """The pack has no such rule for that family on that day: nothing is guessed, so it is refused."""

    def __init__(self, text: str):
        super().__init__([text])


@cache
def pack() -> tuple[Rule, ...]:
    """Every rule of the pack in use."""
    return tuple(_read(row) for part in _parts() for row in part["rules"])


@cache
def _parts() -> tuple[dict[str, Any], ...]:
    """The files of the pack: rules, days of the year, and the bounds of policies' numbers."""
    folder = resources.files("fairmark.rulebook").joinpath("data")
    return tuple(
        json.loads(folder.joinpath(name).read_text("utf-8"))
        for name in ("pearson.json", "year.json", "policies.json", "dossiers.json")
    )


@cache
def pack_name() -> str:
    first = _parts()[0]
    return f"{first['pack']}, issue {first['issue']}"


@cache
def rule(key: str, *, family: str = EVERY_FAMILY, on: date) -> Rule:
    """The rule in force on a day: the family's own if it has one, else that of every family.

    Raises NoRule where there is none: a limit is never guessed.
    """
    found = [
        one
        for one in pack()
        if one.key == key
        and one.family in (family, EVERY_FAMILY)
        and one.from_on <= on
        and (one.until_on is None or on <= one.until_on)
    ]
    if not found:
        raise NoRule(f"The rule pack has no rule “{key}” for {on:%-d %B %Y}.")
    return max(found, key=lambda one: (one.family != EVERY_FAMILY, one.from_on))


def year_rules(family: str, *, on: date) -> list[Rule]:
    """The days of the awarding body's year that a family has of its own, or every family has."""
    return [
        one
        for one in pack()
        if one.key.startswith("year.") and one.family == family
        and one.from_on <= on and (one.until_on is None or on <= one.until_on)
    ]  # fmt: skip


def _read(row: dict[str, Any]) -> Rule:
    return Rule(
        key=row["key"],
        family=row["family"],
        value=row["value"],
        unit=row["unit"],
        from_on=date.fromisoformat(row["from"]),
        until_on=date.fromisoformat(row["until"]) if row.get("until") else None,
        source=row["source"],
        document=row["document"],
        confidence=row["confidence"],
        says=row["says"],
    )
