"""From criteria to the grade of a unit: so far, reachable, final.

One rule for every family with criteria: the highest band of which every criterion is met, with
every criterion of the bands below. Source: INT3U.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from fairmark.catalogue.grading.ladder import CannotGrade

#: Lowest first. Level 1 is a fallback of its own: Level 2 never asks that it be ticked.
BANDS = ("P", "M", "D")
LEVEL_1 = "L1"


class Decided(NamedTuple):
    """A criterion's band, and whether it is met: yes, no, or not assessed yet (None)."""

    band: str
    met: bool | None


@dataclass(frozen=True)
class UnitGrade:
    """What the criteria say of a unit.

    `so_far` counts what is met, `reachable` what can still be met; `complete` says that nothing is
    unassessed. None where the unit has no criteria.
    """

    so_far: str | None
    reachable: str | None
    complete: bool


def unit_grade(
    decided: Sequence[Decided], grades: Sequence[str], *, most: str | None = None
) -> UnitGrade:
    """The grade of a unit from its criteria, in the grades of its scale, lowest first.

    `most` is the cap of the attempt it was reached by, if there is one. A scale with Level 1
    (Firsts) falls back to it when a Level 2 Pass criterion is missed. Source: `grading.md` 2.1, 8.
    """
    if not decided:
        return UnitGrade(None, None, complete=False)
    so_far = _grade([one._replace(met=bool(one.met)) for one in decided], grades)
    reachable = _grade([one._replace(met=one.met is not False) for one in decided], grades)
    if most is not None:
        so_far, reachable = (_capped(one, most, grades) for one in (so_far, reachable))
    return UnitGrade(so_far, reachable, all(one.met is not None for one in decided))


def _grade(decided: Iterable[Decided], grades: Sequence[str]) -> str:
    met: dict[str, bool] = {}
    for one in decided:
        met[one.band] = met.get(one.band, True) and bool(one.met)
    reached = ""
    for band in BANDS:
        if not met.get(band, True):
            break
        if band in met:
            reached = band
    if not reached and met.get(LEVEL_1):
        return LEVEL_1
    prefix = "L2" if LEVEL_1 in grades else ""
    return prefix + reached if reached else grades[0]


def _capped(grade: str, most: str, grades: Sequence[str]) -> str:
    if most not in grades:
        raise CannotGrade(f"“{most}” is no grade of this unit. Choose one of {', '.join(grades)}.")
    return grades[min(grades.index(grade), grades.index(most))]


class Decision(NamedTuple):
    """One criterion decided for one learner in one unit, in the order in which it was decided."""

    learner: int
    unit: int
    criterion: int
    met: bool | None


def unit_grades(
    decisions: Iterable[Decision],
    bands: Mapping[int, Mapping[int, str]],
    grades: Sequence[str],
) -> Iterator[tuple[int, int, UnitGrade]]:
    """The grade of every learner in every unit, from all decisions, one learner's unit at a time.

    `decisions` come sorted by learner and unit, and within them by time: a later decision stands in
    the place of an earlier one. `bands` tells each unit's criteria with their bands. Holds one
    learner's unit in memory, whatever the number of decisions.
    """
    for (learner, unit), rows in groupby(decisions, key=lambda row: (row.learner, row.unit)):
        of_unit = bands[unit]
        met: dict[int, bool | None] = dict.fromkeys(of_unit)
        for row in rows:
            if row.criterion not in met:
                raise CannotGrade(
                    f"Criterion {row.criterion} is not one of unit {unit}. Decide it in its own unit."
                )
            met[row.criterion] = row.met
        decided = [Decided(band, met[criterion]) for criterion, band in of_unit.items()]
        yield learner, unit, unit_grade(decided, grades)
