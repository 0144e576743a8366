"""What a learner's results may still become: banked, floor, predicted, on trend, ceiling."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from fairmark.catalogue.grading.awarding import Award, Combination
from fairmark.catalogue.grading.eligibility import Reason
from fairmark.catalogue.grading.ladder import CannotGrade
from fairmark.catalogue.grading.tally import Missed, Tally
from fairmark.catalogue.grading.units import PASSED, Result, Unit
from fairmark.catalogue.schemes import Scheme


class View(StrEnum):
    """How the units without an outcome are counted. Source: `grading.md` 12."""

    BANKED = "banked"
    FLOOR = "floor"
    NEAR_PASS = "near pass"  # noqa: S105 (no password)
    PREDICTED = "predicted"
    TREND = "on trend"
    CEILING = "ceiling"


class Projection(NamedTuple):
    """Points and grade under one view, never without what blocks the award.

    `most` and `best` are None where an external grade is known without its points and no end to
    them is known; `may_exceed` says that externals are counted at a boundary.
    """

    view: View
    least: int
    most: int | None
    grade: str
    best: str | None
    blocked_by: tuple[Reason, ...]
    may_exceed: bool = False


class Picture(NamedTuple):
    """The award as it stands and every projection of it."""

    award: Award
    projections: Mapping[View, Projection]


class Projector:
    """Projects the results of many learners of one combination."""

    def __init__(self, combination: Combination):
        self.combination = combination
        self._nears = [self._near(unit) for unit in combination.units]
        self._fills: dict[View, list[Result]] = {
            view: [self._filled(unit, view) for unit in combination.units]
            for view in (View.BANKED, View.FLOOR, View.NEAR_PASS, View.CEILING)
        }
        worths = combination.worths
        self._points = {
            view: [worth[str(fill.grade)].least for worth, fill in zip(worths, fills, strict=True)]
            for view, fills in self._fills.items()
        }
        self._external = [unit.is_external for unit in combination.units]

    def _filled(self, unit: Unit, view: View) -> Result:
        scale = self.combination.scheme.scales[unit.assessment]
        grade = {
            View.BANKED: scale.grades[0],
            View.CEILING: scale.top,
            View.NEAR_PASS: self._near(unit) or self._pass(unit),
        }.get(view, self._pass(unit))
        return Result(grade)

    def _near(self, unit: Unit) -> str | None:
        """The grade between U and the lowest pass, where a unit has one."""
        scale = self.combination.scheme.scales[unit.assessment]
        return next((one for one in scale.grades[1:] if one not in scale.passes), None)

    def _pass(self, unit: Unit) -> str:
        """What “passed” means where nothing better is known: Level 2 Pass in a scale with Level 1."""
        scale = self.combination.scheme.scales[unit.assessment]
        return "L2P" if "L2P" in scale.grades else scale.passes_from

    def picture(self, results: Sequence[Result]) -> Picture:
        """Raises CannotGrade for a grade that a unit cannot have."""
        combination = self.combination
        if combination.adds_up:
            tally = combination.tally(results)
            award = combination.of_all(results, tally)
            return Picture(award, self._by_adding(award, tally, results))
        award = combination.award(results)
        return Picture(award, {view: self._by_award(view, results) for view in View})

    def _by_adding(
        self, award: Award, tally: Tally, results: Sequence[Result]
    ) -> dict[View, Projection]:
        if not tally.open:
            return {view: _as_it_stands(view, award) for view in View}
        open_places = [place for place, result in enumerate(results) if result.grade is None]
        external = any(self._external[place] for place in open_places)
        passing = self._blocked(tally.if_open_passed())
        found = {View.BANKED: self._sum(View.BANKED, tally, 0, award.blocked_by)}
        for view in (View.FLOOR, View.NEAR_PASS, View.CEILING):
            points = self._points[view]
            rest = 0
            for place in open_places:
                rest += points[place]
            blocked = passing
            if view is View.NEAR_PASS and external:
                blocked = self._blocked(self._near_passed(tally, open_places))
            found[view] = self._sum(view, tally, rest, blocked, external and view is View.CEILING)
        found[View.PREDICTED] = self._predicted(results, open_places, tally, passing)
        found[View.TREND] = self._trend(tally, passing)
        return found

    def _near_passed(self, tally: Tally, open_places: list[int]) -> Tally:
        """The same with every open unit at the near pass it may have, otherwise at Pass."""
        near, passed = list(tally.near), tally.passed
        for place in open_places:
            unit, grade = self.combination.units[place], self._nears[place]
            if grade is None:
                passed += unit.size
            else:
                near.append(Missed(unit, grade))
        return Tally(
            tally.least, tally.most, tally.unbounded, passed, tally.failed, tuple(near), ()
        )  # fmt: skip

    def _blocked(self, tally: Tally) -> tuple[Reason, ...]:
        return self.combination.problems + self.combination.checks.reasons(tally)[0]

    def _sum(
        self, view: View, tally: Tally, rest: int, blocked: tuple[Reason, ...],
        may_exceed: bool = False,
    ) -> Projection:  # fmt: skip
        least = tally.least + rest
        grade = self.combination.ladder.grade(least)
        if tally.unbounded:
            return Projection(view, least, None, grade, None, blocked, True)
        most = tally.most + rest
        best = grade if most == least else self.combination.ladder.grade(most)
        return Projection(view, least, most, grade, best, blocked, may_exceed)

    def _predicted(
        self, results: Sequence[Result], open_places: list[int], tally: Tally,
        passing: tuple[Reason, ...],
    ) -> Projection:  # fmt: skip
        """What the teachers predict; the floor where they predict nothing."""
        rest, floor = 0, self._points[View.FLOOR]
        for place in open_places:
            predicted = results[place].predicted
            if predicted is None:
                rest += floor[place]
                continue
            worth = self.combination.worths[place].get(predicted)
            if worth is None or worth.standing != PASSED:
                return self._by_award(View.PREDICTED, results)
            rest += worth.least
        return self._sum(View.PREDICTED, tally, rest, passing)

    def _trend(self, tally: Tally, passing: tuple[Reason, ...]) -> Projection:
        """Points for each hour or credit so far, over the whole size, rounded down."""
        combination = self.combination
        held = combination.total - sum(unit.size for unit in tally.open)
        if not held:
            return self._sum(View.TREND, tally, 0, passing)
        least = tally.least * combination.total // held
        most = None if tally.unbounded else tally.most * combination.total // held
        grade = combination.ladder.grade(least)
        best = None if most is None else combination.ladder.grade(most)
        return Projection(View.TREND, least, most, grade, best, passing, tally.unbounded)

    def _by_award(self, view: View, results: Sequence[Result]) -> Projection:
        """The general way: fill in what is open and award. Best parts and over-takers need it."""
        if view is View.TREND:
            return self._trend_of_parts(results)
        filled = [self._fill(place, result, view) for place, result in enumerate(results)]
        award = self.combination.award(filled)
        blocked = award.blocked_by
        still_open = [place for place, result in enumerate(results) if result.grade is None]
        if view is View.BANKED and still_open:
            blocked = self.combination.award(results).blocked_by or blocked
        may_exceed = view is View.CEILING and any(self._external[place] for place in still_open)
        if view is not View.BANKED and award.most is None and not self._held_unbounded(results):
            award = award._replace(most=award.least, best_by_points=award.grade_by_points)
        return Projection(
            view, award.least, award.most, award.grade_by_points, award.best_by_points, blocked,
            may_exceed or award.most is None,
        )  # fmt: skip

    def _held_unbounded(self, results: Sequence[Result]) -> bool:
        return any(
            result.grade is not None and result.points is None and worth[result.grade].most is None
            for worth, result in zip(self.combination.worths, results, strict=True)
        )

    def _fill(self, place: int, result: Result, view: View) -> Result:
        if result.grade is not None:
            return result
        if view is View.PREDICTED:
            fill = Result(result.predicted) if result.predicted else self._fills[View.FLOOR][place]
        else:
            fill = self._fills[view][place]
        return self._at_boundary(place, fill)

    def _at_boundary(self, place: int, fill: Result) -> Result:
        """An external that is only supposed is counted at its boundary, never as a range."""
        worth = self.combination.worths[place].get(str(fill.grade))
        return fill if worth is None else fill._replace(points=worth.least)

    def _trend_of_parts(self, results: Sequence[Result]) -> Projection:
        combination = self.combination
        candidates = combination.candidates(results)
        earned = [one for one, result in zip(candidates, results, strict=True) if result.grade]
        held = sum(one.unit.size for one in earned)
        counted = combination.scheme.best_credits or combination.scheme.size or held
        points = sum(one.points for one in earned) * counted // held if held else 0
        grade = combination.ladder.grade(points)
        blocked = self._by_award(View.FLOOR, results).blocked_by
        return Projection(View.TREND, points, points, grade, grade, blocked)


def _as_it_stands(view: View, award: Award) -> Projection:
    return Projection(
        view, award.least, award.most, award.grade_by_points, award.best_by_points,
        award.blocked_by, award.most is None,
    )  # fmt: skip


class Smaller(NamedTuple):
    """A smaller size of the suite that the units held would reach, if its combination allows."""

    scheme: Scheme
    award: Award
    units: tuple[Unit, ...]


def smaller_sizes(
    combination: Combination, results: Sequence[Result], suite: Sequence[Scheme]
) -> list[Smaller]:
    """The smaller qualifications that what is held would bring, largest first.

    Only sizes count here: which units the smaller specification asks for is checked when it is
    claimed. Source: INT3E, FAW20.
    """
    size = combination.scheme.size or 0
    held = [
        (unit, result)
        for unit, result, worth in zip(combination.units, results, combination.worths, strict=True)
        if result.grade is not None and worth[result.grade].standing == PASSED
    ]
    # Which of them are mandatory in the smaller size is not known here.
    units = [unit._replace(status="", must_pass=None) for unit, _ in held]
    kept = [result for _, result in held]
    found = []
    for scheme in sorted(suite, key=lambda one: -(one.size or 0)):
        if not scheme.size or scheme.size >= size or not scheme.has_numbers:
            continue
        try:
            award = Combination(scheme, units).award(kept)
        except CannotGrade:
            continue
        if award.eligible and award.grade_by_points != scheme.thresholds[0].grade:
            counted = tuple(held[part.place][0] for part in award.counted) or tuple(
                unit for unit, _ in held
            )
            found.append(Smaller(scheme, award, counted))
    return found
