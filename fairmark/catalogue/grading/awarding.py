"""The qualification grade: points against thresholds, and apart from them the right to it."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from fairmark.catalogue.grading.eligibility import Checks, Reason, core_reason, rules_for
from fairmark.catalogue.grading.ladder import CannotGrade, ladder_of
from fairmark.catalogue.grading.selection import (
    Candidate,
    Part,
    Valid,
    best_parts,
    without_surplus,
)
from fairmark.catalogue.grading.tally import Missed, Tally
from fairmark.catalogue.grading.units import (
    NEAR,
    PASSED,
    Result,
    Unit,
    Worth,
    checked_points,
    unknown_grade,
    worths,
)
from fairmark.catalogue.schemes import Engine, Scheme, SchemeRule


class Award(NamedTuple):
    """What results are worth. `most` is None where more points are possible without a known end.

    The grade by points and the right to the award are told apart: `grade` is None while anything
    blocks it, and carries its caveat where a number that counts was not read.
    """

    scheme: str
    issue: str
    least: int
    most: int | None
    grade_by_points: str
    best_by_points: str | None
    blocked_by: tuple[Reason, ...]
    cautions: tuple[Reason, ...]
    caveat: str = ""
    counted: tuple[Part, ...] = ()
    surplus: tuple[Part, ...] = ()

    @property
    def eligible(self) -> bool:
        return not self.blocked_by

    @property
    def grade(self) -> str | None:
        if self.blocked_by:
            return None
        return f"{self.grade_by_points} ({self.caveat})" if self.caveat else self.grade_by_points


_ADDS_UP = (Engine.SUM_OF_POINTS, Engine.PASS_ONLY)


class Combination:
    """The units that make up a qualification, made ready to grade the results of many learners.

    `problems` are what the combination check found: they block every award. `valid` says whether
    a choice of places is allowed, for over-takers; `own_rules` are the specification's. Raises
    CannotGrade for units that the scheme cannot have, a unit twice, or sizes that do not add up.
    """

    def __init__(
        self,
        scheme: Scheme,
        units: Sequence[Unit],
        *,
        qualification: str = "",
        problems: tuple[Reason, ...] = (),
        valid: Valid | None = None,
        own_rules: tuple[SchemeRule, ...] = (),
    ):
        self.scheme = scheme
        self.units = tuple(units)
        self.qualification = qualification
        self.problems = problems
        self.valid = valid
        self.ladder = ladder_of(scheme)
        self.worths = [worths(scheme, unit) for unit in self.units]
        self.own_rules = own_rules
        self.checks = Checks(scheme, rules_for(scheme, qualification, own_rules), self.units)
        self.total = sum(unit.size for unit in self.units)
        self._rows = list(zip(self.worths, self.units, strict=True))
        self._core = scheme.rule("least_core_points")
        self._caveats = {
            grade: rule.values["words"]
            for rule in self.checks.rules if rule.kind == "unverified"
            for grade in [rule.values["grade"]]
        }  # fmt: skip
        self._check_units()

    @cached_property
    def adds_up(self) -> bool:
        """Whether every unit counts: no surplus, no best part, no points above a base."""
        return self.scheme.engine in _ADDS_UP and self.total == (self.scheme.size or self.total)

    def _check_units(self) -> None:
        names = [unit.number or unit.title for unit in self.units if unit.number or unit.title]
        if twice := [name for name in names if names.count(name) > 1]:
            raise CannotGrade(f"Unit {twice[0]} stands twice. Leave one of the two out.")
        if not self.units:
            raise CannotGrade("There are no units. Give those of the learner’s combination.")
        size, words = self.scheme.size, self.scheme.size_words
        if size and self.total < size:
            raise CannotGrade(
                f"The units add up to {self.total} {words}; {self.scheme.title} has {size}. "
                f"Add units of {size - self.total}, or choose the scheme of the smaller size."
            )

    def award(self, results: Sequence[Result]) -> Award:
        """What a learner's results bring. Raises CannotGrade for a grade that a unit cannot have."""
        if self.adds_up:
            return self.of_all(results, self.tally(results))
        if self.scheme.engine in _ADDS_UP:
            return self._of_best(results)
        return self._of_parts(results)

    def tally(self, results: Sequence[Result]) -> Tally:
        """The sums over all units. Raises CannotGrade for a grade that a unit cannot have."""
        least = most = passed = 0
        unbounded = False
        failed: list[Missed] = []
        near: list[Missed] = []
        still_open: list[Unit] = []
        for (worth, unit), result in zip(self._rows, results, strict=True):
            grade, points, _ = result
            if grade is None:
                still_open.append(unit)
                continue
            try:
                low, high, standing = worth[grade]
            except KeyError:
                raise unknown_grade(self.scheme, unit, grade) from None
            if points is not None:
                low = high = checked_points(unit, worth[grade], result)
            if high is None:
                unbounded, high = True, low
            least += low
            most += high
            if standing == PASSED:
                passed += unit.size
            else:
                (near if standing == NEAR else failed).append(Missed(unit, grade))
        return Tally(
            least, most, unbounded, passed, tuple(failed), tuple(near), tuple(still_open)
        )  # fmt: skip

    def of_all(self, results: Sequence[Result], tally: Tally) -> Award:
        """The award where every unit counts, from sums already made."""
        blocks, cautions = self.checks.reasons(tally)
        grade = self.ladder.grade(tally.least)
        best = None if tally.unbounded else self.ladder.grade(tally.most)
        if self._core is not None and (reason := self._core_reason(results, grade)):
            blocks = (*blocks, reason)
        return Award(
            self.scheme.id, self.scheme.issue, tally.least,
            None if tally.unbounded else tally.most, grade, best,
            self.problems + blocks, cautions, self._caveats.get(grade, ""),
        )  # fmt: skip

    def core_points(self, results: Sequence[Result]) -> int:
        """The points of the core units, which Firsts ask for beside the total."""
        return sum(
            worth[result.grade].least
            for (worth, unit), result in zip(self._rows, results, strict=True)
            if unit.core and result.grade is not None
        )

    def _core_reason(self, results: Sequence[Result], grade: str) -> Reason | None:
        if self._core is None or not any(unit.core for unit in self.units):
            return None
        return core_reason(self._core, self.core_points(results), grade)

    def candidates(self, results: Sequence[Result]) -> list[Candidate]:
        """Each unit with the points and the standing of its result; an open one brings nothing."""
        found = []
        for (worth, unit), result in zip(self._rows, results, strict=True):
            if result.grade is None:
                found.append(Candidate(unit, 0, 0))
                continue
            held = worth.get(result.grade) or self._unknown(unit, result)
            points = held.least if result.points is None else checked_points(unit, held, result)
            found.append(Candidate(unit, points, held.standing))
        return found

    def _unknown(self, unit: Unit, result: Result) -> Worth:
        raise unknown_grade(self.scheme, unit, result.grade)

    def _of_best(self, results: Sequence[Result]) -> Award:
        kept = sorted(
            without_surplus(self.candidates(results), self.scheme.size or 0, valid=self.valid)
        )
        smaller = Combination(
            self.scheme, [self.units[place] for place in kept],
            qualification=self.qualification, problems=self.problems, own_rules=self.own_rules,
        )  # fmt: skip
        left = [results[place] for place in kept]
        return smaller.of_all(left, smaller.tally(left))._replace(
            counted=tuple(Part(place, self.units[place].size) for place in kept),
            surplus=tuple(
                Part(place, unit.size)
                for place, unit in enumerate(self.units) if place not in kept
            ),
        )  # fmt: skip

    def _of_parts(self, results: Sequence[Result]) -> Award:
        """Above a base that the combination earns: the best credits, in parts of units if need be."""
        scheme = self.scheme
        tally = self.tally(results)
        candidates = self.candidates(results)
        blocks, cautions = self.checks.reasons(tally)
        if scheme.engine is Engine.BEST_CREDITS:
            graded = [
                one if self._is_graded(one.unit) else one._replace(standing=0)
                for one in candidates
            ]  # fmt: skip
            counted, surplus = best_parts(graded, scheme.best_credits or 0, mandatory_first=False)
        else:
            counted, surplus = best_parts(candidates, scheme.size or 0, mandatory_first=True)
        points = sum(
            candidates[part.place].points * part.size // candidates[part.place].unit.size
            for part in counted
        )
        grade = self.ladder.grade(points)
        return Award(
            scheme.id, scheme.issue, points, points, grade, grade, self.problems + blocks,
            cautions, self._caveats.get(grade, ""), tuple(counted), tuple(surplus),
        )  # fmt: skip

    def _is_graded(self, unit: Unit) -> bool:
        return (unit.level or 0) >= (self.scheme.graded_level or 0)


def award_of_marks(scheme: Scheme, marks: Sequence[int]) -> Award:
    """The grade of uniform marks or points that come with the results of each component.

    Components compensate each other wholly: no one of them must be passed. Source: TAUR.
    """
    if wrong := [one for one in marks if not isinstance(one, int) or one < 0]:
        raise CannotGrade(f"“{wrong[0]}” is no number of marks. Give 0 or more, whole.")
    points = sum(marks)
    grade = ladder_of(scheme).grade(points)
    return Award(scheme.id, scheme.issue, points, points, grade, grade, (), ())
