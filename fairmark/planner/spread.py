"""How a year's plan is laid out: what is overdue, what comes from today on, what was."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from fairmark.planner.queries import Item
from fairmark.planner.rules import Standing


@dataclass(frozen=True)
class Month:
    """The items of one month, by its first day."""

    first_on: date
    items: tuple[Item, ...]
    is_near: bool = False

    @property
    def counts(self) -> list[tuple[Standing, int]]:
        """How many stand how, in the order of the states."""
        found = Counter(one.standing for one in self.items)
        return [(one, found[one]) for one in Standing if found[one]]


@dataclass(frozen=True)
class Spread:
    """A plan in the order in which it matters; `today` is None where it is not in the year."""

    overdue: tuple[Item, ...]
    today: date | None
    coming: tuple[Month, ...]
    earlier: tuple[Month, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.overdue or self.coming or self.earlier)

    @property
    def earlier_counts(self) -> list[tuple[Standing, int]]:
        """How those of the earlier months stand."""
        return Month(date.min, tuple(one for month in self.earlier for one in month.items)).counts


def by_month(items: Sequence[Item], near: date | None = None) -> tuple[Month, ...]:
    """Items in months; those up to the month of `near` are near."""
    months = groupby(items, key=lambda one: one.on.replace(day=1))
    return tuple(
        Month(first_on, tuple(found), is_near=near is not None and first_on <= near)
        for first_on, found in months
    )


def spread(items: Sequence[Item], *, on: date, soon: date, is_this_year: bool) -> Spread:
    """Overdue first, then from today, then what lies before; another year as it is.

    A month is near up to the one of the day `soon`.
    """
    if not is_this_year:
        return Spread((), None, by_month(items, near=date.max), ())
    overdue = tuple(one for one in items if one.standing == Standing.OVERDUE)
    rest = [one for one in items if one.standing != Standing.OVERDUE]
    return Spread(
        overdue, on, by_month([one for one in rest if one.on >= on], near=soon),
        by_month([one for one in rest if one.on < on]),
    )  # fmt: skip
