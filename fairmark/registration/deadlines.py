"""The last days to register, by the policy and by the rule pack, and what being late costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fairmark.calendar.models import AcademicYear
from fairmark.calendar.queries import working_days_after
from fairmark.centre.models import Centre
from fairmark.learners.models import Enrolment
from fairmark.policies.queries import NumbersOverTime
from fairmark.programmes.models import Cohort, Programme
from fairmark.registration import rules
from fairmark.registration.queries import to_register
from fairmark.rulebook.queries import NoRule, Rule, rule


class Deadlines:
    """The last day without a late fee, for each family, start and year; worked out once each."""

    def __init__(self, centre: Centre):
        self.known: dict[tuple[str, date, bool, int], date | None] = {}

    def of(self, enrolment: Enrolment) -> date | None:
        cohort = enrolment.cohort
        key = (
            cohort.programme.qualification.family, enrolment.starts_on,
            cohort.programme.in_academic_year, cohort.year_id,
        )  # fmt: skip
        if key not in self.known:
            self.known[key] = deadline(cohort.programme, enrolment.starts_on, cohort.year)
        return self.known[key]


def deadline(programme: Programme, starts_on: date, year: AcademicYear) -> date | None:
    """The last day to register without a late fee; None where the pack knows no rule for that day.

    REG-02, REG-04, REG-05.

    A learner who joins after the year's deadline has the time that roll-on programmes have.
    """
    family = programme.qualification.family
    try:
        weeks = rule("registration.roll_on_weeks", family=family, on=starts_on).value
    except NoRule:
        return None
    rolling = starts_on + timedelta(weeks=weeks)
    if not programme.in_academic_year:
        return rolling
    fixed = rules.day_in_year(
        rule("registration.deadline", family=family, on=starts_on).value, year.starts_on
    )
    return fixed if starts_on <= fixed else rolling


@dataclass(frozen=True)
class FeeLine:
    """What an unregistered cohort would cost on a day, by both published tables."""

    cohort: Cohort
    learners: int
    percent_by_date: int
    until_by_date: date | None
    percent_by_days: int
    until_by_days: date | None
    fee_pence: int | None

    def _extra(self, percent: int) -> int | None:
        if self.fee_pence is None:
            return None
        return self.learners * self.fee_pence * (percent - 100) // 100

    @property
    def extra_by_date(self) -> int | None:
        """Late fees in pence by the table of dates; None while the base fee is unknown."""
        return self._extra(self.percent_by_date)

    @property
    def extra_by_days(self) -> int | None:
        return self._extra(self.percent_by_days)


def fee_forecast(centre: Centre, on: date) -> list[FeeLine]:
    """What registering everybody who is still to be registered would cost on a day."""
    groups: dict[tuple[Cohort, date], int] = {}
    for enrolment in to_register(centre):
        key = (enrolment.cohort, enrolment.starts_on)
        groups[key] = groups.get(key, 0) + 1
    return [
        _fee_line(cohort, starts_on, learners, on)
        for (cohort, starts_on), learners in groups.items()
    ]


def _fee_line(cohort: Cohort, starts_on: date, learners: int, on: date) -> FeeLine:
    family = cohort.programme.qualification.family
    by_date = rules.band_on(
        rules.bands_by_date(
            rule("registration.late_fee_by_date", family=family, on=on).value,
            year_starts_on=cohort.year.starts_on,
        ),
        on,
    )
    by_days = rules.band_on(
        rules.bands_by_days(
            rule("registration.late_fee_by_days", family=family, on=on).value,
            enrolled_on=starts_on,
        ),
        on,
    )
    return FeeLine(
        cohort, learners, by_date.percent, by_date.until_on, by_days.percent, by_days.until_on,
        cohort.programme.fee_pence,
    )  # fmt: skip


def fee_rules(on: date) -> list[Rule]:
    """Both published tables of late fees, with source and confidence."""
    return [
        rule("registration.late_fee_by_date", on=on),
        rule("registration.late_fee_by_days", on=on),
    ]


class Clock:
    """A number of the registration policy in working days, as it was in force when a thing began.

    What began under one version keeps that version's time when another comes into force.
    """

    def __init__(self, centre: Centre, name: str):
        self.centre, self.numbers = centre, NumbersOverTime(centre, f"registration.{name}")
        self.known: dict[date, date] = {}

    def due(self, start: date) -> date:
        """The last day for what began on a day."""
        if start not in self.known:
            self.known[start] = working_days_after(self.centre, start, self.numbers.on(start))
        return self.known[start]

    def held_to(self, began: Mapping[date, int], on: date) -> Waiting:
        """How many of what still waits are overdue on a day; `began` counts them by first day."""
        dues = {start: self.due(start) for start in began}
        overdue = sum(count for start, count in began.items() if dues[start] < on)
        return Waiting(
            overdue=overdue,
            in_time=sum(began.values()) - overdue,
            overdue_since=min((day for day in dues.values() if day < on), default=None),
            next_due=min((day for day in dues.values() if day >= on), default=None),
        )


@dataclass(frozen=True)
class Waiting:
    """What waits for somebody: overdue since, and what still has time until when."""

    overdue: int
    in_time: int
    overdue_since: date | None
    next_due: date | None


def compare_again_on(centre: Centre, loaded_on: date) -> date:
    """The last day to load the awarding body's record anew, by the policy of the day it was loaded."""
    days = NumbersOverTime(centre, "registration.comparison_days").on(loaded_on)
    return loaded_on + timedelta(days=days)
