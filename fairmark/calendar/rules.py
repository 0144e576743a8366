"""Working days and academic years, over plain dates."""

from collections.abc import Iterable
from datetime import date, timedelta

SATURDAY = 5


def is_working_day(day: date, *, closed: frozenset[date]) -> bool:
    """Monday to Friday and not among the `closed` days."""
    return day.weekday() < SATURDAY and day not in closed


def working_days_after(start: date, days: int, *, closed: frozenset[date]) -> date:
    """The date that many working days after `start`; weekends and `closed` days do not count.

    `start` itself is day 0. Raises ValueError for a negative number of days.
    """
    if days < 0:
        raise ValueError("Working days are counted forwards.")
    day = start
    while days:
        day += timedelta(days=1)
        if is_working_day(day, closed=closed):
            days -= 1
    return day


def working_days_between(start: date, end: date, *, closed: frozenset[date]) -> int:
    """How many working days lie after `start`, up to and including `end`; negative if it is past."""
    if end < start:
        return -working_days_between(end, start, closed=closed)
    span = (end - start).days
    days = (start + timedelta(days=n) for n in range(1, span + 1))
    return sum(is_working_day(day, closed=closed) for day in days)


def days_of(spans: Iterable[tuple[date, date]]) -> frozenset[date]:
    """Every date in the spans, both ends included."""
    return frozenset(
        first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)
    )


def year_label(starts_on: date, ends_on: date) -> str:
    """How people write an academic year: 2025/26."""
    return f"{starts_on.year}/{ends_on.year % 100:02d}"
