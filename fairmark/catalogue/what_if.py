"""What if? A learner's units with grades tried on them, read from a page and worked out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from fairmark.catalogue.grading.awarding import Award, Combination, award_of_marks
from fairmark.catalogue.grading.eligibility import Reason
from fairmark.catalogue.grading.ladder import CannotGrade, next_step
from fairmark.catalogue.grading.projections import Picture, Projector, Smaller, View, smaller_sizes
from fairmark.catalogue.grading.units import MANDATORY, OPTIONAL, Result, Unit
from fairmark.catalogue.schemes import Engine, Scheme, SchemeRule, Threshold

#: What keeps units from being a valid combination.
Problems = Callable[[Sequence[Unit]], tuple[Reason, ...]]

#: Rows offered where no specification says which units there are.
BLANK_ROWS = 8
#: The most rows that a page takes. (No qualification has so many units.)
MOST_ROWS = 40

#: What each view is called on the page, and what it supposes of the units still open.
VIEWS = {
    View.BANKED: ("Banked", "what is open counts as U"),
    View.NEAR_PASS: ("Floor with near passes", "open externals at near pass, the rest at Pass"),
    View.FLOOR: ("Floor", "everything open is passed"),
    View.PREDICTED: ("Predicted", "as predicted below; a pass where nothing is predicted"),
    View.TREND: ("On trend", "points for each hour so far, over the whole size, rounded down"),
    View.CEILING: ("Ceiling", "everything open at the highest grade; externals at its boundary"),
}


@dataclass(frozen=True)
class Offered:
    """A unit that the page begins with. One that is not `taken` stands there to be added."""

    unit: Unit
    taken: bool = True
    result: Result = field(default_factory=Result)


@dataclass(frozen=True)
class Row:
    """One row as it was typed: every value as text, so that a mistake stays to be mended.

    The facts of a `fixed` one are the specification's.
    """

    number: str = ""
    title: str = ""
    size: str = ""
    how: str = "internal"
    level: str = ""
    status: str = ""
    core: bool = False
    must_pass: bool | None = None
    taken: bool = False
    fixed: bool = False
    grade: str = ""
    points: str = ""
    predicted: str = ""
    problem: str = ""
    worth: int | None = None

    @property
    def named(self) -> str:
        return f"Unit {self.number}" if self.number else "This unit"


@dataclass(frozen=True)
class Shown:
    """One projection as it is shown: never a bare grade where something blocks it.

    It `falls_short` where its points reach no grade at all.
    """

    name: str
    supposes: str
    points: str
    grade: str
    blocked_by: tuple[Reason, ...]
    may_exceed: bool
    falls_short: bool = False


@dataclass(frozen=True)
class Answer:
    """What the page says of the rows: the award, the projections, or why there is none."""

    problem: str = ""
    award: Award | None = None
    shown: tuple[Shown, ...] = ()
    smaller: tuple[Smaller, ...] = ()
    next_step: Threshold | None = None
    needs: int = 0
    surplus: tuple[str, ...] = ()


def rows_for(scheme: Scheme, offered: Sequence[Offered]) -> list[Row]:
    """The rows that a page begins with: those of the units offered, or blank ones."""
    if not offered:
        return [_blank(scheme, place) for place in range(BLANK_ROWS)]
    return [_row_of(one) for one in offered]


def _blank(scheme: Scheme, place: int) -> Row:
    return Row(number=str(place + 1), how=next(iter(scheme.scales), "internal"))


def _row_of(one: Offered) -> Row:
    unit, result = one.unit, one.result
    return Row(
        number=unit.number, title=unit.title, size=str(unit.size), how=unit.assessment,
        level=str(unit.level or ""), status=unit.status, core=unit.core, must_pass=unit.must_pass,
        taken=one.taken, fixed=True, grade=result.grade or "",
        points="" if result.points is None else str(result.points),
        predicted=result.predicted or "",
    )  # fmt: skip


def typed_rows(
    data: Mapping[str, list[str]], scheme: Scheme, offered: Sequence[Offered]
) -> list[Row]:
    """The rows as somebody typed them; facts of an offered unit are not theirs to change."""
    begun = rows_for(scheme, offered)
    more = _at(data.get("more", []), 0)
    count = max(len(begun), len(data.get("grade", []))) + (int(more) if more == "4" else 0)
    count = min(count, MOST_ROWS)
    taken = set(data.get("taken", []))
    found = []
    for place in range(count):
        base = begun[place] if place < len(begun) else _blank(scheme, place)
        fixed = place < len(offered)
        names = ("grade", "points", "predicted") if fixed else _TYPED
        typed = {name: _at(data.get(name, []), place) for name in names}
        is_taken = str(place) in taken if fixed else bool(typed["size"])
        found.append(_with(base, typed, taken=is_taken))
    return found


#: What is typed of a unit that no specification names.
_TYPED = ("size", "how", "level", "status", "grade", "points", "predicted")


def _at(values: Sequence[str], place: int) -> str:
    return values[place].strip()[:20] if place < len(values) else ""


def _with(row: Row, typed: Mapping[str, str], *, taken: bool) -> Row:
    return Row(**{**vars(row), **typed, "taken": taken})


def worked_out(
    scheme: Scheme, rows: Sequence[Row], suite: Sequence[Scheme], *, qualification: str = "",
    problems: Problems = lambda units: (),
    own_rules: tuple[SchemeRule, ...] = (),
) -> tuple[list[Row], Answer]:  # fmt: skip
    """The rows with their points or problems beside them, and the answer.

    `problems` tells what keeps the units taken from being a valid combination.
    """
    if scheme.engine is Engine.SUM_OF_MARKS:
        return _marks_worked_out(scheme, rows)
    units: list[Unit] = []
    results: list[Result] = []
    told: list[Row] = []
    for row in rows:
        if not row.taken:
            told.append(row)
            continue
        try:
            unit, result = unit_of(scheme, row), result_of(row)
            told.append(Row(**{**vars(row), "worth": _worth(scheme, unit, result)}))
        except CannotGrade as problem:
            told.append(Row(**{**vars(row), "problem": str(problem)}))
            continue
        units.append(unit)
        results.append(result)
    if any(row.problem for row in told):
        return told, Answer("Mend the rows that are marked.")
    if not units:
        return told, Answer("Say which units are taken, with their sizes.")
    try:
        combination = combination_for(scheme, units, problems, qualification, own_rules)
        picture = Projector(combination).picture(results)
    except CannotGrade as problem:
        return told, Answer(str(problem))
    return told, _answer(combination, results, picture, suite)


def combination_for(
    scheme: Scheme, units: Sequence[Unit], problems: Problems, qualification: str,
    own_rules: tuple[SchemeRule, ...],
) -> Combination:  # fmt: skip
    """The units made ready. Of more than the size, only a choice that is valid may count."""
    too_many = bool(scheme.size) and sum(unit.size for unit in units) > (scheme.size or 0)
    found = problems(units)

    def valid(places: frozenset[int]) -> bool:
        return not problems([units[place] for place in sorted(places)])

    if too_many and found and any(valid(kept) for kept in _of_the_size(scheme, units)):
        return Combination(
            scheme, units, qualification=qualification, valid=valid, own_rules=own_rules
        )
    return Combination(
        scheme, units, qualification=qualification, problems=found, own_rules=own_rules
    )


def _of_the_size(scheme: Scheme, units: Sequence[Unit]) -> Iterator[frozenset[int]]:
    """Each choice of units that comes to the size exactly, the mandatory ones always in it."""
    everything = frozenset(range(len(units)))
    surplus = sum(unit.size for unit in units) - (scheme.size or 0)
    optional = [place for place, unit in enumerate(units) if unit.status != MANDATORY]
    for count in range(1, len(optional) + 1):
        for dropped in combinations(optional, count):
            if sum(units[place].size for place in dropped) == surplus:
                yield everything - frozenset(dropped)


def _worth(scheme: Scheme, unit: Unit, result: Result) -> int | None:
    """The points of one row. Raises CannotGrade where row and scheme do not fit."""
    lone = Combination(_without_size(scheme), [unit])
    (candidate,) = lone.candidates([result])
    predicted = Result(result.predicted)
    lone.candidates([predicted])
    return candidate.points if result.grade is not None else None


def _without_size(scheme: Scheme) -> Scheme:
    return replace(scheme, size=None)


def unit_of(scheme: Scheme, row: Row) -> Unit:
    """Raises CannotGrade for a size or a level that is no number."""
    if not row.size.isascii() or not row.size.isdigit():
        raise CannotGrade(f"{row.named}: “{row.size}” is no size. Write a whole number.")
    if row.level and not (row.level.isascii() and row.level.isdigit()):
        raise CannotGrade(f"{row.named}: “{row.level}” is no level. Write a whole number.")
    status = {"mandatory": MANDATORY, "core": MANDATORY, "optional": OPTIONAL}.get(row.status, "")
    return Unit(
        int(row.size), row.how, int(row.level) if row.level else None, status,
        row.core or row.status == "core", row.must_pass, row.number, row.title,
    )  # fmt: skip


def result_of(row: Row) -> Result:
    """Raises CannotGrade for points that are no whole number."""
    if row.points and not (row.points.isascii() and row.points.isdigit()):
        raise CannotGrade(
            f"{row.named}: “{row.points}” is no number of points. Write a whole number, 0 or more."
        )
    if row.points and not row.grade:
        raise CannotGrade(f"{row.named}: choose the grade that the points belong to.")
    return Result(row.grade or None, int(row.points) if row.points else None, row.predicted or None)


def _answer(
    combination: Combination, results: Sequence[Result], picture: Picture, suite: Sequence[Scheme]
) -> Answer:
    award = picture.award
    step = next_step(combination.scheme, award.least)
    held = [result for result in results if result.grade is not None]
    views = list(VIEWS) if len(held) < len(results) else [View.BANKED]
    if not any(unit.is_external for unit in combination.units) and View.NEAR_PASS in views:
        views.remove(View.NEAR_PASS)
    if not held:
        views.remove(View.TREND)
    lowest = combination.scheme.thresholds[0]
    shown = tuple(
        Shown(
            *VIEWS[view], _points(one.least, one.most), _grades(one.grade, one.best),
            one.blocked_by, one.may_exceed, lowest.tested and one.grade == lowest.grade,
        )
        for view in views
        for one in [picture.projections[view]]
    )  # fmt: skip
    return Answer(
        award=award, shown=shown,
        smaller=tuple(smaller_sizes(combination, results, suite)) if award.blocked_by else (),
        next_step=step, needs=step.least - award.least if step else 0,
        surplus=tuple(combination.units[part.place].named for part in award.surplus),
    )  # fmt: skip


def _points(least: int, most: int | None) -> str:
    if most is None:
        return f"{least} or more"
    return str(least) if most == least else f"{least} to {most}"


def _grades(grade: str, best: str | None) -> str:
    if best is None:
        return f"{grade} or better"
    return grade if best == grade else f"{grade} to {best}"


def _marks_worked_out(scheme: Scheme, rows: Sequence[Row]) -> tuple[list[Row], Answer]:
    told, marks = [], []
    for row in rows:
        if not row.size:
            told.append(row)
        elif row.size.isascii() and row.size.isdigit():
            marks.append(int(row.size))
            told.append(Row(**{**vars(row), "worth": int(row.size)}))
        else:
            told.append(Row(**{**vars(row), "problem": f"“{row.size}” is no number of marks."}))
    if any(row.problem for row in told) or not marks:
        return told, Answer("Write the marks of each component as a whole number.")
    award = award_of_marks(scheme, marks)
    step = next_step(scheme, award.least)
    name, _ = VIEWS[View.BANKED]
    shown = (Shown(name, "the marks given", str(award.least), award.grade_by_points, (), False),)
    return told, Answer(
        award=award, shown=shown, next_step=step, needs=step.least - award.least if step else 0
    )  # fmt: skip
