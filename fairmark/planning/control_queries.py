"""What the controls read of the plans of all running cohorts, in a fixed number of questions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from fairmark.catalogue.models import Unit
from fairmark.centre.models import Centre
from fairmark.centre.reading import read_once
from fairmark.planning.models import AssessmentPlan, PlannedAssessor, PlannedAssignment
from fairmark.planning.queries import ASSESSED_HERE
from fairmark.programmes.models import Cohort
from fairmark.teaching.queries import running_cohorts, units_by_cohort


@dataclass
class Planning:
    """A running cohort: the units assessed here, its signed versions, oldest first, and their rows."""

    cohort: Cohort
    units: list[Unit]
    versions: list[AssessmentPlan] = field(default_factory=list)
    rows: dict[int, list[PlannedAssignment]] = field(default_factory=dict)

    @property
    def in_force(self) -> AssessmentPlan | None:
        return self.versions[-1] if self.versions else None

    @property
    def planned(self) -> list[PlannedAssignment]:
        """The rows of the version in force."""
        return self.rows.get(self.in_force.pk, []) if self.in_force else []

    @property
    def address(self) -> str:
        return f"/plans/cohorts/{self.cohort.pk}/"

    def left_out(self) -> list[Unit]:
        """Units that the cohort takes and the plan in force has no assignment for."""
        planned = {row.assignment.unit_id for row in self.planned}
        return [unit for unit in self.units if unit.pk not in planned]

    def published(self) -> dict[int, date]:
        """By assignment the day on which its two dates first stood in a signed plan."""
        found: dict[int, date] = {}
        for version in self.versions:
            assert version.signed_at is not None
            for row in self.rows.get(version.pk, []):
                if row.hand_out_on and row.hand_in_on:
                    found.setdefault(row.assignment_id, timezone.localdate(version.signed_at))
        return found


def plannings(centre: Centre, on: date) -> list[Planning]:
    """Every running cohort that has a unit assessed by the centre, with its signed plans."""
    return read_once(("plannings", centre.pk, on), lambda: _plannings(centre, on))


def _plannings(centre: Centre, on: date) -> list[Planning]:
    cohorts = running_cohorts(centre, on)
    units = units_by_cohort(cohorts)
    found = {
        cohort.pk: Planning(cohort, here)
        for cohort in cohorts
        if (here := [u for u in units.get(cohort.pk, []) if u.assessment in ASSESSED_HERE])
    }
    versions = AssessmentPlan.objects.signed().filter(cohort__in=found)
    for version in versions.order_by("version"):
        found[version.cohort_id].versions.append(version)
    rows = PlannedAssignment.objects.filter(plan__signed_at__isnull=False, plan__cohort__in=found)
    for row in rows.select_related("assignment__unit", "plan"):
        found[row.plan.cohort_id].rows.setdefault(row.plan_id, []).append(row)
    return list(found.values())


def assessors_of(rows: Iterable[PlannedAssignment]) -> dict[int, set[int]]:
    """Who assesses each planned assignment."""
    found: dict[int, set[int]] = {row.pk: set() for row in rows}
    for one in PlannedAssessor.objects.filter(planned__in=found):
        found[one.planned_id].add(one.person_id)
    return found
