"""Deadlines, late fees, windows: what may be done to a registration, and by when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True)
class Band:
    """One step of a fee table: the fee in percent, and the last day or number of days it holds."""

    percent: int
    until_on: date | None


def bands_by_date(table: Iterable[Mapping[str, Any]], *, year_starts_on: date) -> list[Band]:
    """A fee table by date, placed in the academic year. Source: REG-02 to REG-04."""
    return [
        Band(row["percent"], day_in_year(row["until"], year_starts_on) if row["until"] else None)
        for row in table
    ]


def bands_by_days(table: Iterable[Mapping[str, Any]], *, enrolled_on: date) -> list[Band]:
    """A fee table by calendar days since enrolment, as dates. Source: REG-06."""
    return [
        Band(row["percent"], enrolled_on + timedelta(days=row["days"]) if row["days"] else None)
        for row in table
    ]


def band_on(bands: list[Band], day: date) -> Band:
    """The step that holds on a day; the last day of a step still belongs to it."""
    return next(band for band in bands if band.until_on is None or day <= band.until_on)


def day_in_year(month_day: Mapping[str, int], year_starts_on: date) -> date:
    """A month and day as a date in the academic year that starts on that day."""
    day = date(year_starts_on.year, month_day["month"], month_day["day"])
    return day if day >= year_starts_on else day.replace(year=day.year + 1)


def incomplete_details(
    *, surname: str, forenames: str, date_of_birth: date | None, completes_on: date | None,
    registered_on: date,
) -> list[str]:  # fmt: skip
    """What a registration cannot do without. Source: process facts 2.3."""
    missing = []
    if not surname.strip():
        missing.append("The surname is missing.")
    if not forenames.strip():
        missing.append("The first names are missing.")
    if date_of_birth is None:
        missing.append("The date of birth is missing.")
    elif date_of_birth >= registered_on:
        missing.append("The date of birth is not before the registration.")
    if completes_on is None:
        missing.append("The estimated completion date is missing.")
    elif completes_on <= registered_on:
        missing.append("The estimated completion date is not after the registration.")
    return missing


def too_long(values: Mapping[str, tuple[str, int]]) -> list[str]:
    """Cautions for details longer than the awarding body's form takes."""
    return [
        f"The {name} has {len(value)} characters; the awarding body takes {most}."
        for name, (value, most) in values.items()
        if len(value) > most
    ]


def deletion_obstacles(
    *, counted_from: date, days: int, last_day: date | None, on: date
) -> list[str]:
    """Why a registration can no longer be deleted, only withdrawn. Source: REG-20 to REG-23."""
    closes = counted_from + timedelta(days=days)
    obstacles = []
    if on > closes:
        obstacles.append(
            f"The awarding body deletes registrations within {days} days, up to "
            f"{closes:%-d %B %Y}. Withdraw the learner instead."
        )
    if last_day and on > last_day:
        obstacles.append(
            f"Deletions of this academic year ended on {last_day:%-d %B %Y}. "
            "Withdraw the learner instead."
        )
    return obstacles
