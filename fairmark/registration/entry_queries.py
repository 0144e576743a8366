"""Who is entered for a unit, and what stands in the way of entering, planning and excusing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import is_unit_of
from fairmark.registration.models import Entry, Registration, Series, Sitting


def to_enter(sitting: Sitting) -> QuerySet[Enrolment]:
    """Learners of the cohort who are registered and not yet entered, withdrawn or excused."""
    registered = Registration.objects.current().filter(enrolment=OuterRef("pk"))
    return Enrolment.objects.filter(
        Exists(registered), cohort=sitting.cohort, status=Enrolment.Status.ACTIVE,
        starts_on__lte=sitting.series.closes_on,
    ).exclude(pk__in=Entry.objects.filter(sitting=sitting).values("enrolment")).select_related("learner")  # fmt: skip


def sittings_by_series(series: QuerySet[Series]) -> dict[int, list[bool]]:
    """For each series, whether somebody is missing from each of its sittings; one query."""
    registered = Registration.objects.current().filter(enrolment=OuterRef("pk"))
    entered = Entry.objects.filter(sitting=OuterRef(OuterRef("pk")), enrolment=OuterRef("pk"))
    missing = Enrolment.objects.filter(
        Exists(registered), ~Exists(entered), cohort=OuterRef("cohort"),
        status=Enrolment.Status.ACTIVE, starts_on__lte=OuterRef("series__closes_on"),
    )  # fmt: skip
    found: dict[int, list[bool]] = {}
    sittings = Sitting.objects.filter(series__in=series).annotate(is_short=Exists(missing))
    for series_id, is_short in sittings.values_list("series", "is_short"):
        found.setdefault(series_id, []).append(is_short)
    return found


def obstacles_to_entering(
    sitting: Sitting, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    if on and on > timezone.localtime(at).date():
        return [f"{on:%-d %B %Y} is still to come. Give the day it was sent."]
    if not to_enter(sitting).exists():
        return ["Every registered learner of this cohort is entered, or excused."]
    return []


def cautions_on_entering(
    sitting: Sitting, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    on = on or timezone.localtime(at).date()
    if on <= sitting.series.closes_on:
        return []
    return [
        f"Entries for {sitting.series} closed on {sitting.series.closes_on:%-d %B %Y}. "
        "A late entry costs more, and the board will show it."
    ]


def obstacles_to_planning(
    cohort: Cohort, person: Person, at: datetime, *, series: Any = None, unit: Any = None, **_: Any
) -> list[str]:
    if unit is None or series is None:
        return []
    if not is_unit_of(unit, cohort):
        return [f"{unit} is not a unit of {cohort.programme}."]
    if series.centre_id != cohort.centre_id:
        return ["That series is not one of this centre’s."]
    if not unit.is_external:
        return [f"{unit} is assessed by us, so it needs no entry."]
    if Sitting.objects.filter(series=series, cohort=cohort, unit=unit).exists():
        return [f"{cohort} already takes {unit} in {series}."]
    return []


def obstacles_to_excusing(
    sitting: Sitting, person: Person, at: datetime, *, enrolment: Any = None, **_: Any
) -> list[str]:
    if enrolment is None:
        return []
    if enrolment.cohort_id != sitting.cohort_id:
        return ["This learner is not in the cohort that takes the unit."]
    entry = Entry.objects.filter(sitting=sitting, enrolment=enrolment).first()
    if entry and entry.status == Entry.Status.EXCUSED:
        return [f"{enrolment.learner} is excused already."]
    return []
