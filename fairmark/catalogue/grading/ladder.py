"""The one place where points become a grade: half-open steps, each from its least points on."""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction

from fairmark.catalogue.schemes import Scheme, Threshold


class CannotGrade(ValueError):
    """What was handed in has no answer; the sentence says why and what to mend."""


@dataclass(frozen=True)
class Ladder:
    """The grades of a qualification with the least points of each, lowest first."""

    leasts: tuple[int, ...]
    grades: tuple[str, ...]

    def grade(self, points: int | Fraction) -> str:
        """The grade whose step holds these points: at or above its least, below the next one's.

        Source: `grading.md` 2.7. Raises CannotGrade for points below nought.
        """
        if points < 0:
            raise CannotGrade("Points are never negative. Give 0 or more.")
        return self.grades[bisect_right(self.leasts, points) - 1]


def ladder_of(scheme: Scheme) -> Ladder:
    """Raises CannotGrade for a scheme whose numbers nobody has typed in yet."""
    if not scheme.thresholds:
        raise CannotGrade(
            f"The grading numbers of {scheme.full_title} are not known to us. "
            f"Type them in from its specification, under Grading schemes. Missing: {scheme.missing}"
        )
    return Ladder(
        tuple(one.least for one in scheme.thresholds),
        tuple(one.grade for one in scheme.thresholds),
    )


def next_step(scheme: Scheme, points: int) -> Threshold | None:
    """The next better grade and what it needs; None at the top."""
    return next((one for one in scheme.thresholds if one.least > points), None)
