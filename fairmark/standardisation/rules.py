"""What makes somebody briefed and standardised, and how many meetings are due by a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a team met for."""

    STANDARDISATION = "standardisation"
    BRIEFING = "briefing"
    SHARING = "sharing"


@dataclass(frozen=True)
class Part:
    """Somebody's part in an event that was held: of which kind, when, for which programmes."""

    kind: Kind
    on: date
    programmes: frozenset[int]


@dataclass(frozen=True)
class Standing:
    """Where somebody stands in one academic year.

    `standardised_on` has, for each programme, the first day of the year on which they took part.
    """

    briefed_on: date | None = None
    standardised_on: Mapping[int, date] = field(default_factory=dict)
    confirmed_on: date | None = None

    def is_standardised_for(self, programme: int) -> bool:
        return programme in self.standardised_on


def standing(parts: Iterable[Part], confirmed_on: date | None) -> Standing:
    """Where somebody stands by the parts they took in one year. Source: ASM-14, IVF-3."""
    briefed_on: date | None = None
    since: dict[int, date] = {}
    for part in sorted(parts, key=lambda one: one.on):
        if part.kind is Kind.BRIEFING:
            briefed_on = briefed_on or part.on
        elif part.kind is Kind.STANDARDISATION:
            for programme in part.programmes:
                since.setdefault(programme, part.on)
    return Standing(briefed_on, since, confirmed_on)


def meetings_due(wanted: int, *, terms: Iterable[date], on: date, ends_on: date) -> int:
    """How many meetings of a year's number are due by a day: in step with the terms that have ended.

    Where no terms are known, all of them on the year's last day.
    """
    ends = list(terms) or [ends_on]
    over = sum(end < on for end in ends)
    return wanted * over // len(ends)


def obstacles_to_a_day(
    on: date, *, today: date, has_year: bool, held: bool
) -> list[str]:  # fmt: skip
    """Why an event cannot have been held, or be planned, on this day."""
    if not has_year:
        return [f"{on:%-d %B %Y} is in no academic year of the centre. Check the day."]
    if held and on > today:
        return [
            f"{on:%-d %B %Y} is still to come. Plan it now, and record it once it has been held."
        ]
    if not held and on < today:
        return [f"{on:%-d %B %Y} is over. Record it as an event that was held."]
    return []
