"""Entries for external assessment: series, the units a cohort takes, and who is entered."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fairmark.catalogue.models import Unit
from fairmark.centre.models import Centre
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.programmes.models import Cohort
from fairmark.registration import entry_queries
from fairmark.registration.models import Entry, Series, Sitting
from fairmark.trail.writing import Draft, record, record_many
from fairmark.workflow.actions import action


def obstacles_to_opening(
    centre: Centre, person: Person, at: datetime, *, name: str = "", **_: Any
) -> list[str]:
    if name and Series.objects.filter(centre=centre, name=name).exists():
        return [f"There is a series “{name}” already."]
    return []


@action(by=Role.EXAMS_OFFICER, unless=obstacles_to_opening, records="series_opened")
def open_series(
    centre: Centre, *, by: Person, at: datetime, name: str, closes_on: date, source: str
) -> Series:
    """Open a series, with the day on which its entries close and where that was read."""
    series = Series.objects.create(centre=centre, name=name, closes_on=closes_on, source=source)
    record(
        f"{by.name} opened the series {name}; entries close on {closes_on:%-d %B %Y} ({source}).",
        series, name="series_opened", by=by, at=at, closes_on=closes_on, source=source,
    )  # fmt: skip
    return series


@action(
    by=(Role.EXAMS_OFFICER, Role.PROGRAMME_LEADER),
    unless=entry_queries.obstacles_to_planning,
    records="sitting_planned",
)
def plan_sitting(
    cohort: Cohort, *, by: Person, at: datetime, series: Series, unit: Unit
) -> Sitting:
    """Plan that a cohort takes a unit in a series; each of its learners is then to be entered."""
    sitting = Sitting.objects.create(series=series, cohort=cohort, unit=unit)
    record(
        f"{by.name} planned {unit} for {cohort} in {series}.",
        sitting, name="sitting_planned", by=by, at=at, unit=unit.number, series=series.name,
    )  # fmt: skip
    return sitting


@action(
    by=Role.EXAMS_OFFICER,
    unless=entry_queries.obstacles_to_entering,
    warn=entry_queries.cautions_on_entering,
    records="learner_entered",
)
def enter_learners(
    sitting: Sitting, *, by: Person, at: datetime, on: date | None = None
) -> list[Entry]:
    """Enter every registered learner of the cohort who is not entered yet."""
    on = on or timezone.localtime(at).date()
    made = Entry.objects.bulk_create(
        Entry(sitting=sitting, enrolment=enrolment, status=Entry.Status.ENTERED, entered_on=on)
        for enrolment in entry_queries.to_enter(sitting)
    )
    record_many(
        (
            Draft(
                f"{by.name} entered {entry.enrolment.learner} for {sitting.unit} in "
                f"{sitting.series}, sent on {on:%-d %B %Y}.",
                entry, "learner_entered", {"unit": sitting.unit.number, "on": on},
            )
            for entry in made
        ),
        by=by, at=at,
    )  # fmt: skip
    return made


@action(by=Role.EXAMS_OFFICER, unless=entry_queries.obstacles_to_excusing, records="entry_excused")
def excuse_learner(
    sitting: Sitting, *, by: Person, at: datetime, enrolment: Enrolment, why: str
) -> Entry:
    """Record that a learner is not to be entered, and why; an entry already made is withdrawn."""
    entry, _ = Entry.objects.update_or_create(
        sitting=sitting, enrolment=enrolment,
        defaults={
            "status": Entry.Status.EXCUSED, "reason": why,
            "entered_on": timezone.localtime(at).date(),
        },
    )  # fmt: skip
    record(
        f"{by.name} recorded that {enrolment.learner} is not entered for {sitting.unit} in "
        f"{sitting.series}: {why}",
        entry, name="entry_excused", by=by, at=at, why=why,
    )  # fmt: skip
    return entry
