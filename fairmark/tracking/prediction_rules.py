"""What a prediction may say: a grade of the scale that can still be reached."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Reach:
    """The grades of a unit or a qualification, lowest first, with where the learner stands.

    `now` and `best` are what decisions come to and what can still be reached; `best` is empty where
    nothing limits it or nobody can tell. `blocked_by` says what bars the award even at best.
    """

    grades: Sequence[str]
    now: str = ""
    best: str = ""
    is_final: bool = False
    blocked_by: str = ""


def obstacles_to_grade(reach: Reach, grade: str, what: str) -> list[str]:
    """Why a grade cannot be predicted of a unit or the qualification, as `what` names it."""
    if not reach.grades:
        return [f"No grading scheme is set for {what}, so there is no grade to predict."]
    if grade not in reach.grades:
        return [f"“{grade}” is no grade of {what}. There are {', '.join(reach.grades)}."]
    if reach.is_final:
        return [f"The grade of {what} is settled: {reach.now}. Nothing is left to predict."]
    if grade == reach.grades[0]:
        return []
    if reach.blocked_by:
        return [f"Even at best {what} is not awarded: {reach.blocked_by}."]
    if exceeds(reach.grades, grade, reach.best):
        return [f"The best that is still in reach for {what} is {reach.best}, so {grade} is not."]
    return []


def exceeds(grades: Sequence[str], grade: str, best: str) -> bool:
    """Whether a grade lies above another one of the same scale."""
    return grade in grades and best in grades and grades.index(grade) > grades.index(best)
