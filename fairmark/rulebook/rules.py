"""A rule of the awarding body, a pack of them, and what one pack changes in another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

EVERY_FAMILY = "*"
#: How sure we are, the surest first.
CONFIDENCES = ("high", "medium", "low")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Amended:
    """Where a rule is the centre's own: the amendment it came with, by whom and since when."""

    amendment: int
    name: str
    by: str
    on: date


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
    ours: Amended | None = field(default=None, compare=False)

    @property
    def may_block(self) -> bool:
        """A rule of low confidence warns, it never blocks."""
        return self.confidence != "low"

    @property
    def is_of_every_year(self) -> bool:
        """Whether a day of the year is the same each year, rather than announced anew."""
        return self.confidence == "high" and not self.value.get("confirm")

    @property
    def cited(self) -> str:
        """Its source, and that it is an amendment of the centre's own where it is."""
        return f"{self.source}, our amendment “{self.ours.name}”" if self.ours else self.source

    @property
    def place(self) -> tuple[str, str]:
        """What it stands for: a key and a family, for which one rule holds on a day."""
        return self.key, self.family

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    def meets(self, other: Rule) -> bool:
        """Whether there is a day on which both hold."""
        return (self.until_on is None or other.from_on <= self.until_on) and (
            other.until_on is None or self.from_on <= other.until_on
        )


class Pack:
    """Rules by a name, looked up by key, family and day."""

    def __init__(self, name: str, rules: Iterable[Rule]):
        self.name, self.rules = name, tuple(rules)
        self._found: dict[tuple[str, str, date], Rule | None] = {}

    @cached_property
    def by_key(self) -> dict[str, list[Rule]]:
        found: dict[str, list[Rule]] = {}
        for one in self.rules:
            found.setdefault(one.key, []).append(one)
        return found

    def rule(self, key: str, family: str, on: date) -> Rule | None:
        """The rule in force on a day: the family's own if it has one, else that of every family."""
        asked = key, family, on
        if asked not in self._found:
            held = [
                one for one in self.by_key.get(key, ())
                if one.family in (family, EVERY_FAMILY) and one.holds_on(on)
            ]  # fmt: skip
            self._found[asked] = max(
                held, key=lambda one: (one.family != EVERY_FAMILY, one.from_on), default=None
            )
        return self._found[asked]

    def of(self, key: str, family: str) -> list[Rule]:
        """Every rule of one key and family, the earliest first."""
        return sorted(
            (one for one in self.by_key.get(key, ()) if one.family == family),
            key=lambda one: one.from_on,
        )


def laid_over(old: Iterable[Rule], new: Sequence[Rule]) -> tuple[Rule, ...]:
    """The old rules with new ones over them: on the days of a new one the old one holds no more.

    An old rule that holds before and after the days of a new one is parted in two.
    """
    kept = []
    for one in old:
        pieces = [one]
        for other in new:
            if other.place == one.place:
                pieces = [part for piece in pieces for part in _without(piece, other)]
        kept += pieces
    return (*kept, *new)


def _without(one: Rule, other: Rule) -> Iterator[Rule]:
    if not one.meets(other):
        yield one
        return
    if one.from_on < other.from_on:
        yield replace(one, until_on=other.from_on - ONE_DAY)
    if other.until_on and (one.until_on is None or other.until_on < one.until_on):
        yield replace(one, from_on=other.until_on + ONE_DAY)


class What(StrEnum):
    """What a pack does to a rule."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Difference:
    """A rule that is not as it was: what held before, what holds now, and from which day on.

    For a rule that is added for one family, `before` is what held for every family.
    """

    what: What
    before: Rule | None
    after: Rule | None
    from_on: date

    @property
    def rule(self) -> Rule:
        """The rule as it will stand, or as it last stood."""
        found = self.after or self.before
        assert found is not None  # one of them is there by construction
        return found

    @property
    def about_source(self) -> bool:
        """Whether the value stays: where it was read, its words or how sure we are changed."""
        return (
            self.what == What.CHANGED and self.before is not None and self.after is not None
            and (self.before.value, self.before.unit) == (self.after.value, self.after.unit)
        )  # fmt: skip


def differences(old: Pack, new: Pack) -> list[Difference]:
    """What one pack adds, changes and withdraws in another, by key."""
    places = sorted({one.place for one in (*old.rules, *new.rules)})
    return [one for place in places for one in _of_place(old, new, *place)]


def _of_place(old: Pack, new: Pack, key: str, family: str) -> Iterator[Difference]:
    was, now = old.of(key, family), new.of(key, family)
    for one in now:
        if one in was:
            continue
        before = next((other for other in was if other.meets(one)), None)
        if before is None:
            general = old.rule(key, family, one.from_on)
            yield Difference(What.ADDED, general, one, one.from_on)
        elif _said(before) != _said(one):
            yield Difference(What.CHANGED, before, one, max(one.from_on, before.from_on))
    for one in was:
        for day in _bare(one, now):
            yield Difference(What.WITHDRAWN, one, None, day)


def _said(one: Rule) -> tuple[Any, ...]:
    return one.value, one.unit, one.source, one.document, one.confidence, one.says


def _bare(one: Rule, now: Sequence[Rule]) -> Iterator[date]:
    """The first day of each time in which an old rule held and nothing holds in its place."""
    day = one.from_on
    for other in now:
        if not other.meets(one):
            continue
        if other.from_on > day:
            yield day
        if other.until_on is None:
            return
        day = other.until_on + ONE_DAY
    if one.until_on is None or day <= one.until_on:
        yield day
