"""Points of an external unit: they rise with the raw mark between two grade boundaries."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from fairmark.catalogue.grading.ladder import CannotGrade
from fairmark.catalogue.grading.units import EXTERNAL, Unit, Worth, points_of, worths
from fairmark.catalogue.schemes import Scheme


@dataclass(frozen=True)
class Slide:
    """Where a raw mark lies: its grade, its exact points, the fraction dropped, the grade's most.

    `exact` is None above the highest boundary known, where no ceiling was read.
    """

    grade: str
    exact: Fraction | None
    points: int
    most: int | None


def external_worths(scheme: Scheme, size: int) -> dict[str, Worth]:
    return worths(scheme, Unit(size=size, assessment=EXTERNAL))


def slide(scheme: Scheme, size: int, raw_mark: int, boundaries: Mapping[str, int]) -> Slide:
    """The points of a raw mark, given the raw marks at which grades begin.

    A straight line from one boundary to the next, fractions dropped. Source: GB21 for the values
    at the boundaries; that fractions are dropped is of medium confidence. Raises CannotGrade.
    """
    unit = Unit(size=size, assessment=EXTERNAL)
    worth = worths(scheme, unit)
    table = scheme.table(EXTERNAL)
    if table is None or not table.sliding:
        raise CannotGrade(f"The points of {scheme.title} do not slide with the mark.")
    if unknown := [grade for grade in boundaries if grade not in worth]:
        raise CannotGrade(
            f"“{unknown[0]}” is no grade of an external unit. "
            f"Give boundaries for {', '.join(worth)}."
        )
    order = [grade for grade in worth if grade in boundaries]
    marks = [boundaries[grade] for grade in order]
    if raw_mark < 0 or any(mark < 0 for mark in marks):
        raise CannotGrade("Raw marks are never negative. Give 0 or more.")
    if marks != sorted(set(marks)):
        raise CannotGrade(
            "The boundaries must rise from grade to grade. Compare them with the list."
        )
    reached = [grade for grade in order if raw_mark >= boundaries[grade]]
    if not reached:
        return _below(worth, order)
    grade = reached[-1]
    points = [points_of(scheme, table, unit, one) for one in worth]
    low = points[list(worth).index(grade)]
    above = order[order.index(grade) + 1 :]
    if not above:
        at_boundary = raw_mark == boundaries[grade]
        return Slide(grade, Fraction(low) if at_boundary else None, low, worth[grade].most)
    high = worth[above[0]].least
    start, end = boundaries[grade], boundaries[above[0]]
    exact = low + Fraction(raw_mark - start, end - start) * (high - low)
    return Slide(grade, exact, exact.numerator // exact.denominator, worth[grade].most)


def _below(worth: Mapping[str, Worth], order: list[str]) -> Slide:
    grades = list(worth)
    if not order or grades.index(order[0]) != 1:
        raise CannotGrade(
            "The mark is below every boundary given. Give the boundary of "
            f"{grades[1]} too, to tell {grades[1]} from {grades[0]}."
        )
    return Slide(grades[0], Fraction(0), 0, 0)
