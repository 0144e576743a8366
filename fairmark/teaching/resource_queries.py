"""Whether the resources of each unit were checked and signed before its teaching began."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fairmark.catalogue.models import Unit
from fairmark.people.models import Person
from fairmark.programmes.models import Cohort
from fairmark.teaching import rules
from fairmark.teaching.queries import (
    beginnings,
    begins_on,
    numbered,
    obstacles_to_unit,
    units_by_cohort,
    without_units,
)
from fairmark.teaching.resource_models import ResourceCheck
from fairmark.teaching.rules import Found, Gap, Kept, Readiness


@dataclass(frozen=True)
class Line:
    """A unit of a cohort: when its teaching begins, its checks, latest first, and where it stands."""

    unit: Unit
    begins_on: date
    checks: tuple[ResourceCheck, ...]
    readiness: Readiness

    @property
    def last(self) -> ResourceCheck | None:
        return self.checks[0] if self.checks else None


def lines(cohorts: Iterable[Cohort], on: date) -> dict[int, list[Line]]:
    """Every unit of these cohorts with where its resources stand on a day."""
    cohorts = list(cohorts)
    held: dict[tuple[int, int], list[ResourceCheck]] = defaultdict(list)
    checks = ResourceCheck.objects.filter(cohort__in=cohorts)
    for one in checks.select_related("signed_by", "unit").prefetch_related("lines"):
        held[one.cohort_id, one.unit_id].append(one)
    units, known = units_by_cohort(cohorts), beginnings(cohorts)
    return {
        cohort.pk: [
            _line(unit, begins_on(cohort, unit.pk, known), held[cohort.pk, unit.pk], on)
            for unit in units.get(cohort.pk, [])
        ]
        for cohort in cohorts
    }


def _line(unit: Unit, begins: date, checks: list[ResourceCheck], on: date) -> Line:
    known = [one for one in checks if timezone.localdate(one.signed_at) <= on]
    first = timezone.localdate(known[-1].signed_at) if known else None
    whole = bool(known) and known[0].is_whole
    stands = rules.readiness(begins_on=begins, first_on=first, is_whole=whole, on=on)
    return Line(unit, begins, tuple(known), stands)


def resources_kept(cohorts: Sequence[Cohort], on: date) -> dict[int, Kept]:
    """For each cohort how many units are ready of those begun or checked, and what others lack.

    A unit whose teaching is still to begin lacks nothing yet. Source: ASM-15.
    """
    found = {}
    for pk, mine in lines(cohorts, on).items():
        by: dict[Readiness, list[Line]] = defaultdict(list)
        for line in mine:
            by[line.readiness].append(line)
        last = max(
            (one.last for one in mine if one.last), key=lambda one: one.signed_at, default=None
        )
        found[pk] = Kept(
            sum(bool(line.last) for line in mine), len(by[Readiness.READY]),
            len(mine) - len(by[Readiness.TO_SIGN]),
            f"unit {last.unit.number}, {rules.said(timezone.localdate(last.signed_at))}"
            if last else "",
            (*_gaps(by, on), *without_units([line.unit for line in mine])), bool(mine),
        )  # fmt: skip
    return found


def _gaps(by: dict[Readiness, list[Line]], on: date) -> list[Gap]:
    words = {
        Readiness.MISSING: ("no resource check for {}", "Teaching has begun."),
        Readiness.SHORT: ("something is missing for {}", "What is done about it stands in the check."),
        Readiness.LATE: ("checked after teaching had begun: {}", "It cannot be signed earlier now; "
                         "it is shown until the cohort ends."),
    }  # fmt: skip
    found = []
    for stands, (what, about) in words.items():
        if short := by[stands]:
            begun = any(line.begins_on <= on for line in short)
            is_bad = stands == Readiness.MISSING or (stands == Readiness.SHORT and begun)
            found.append(
                Gap(what.format(numbered([line.unit.number for line in short])), about, len(short),
                    is_bad, min(line.begins_on for line in short)
                    if stands == Readiness.MISSING else None)
            )  # fmt: skip
    return found


def obstacles_to_signing_resources(
    cohort: Cohort, by: Person, at: datetime, *, unit: Unit | None = None,
    found: Sequence[Found] | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    """A unit that the cohort takes, an answer for each resource, and not twice the same day."""
    if unit is None:
        return []
    obstacles = obstacles_to_unit(cohort, unit)
    if found is None or obstacles:
        return obstacles
    last = last_check(cohort, unit)
    is_todays = last is not None and timezone.localdate(last.signed_at) == timezone.localdate(at)
    return rules.obstacles_to_signing(found, last.found if last and is_todays else None)


def last_check(cohort: Cohort, unit: Unit) -> ResourceCheck | None:
    """The check that stands for a unit; None while nobody has signed one."""
    return ResourceCheck.objects.filter(cohort=cohort, unit=unit).first()
