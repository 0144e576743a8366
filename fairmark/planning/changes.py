"""The assignments of a plan as plain values, and what one version changes in another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from fairmark.planning.rules import DAY_WORDS, Piece


class Assesses(NamedTuple):
    """Who assesses, and for which group; for the whole cohort where there is none."""

    person: int
    name: str
    group: int | None = None
    code: str | None = None

    def __str__(self) -> str:
        return self.name if self.group is None else f"{self.name} for {self.code}"


@dataclass(frozen=True)
class Row:
    """An assignment of a plan, with all that the plan says of it; `key` is that of its row."""

    key: int
    assignment: int
    unit: int
    unit_number: str
    unit_title: str
    number: int
    title: str
    days: Mapping[str, date | None]
    verifier: int | None
    verifier_name: str | None
    targets: frozenset[int]
    codes: str
    assessors: tuple[Assesses, ...]
    people: str

    def __str__(self) -> str:
        return f"Unit {self.unit_number}, assignment {self.number}"

    @property
    def piece(self) -> Piece:
        """As the checks read it."""
        return Piece(
            self.assignment, str(self), self.unit, self.targets, self.days,
            tuple((one.person, one.group) for one in self.assessors), self.verifier,
        )  # fmt: skip


def changes_between(before: Iterable[Row], after: Iterable[Row]) -> list[str]:
    """What one version changes in another, in words."""
    old = {one.assignment: one for one in before}
    new = {one.assignment: one for one in after}
    found = [f"{new[key]} is new." for key in new if key not in old]
    found += [f"{old[key]} is dropped." for key in old if key not in new]
    for key in new:
        if key in old and (parts := list(_differences(old[key], new[key]))):
            found.append(f"{new[key]}: {'; '.join(parts)}.")
    return found


def _differences(old: Row, new: Row) -> Iterator[str]:
    if old.title != new.title:
        yield f"title “{new.title}”, was “{old.title}”"
    for name, words in DAY_WORDS.items():
        if old.days[name] != new.days[name]:
            yield f"{words} {_day(new.days[name])}, was {_day(old.days[name])}"
    if old.codes != new.codes:
        yield f"criteria {new.codes or 'none'}, were {old.codes or 'none'}"
    if old.people != new.people:
        yield f"assessed by {new.people or 'nobody'}, was {old.people or 'nobody'}"
    if old.verifier != new.verifier:
        yield f"verified by {new.verifier_name or 'nobody'}, was {old.verifier_name or 'nobody'}"


def _day(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else "open"
