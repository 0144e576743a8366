"""The sheet of a cohort by unit: grades of every unit, points, and what may still become of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fairmark.assessment.models import CarriedResult, UnitGrade
from fairmark.assessment.prediction_models import PredictedGrade
from fairmark.catalogue.grading.ladder import CannotGrade
from fairmark.catalogue.grading.projections import Picture, Projection, Projector, View
from fairmark.catalogue.grading.units import Result
from fairmark.catalogue.models import Unit
from fairmark.catalogue.schemes import Engine
from fairmark.catalogue.what_if import combination_for
from fairmark.learners.models import Enrolment
from fairmark.programmes import graded
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import units_of, units_taken
from fairmark.tracking import rules
from fairmark.tracking.rules import Outlook, UnitHead, UnitRow

_Grades = tuple[str | None, ...]

#: What is shown of the qualification, with what it supposes of the units still open.
VIEWS = (
    (View.BANKED, "Now", "what is open counts as U"),
    (View.FLOOR, "Floor", "everything open is passed"),
    (View.CEILING, "Ceiling", "everything open at the highest grade still in reach"),
)


@dataclass(frozen=True)
class UnitSheet:
    """The units across, learners down; why there are no points, where there are none."""

    units: Sequence[Unit]
    rows: Sequence[UnitRow]
    problem: str = ""
    is_projected: bool = False

    @property
    def heads(self) -> list[UnitHead]:
        return [UnitHead(one.pk, one.number, one.title, one.is_external) for one in self.units]


def unit_sheet_of(cohort: Cohort) -> UnitSheet:
    """The whole sheet; as many questions for many learners as for few."""
    units = units_taken(cohort) or units_of(cohort)
    kept: dict[int, dict[int, tuple[str, str, bool]]] = {}
    grades = UnitGrade.objects.filter(enrolment__cohort=cohort, unit__in=units)
    for enrolment, unit_id, so_far, reachable, is_final in grades.values_list(
        "enrolment", "unit", "so_far", "reachable", "is_final"
    ):
        kept.setdefault(enrolment, {})[unit_id] = (so_far, reachable, is_final)
    places = {unit.pk: place for place, unit in enumerate(units)}
    carried: dict[int, set[int]] = {}
    results = CarriedResult.objects.filter(stands=True, enrolment__cohort=cohort).order_by()
    for enrolment, unit_id in results.values_list("enrolment", "criterion__unit").distinct():
        if unit_id in places:
            carried.setdefault(enrolment, set()).add(places[unit_id])
    projecting = _Projecting(cohort, units)
    predicted = _predicted(cohort)
    rows = []
    nothing = ("", "", False)
    enrolled = Enrolment.objects.filter(cohort=cohort, learner__merged_into=None).order_by(
        "learner__surname", "learner__forenames", "learner__ref"
    )
    for pk, learner, ref, surname, forenames, group, left_on in enrolled.values_list(
        "pk", "learner", "learner__ref", "learner__surname", "learner__forenames", "group__code",
        "left_on",
    ):  # fmt: skip
        mine = kept.get(pk, {})
        found = [mine.get(unit.pk, nothing) for unit in units]
        points, outlooks = projecting.of(found)
        said = tuple(predicted.get((pk, unit.pk), "") for unit in units)
        rows.append(
            UnitRow(pk, learner, ref, f"{surname}, {forenames}", group or "", left_on,
                    [(*rules.shown_grades(*one), one[2]) for one in found], points, outlooks,
                    said, predicted.get((pk, None), ""), carried.get(pk, ()))
        )  # fmt: skip
    return UnitSheet(units, rows, projecting.problem, projecting.projector is not None)


def _predicted(cohort: Cohort) -> dict[tuple[int, int | None], str]:
    """What teachers predict, by enrolment and unit; under no unit for the qualification."""
    said = PredictedGrade.objects.filter(enrolment__cohort=cohort).order_by("at", "pk")
    return {(e, unit): grade for e, unit, grade in said.values_list("enrolment", "unit", "grade")}


def ceiling_of(
    cohort: Cohort, units: Sequence[Unit], found: Sequence[tuple[str, str, bool]]
) -> tuple[str, str]:
    """The best grade of the qualification still in reach, and what bars it even then.

    `found` are each unit’s grade so far, in reach, and whether it is final. Empty where nobody can tell.
    """
    projecting = _Projecting(cohort, units)
    if projecting.projector is None:
        return "", ""
    try:
        best = projecting.at_best(found)
    except CannotGrade:
        return "", ""
    return best.best or best.grade, "; ".join(reason.short for reason in best.blocked_by)


class _Projecting:
    """The cohort's units made ready once; learners with the same grades are worked out once."""

    def __init__(self, cohort: Cohort, units: Sequence[Unit]):
        self.projector: Projector | None = None
        self.problem = ""
        self._known: dict[tuple[_Grades, _Grades], tuple[str, Sequence[Outlook]]] = {}
        scheme = graded.scheme_of(cohort)
        if scheme is None or not scheme.has_numbers:
            self.problem = "No grading scheme with numbers is set for this qualification, so there are no points."
            return
        if scheme.engine is Engine.SUM_OF_MARKS:
            self.problem = "This qualification is graded by marks of its components, not by units."
            return
        try:
            combination = combination_for(
                scheme, [graded.graded(scheme, unit) for unit in units],
                graded.combination_problems(cohort), cohort.programme.title,
                graded.own_rules(cohort.specification),
            )  # fmt: skip
            self.projector = Projector(combination)
        except CannotGrade as problem:
            self.problem = str(problem)

    def of(self, found: Sequence[tuple[str, str, bool]]) -> tuple[str, Sequence[Outlook]]:
        """Points so far and each outlook.

        A unit counts once nothing can change its grade. At best each comes to what is in reach.
        """
        if self.projector is None:
            return "", ()
        settled = tuple(rules.settled_grade(*one) for one in found)
        best = tuple(reachable or None for _, reachable, _ in found)
        if (settled, best) not in self._known:
            try:
                picture = self.projector.picture([Result(grade) for grade in settled])
                ceiling = {View.CEILING: self._at_best(best)}
                said = (_points(picture), _outlooks({**picture.projections, **ceiling}))
            except CannotGrade as problem:
                said = ("", (Outlook("", str(problem)),))
            self._known[settled, best] = said
        return self._known[settled, best]

    def at_best(self, found: Sequence[tuple[str, str, bool]]) -> Projection:
        """What the qualification comes to where each unit comes to what is in reach."""
        return self._at_best(tuple(reachable or None for _, reachable, _ in found))

    def _at_best(self, best: _Grades) -> Projection:
        assert self.projector is not None
        return self.projector.picture([Result(grade) for grade in best]).projections[View.CEILING]


def _points(picture: Picture) -> str:
    banked = picture.projections[View.BANKED]
    if banked.most is None:
        return f"{banked.least}+"
    return str(banked.least) if banked.most == banked.least else f"{banked.least}–{banked.most}"


def _outlooks(projections: Mapping[View, Projection]) -> Sequence[Outlook]:
    """Never a bare grade where something blocks the award: then what blocks it stands instead."""
    found = []
    for view, _, _ in VIEWS:
        one = projections[view]
        grade = one.grade if one.best in (one.grade, None) else f"{one.grade}–{one.best}"
        blocked = "; ".join(reason.short for reason in one.blocked_by)
        found.append(Outlook("" if one.blocked_by else grade, blocked))
    return tuple(found)
