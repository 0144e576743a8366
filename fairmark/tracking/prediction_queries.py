"""What is predicted of whom, what is still in reach, and which predictions have run out of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from fairmark.assessment.models import UnitGrade
from fairmark.assessment.prediction_models import PredictedGrade
from fairmark.catalogue.models import Unit
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.programmes.graded import scheme_of
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import units_of, units_taken
from fairmark.tracking.by_unit import ceiling_of
from fairmark.tracking.prediction_rules import Reach, exceeds, obstacles_to_grade
from fairmark.tracking.queries import grades_in_order


class Line(NamedTuple):
    """A unit, or the qualification where there is none, with where it stands and what is predicted."""

    unit: Unit | None
    reach: Reach
    said: list[PredictedGrade]

    @property
    def last(self) -> PredictedGrade | None:
        return self.said[0] if self.said else None

    @property
    def is_above(self) -> bool:
        """Whether the prediction that stands is no longer in reach."""
        return self.last is not None and exceeds(
            self.reach.grades, self.last.grade, self.reach.best
        )


def lines_of(enrolment: Enrolment) -> list[Line]:
    """The qualification first, then each unit, with every prediction made of it, newest first."""
    cohort = enrolment.cohort
    units = units_taken(cohort) or units_of(cohort)
    said: dict[int | None, list[PredictedGrade]] = {}
    for one in PredictedGrade.objects.filter(enrolment=enrolment).select_related("by"):
        said.setdefault(one.unit_id, []).append(one)
    grades = {one.unit_id: one for one in UnitGrade.objects.filter(enrolment=enrolment)}
    whole = Line(None, _of_qualification(cohort, units, grades), said.get(None, []))
    return [whole] + [
        Line(unit, _of_unit(cohort, unit, grades.get(unit.pk)), said.get(unit.pk, []))
        for unit in units
    ]


def reach_of(enrolment: Enrolment, unit: Unit | None) -> Reach:
    """Where a learner stands in a unit, or in the qualification."""
    grades = {one.unit_id: one for one in UnitGrade.objects.filter(enrolment=enrolment)}
    cohort = enrolment.cohort
    if unit is None:
        return _of_qualification(cohort, units_taken(cohort) or units_of(cohort), grades)
    return _of_unit(cohort, unit, grades.get(unit.pk))


def _of_unit(cohort: Cohort, unit: Unit, kept: UnitGrade | None) -> Reach:
    grades = grades_in_order(cohort, unit)
    if kept is None:
        return Reach(grades)
    return Reach(grades, kept.so_far, kept.reachable, kept.is_final)


def _of_qualification(cohort: Cohort, units: Sequence[Unit], grades: dict[int, UnitGrade]) -> Reach:
    scheme = scheme_of(cohort)
    order = scheme.qualification_grades if scheme else ()
    best, blocked = ceiling_of(
        cohort, units,
        [(one.so_far, one.reachable, one.is_final) if (one := grades.get(unit.pk)) else ("", "", False)
         for unit in units],
    )  # fmt: skip
    return Reach(order, "", best, False, blocked)


def named(enrolment: Enrolment, unit: Unit | None) -> str:
    """How a sentence names what is predicted."""
    return f"unit {unit.number}" if unit else enrolment.cohort.programme.short_title


def obstacles_to_predicting(
    enrolment: Enrolment, by: Person, at: datetime, *, unit: Unit | None = None, grade: str = "",
    **_: Any,
) -> list[str]:  # fmt: skip
    """Of somebody who is here, for a unit of theirs, and no higher than can still be reached."""
    if enrolment.status != Enrolment.Status.ACTIVE:
        return [f"{enrolment.learner} has left, so nothing is predicted."]
    if not grade:
        return []
    cohort = enrolment.cohort
    if unit is not None and unit not in (units_taken(cohort) or units_of(cohort)):
        return [f"{cohort} does not take {unit}."]
    return obstacles_to_grade(reach_of(enrolment, unit), grade, named(enrolment, unit))
