"""What people ask of the calendar."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

from fairmark.calendar import rules
from fairmark.calendar.models import AcademicYear, Closure
from fairmark.centre.models import Centre
from fairmark.centre.reading import read_once


@lru_cache(maxsize=64)
def bank_holidays(nation: str, year: int) -> dict[date, str]:
    """The bank holidays of one calendar year in one nation, with their names."""
    return dict(holidays.country_holidays("GB", subdiv=nation, years=year))


def closed_days(centre: Centre, first: date, last: date) -> frozenset[date]:
    """Days from `first` to `last` on which the centre does not work, weekends apart."""
    closed = {
        day
        for year in range(first.year, last.year + 1)
        for day in bank_holidays(centre.nation, year)
    }
    spans = [one for one in _closures(centre) if one.first_on <= last and one.last_on >= first]
    for span in spans:
        days = rules.days_of([(span.first_on, span.last_on)])
        closed = closed - days if span.is_open else closed | days
    return frozenset(day for day in closed if first <= day <= last)


def _closures(centre: Centre) -> list[Closure]:
    """Every closure of a centre; days on which it works all the same come last."""
    return read_once(
        ("closures", centre.pk),
        lambda: list(Closure.objects.filter(centre=centre).order_by("is_open")),
    )


def working_days_after(centre: Centre, start: date, days: int) -> date:
    """The date that many of the centre's working days after `start`."""
    horizon = start + timedelta(days=days * 3 + 90)
    return rules.working_days_after(start, days, closed=closed_days(centre, start, horizon))


def working_days_between(centre: Centre, start: date, end: date) -> int:
    """Working days after `start` up to `end`; negative when `end` is before `start`."""
    closed = closed_days(centre, min(start, end), max(start, end))
    return rules.working_days_between(start, end, closed=closed)


def year_of(centre: Centre, day: date) -> AcademicYear | None:
    """The academic year that `day` falls in, if the centre has set it up."""
    years = read_once(
        ("years", centre.pk), lambda: list(AcademicYear.objects.filter(centre=centre))
    )
    return next((year for year in years if year.starts_on <= day <= year.ends_on), None)
