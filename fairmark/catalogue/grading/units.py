"""A unit, its outcome, and what that outcome is worth under a scheme."""

from fractions import Fraction
from typing import NamedTuple

from fairmark.catalogue.grading.ladder import CannotGrade
from fairmark.catalogue.schemes import Engine, PointsTable, Scale, Scheme

EXTERNAL = "external"
MANDATORY = "mandatory"
OPTIONAL = "optional"


class Unit(NamedTuple):
    """A unit as the calculation sees it. `size` is in hours, credits or marks, as the scheme counts.

    `must_pass` is None where the specification was not read for it.
    """

    size: int
    assessment: str = "internal"
    level: int | None = None
    status: str = ""
    core: bool = False
    must_pass: bool | None = None
    number: str = ""
    title: str = ""

    @property
    def is_external(self) -> bool:
        return self.assessment == EXTERNAL

    @property
    def is_optional(self) -> bool:
        return self.status == OPTIONAL

    @property
    def named(self) -> str:
        return f"Unit {self.number}" if self.number else self.title or f"a unit of {self.size}"


class Result(NamedTuple):
    """What is known of a unit: its grade, points from the results file, the teacher's prediction."""

    grade: str | None = None
    points: int | None = None
    predicted: str | None = None


class Worth(NamedTuple):
    """The least and the most points of a grade; the most is None where no ceiling is known."""

    least: int
    most: int | None
    standing: int


PASSED, NEAR, FAILED = 2, 1, 0


def worths(scheme: Scheme, unit: Unit) -> dict[str, Worth]:
    """What each grade of a unit is worth. Raises CannotGrade for a unit the scheme cannot have."""
    if not isinstance(unit.size, int) or unit.size <= 0:
        raise CannotGrade(
            f"{unit.named}: {unit.size} is no size. Give its {scheme.size_words} as a whole number."
        )
    scale = scheme.scale(unit.assessment)
    table = scheme.table(unit.assessment)
    if scale is not None and scheme.engine is Engine.PASS_ONLY:
        return {
            grade: _passed_or_not(unit, scale, grade, place)
            for place, grade in enumerate(scale.grades)
        }
    if scale is None or table is None:
        known = ", ".join(scheme.scales) or "none"
        raise CannotGrade(
            f"{unit.named}: {scheme.title} has no units assessed as “{unit.assessment}”. "
            f"Choose one of: {known}."
        )
    counts = counts_for_grade(scheme, unit)
    found = {}
    for place, grade in enumerate(scale.grades):
        least, most = _worth(scheme, table, scale, unit, place) if counts else (0, 0)
        found[grade] = Worth(least, most, _standing(scale, grade, place))
    return found


def _passed_or_not(unit: Unit, scale: Scale, grade: str, place: int) -> Worth:
    size = unit.size if grade in scale.passes else 0
    return Worth(size, size, _standing(scale, grade, place))


def counts_for_grade(scheme: Scheme, unit: Unit) -> bool:
    """Whether a unit's level brings points, in a scheme that grades on some levels only."""
    if scheme.graded_level is None:
        return True
    if unit.level is None:
        raise CannotGrade(f"{unit.named}: say its level, {scheme.title} is graded by level.")
    if scheme.graded_levels_above:
        return unit.level >= scheme.graded_level
    return unit.level == scheme.graded_level


def _standing(scale: Scale, grade: str, place: int) -> int:
    if grade in scale.passes:
        return PASSED
    return NEAR if place else FAILED


def _worth(
    scheme: Scheme, table: PointsTable, scale: Scale, unit: Unit, place: int
) -> tuple[int, int | None]:
    least = points_of(scheme, table, unit, scale.grades[place])
    if not table.sliding or place == 0:
        return least, least
    if place + 1 == len(scale.grades):
        return least, None
    # A fraction of a point is dropped, so a grade ends one point below the next.
    return least, points_of(scheme, table, unit, scale.grades[place + 1]) - 1


def points_of(scheme: Scheme, table: PointsTable, unit: Unit, grade: str) -> int:
    """The points of one grade of a unit, at its boundary where they slide."""
    if table.per == "credit":
        row = table.rows.get(unit.level) or table.rows.get(None)
        if row is None:
            levels = ", ".join(str(level) for level in table.rows)
            raise CannotGrade(
                f"{unit.named}: say its level. {scheme.title} has points for levels {levels}."
            )
        return row.cells[grade].points * unit.size
    if row := table.rows.get(unit.size):
        return row.cells[grade].points
    if table.per_ten_hours:
        worth = Fraction(table.per_ten_hours[grade] * unit.size, 10)
        if worth.denominator == 1:
            return worth.numerator
    raise CannotGrade(
        f"{unit.named}: {scheme.title} has no points for a unit of {unit.size} "
        f"{scheme.size_words}. It has {', '.join(str(size) for size in table.rows)}."
    )


def checked_points(unit: Unit, worth: Worth, result: Result) -> int:
    """Points from a results file, which must fit the grade beside them."""
    points = result.points
    if not isinstance(points, int) or isinstance(points, bool):
        raise CannotGrade(f"{unit.named}: “{points}” is no number of points. Give a whole number.")
    if points < 0:
        raise CannotGrade(f"{unit.named}: points are never negative. Give 0 or more.")
    if points < worth.least or (worth.most is not None and points > worth.most):
        fits = (
            f"{worth.least}" if worth.most == worth.least
            else f"{worth.least} or more" if worth.most is None
            else f"{worth.least} to {worth.most}"
        )  # fmt: skip
        raise CannotGrade(
            f"{unit.named}: {points} points do not fit the grade {result.grade}, "
            f"which brings {fits}. Compare both with the results file."
        )
    return points


def unknown_grade(scheme: Scheme, unit: Unit, grade: str | None) -> CannotGrade:
    """Why a grade cannot be one of this unit's."""
    scale = scheme.scales[unit.assessment]
    hint = (
        " A near pass exists only for external units."
        if grade == "N" and not unit.is_external else
        " A starred distinction exists only for the whole qualification."
        if grade and "*" in grade else ""
    )  # fmt: skip
    return CannotGrade(
        f"{unit.named}: “{grade}” is no grade of a unit assessed as {unit.assessment}.{hint} "
        f"Choose one of {', '.join(scale.grades)}."
    )
