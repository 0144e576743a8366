"""A scheme as it is read on its page: tables of numbers, each beside its source and confidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from fairmark.catalogue.schemes import (
    Cell,
    Confidence,
    Engine,
    Origin,
    PointsRow,
    PointsTable,
    Scheme,
    Source,
    Threshold,
)

#: How each engine works, for somebody who has never met the word.
HOW = {
    Engine.SUM_OF_POINTS: "Every unit brings points; their total decides the grade.",
    Engine.SUM_ABOVE_BASE: "A valid combination of passed units earns the lowest grade; "
    "points decide only what lies above it.",
    Engine.BEST_CREDITS: "A valid combination earns Pass; the best credits decide what lies above it.",
    Engine.SUM_OF_MARKS: "The marks of the components are added; their total decides the grade.",
    Engine.PASS_ONLY: "The qualification is passed when every unit is.",
}

ASSESSED = {
    "internal": "Internal units",
    "external": "External units",
    "pearson_set": "Units with work set by the awarding body",
    "component": "Components",
}

#: Shapes and colours of a confidence. High needs no mark: it is the rule.
LOOKS = {
    Confidence.HIGH: ("is-none", "na"),
    Confidence.MEDIUM: ("is-due", "half"),
    Confidence.LOW: ("is-bad", "cross-oct"),
    Confidence.NONE: ("is-bad", "cross-oct"),
}


@dataclass(frozen=True)
class Beside:
    """What stands beside a number: where it was read, how sure we are, and for which grades."""

    origin: Origin
    grades: tuple[str, ...] = ()

    @property
    def source(self) -> Source:
        return self.origin.source

    @property
    def confidence(self) -> Confidence:
        return self.origin.confidence

    @property
    def looks(self) -> tuple[str, str]:
        return LOOKS[self.confidence]

    @property
    def word(self) -> str:
        return {"high": "High", "medium": "Medium", "low": "Low", "none": "None"}[self.confidence]


@dataclass(frozen=True)
class Step:
    """One grade of the qualification: from which points, up to which, read where."""

    grade: str
    least: int
    up_to: int | None
    tested: bool
    besides: tuple[Beside, ...]


@dataclass(frozen=True)
class Line:
    """What one size, or a credit of one level, is worth in each grade."""

    of: str
    points: tuple[int, ...]
    besides: tuple[Beside, ...]


@dataclass(frozen=True)
class Table:
    """The points of units that are assessed in one way."""

    title: str
    head: str
    grades: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str
    ranges: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ranges_besides: tuple[Beside, ...] = ()


def note_of_all(thresholds: Iterable[Threshold]) -> str:
    """What must be known with every threshold alike; empty where they differ."""
    notes = {one.origin.note for one in thresholds}
    return notes.pop() if len(notes) == 1 else ""


def steps(thresholds: Iterable[Threshold]) -> list[Step]:
    """The thresholds with the last points before the next grade."""
    found = list(thresholds)
    ends: list[int | None] = [one.least - 1 for one in found[1:]]
    return [
        Step(one.grade, one.least, end, one.tested, (Beside(one.origin),))
        for one, end in zip_longest(found, ends)
    ]


def tables(scheme: Scheme) -> list[Table]:
    """The tables of unit points, in the order in which the scheme has them."""
    return [_table(scheme, one) for one in scheme.points]


def _table(scheme: Scheme, table: PointsTable) -> Table:
    scale = scheme.scales[table.assessment]
    by_size = table.per == "size"
    title = ASSESSED.get(table.assessment, table.assessment.capitalize())
    if table.sliding:
        title += ", at the boundary of a grade"
    if not by_size:
        title += ", for each credit"
    return Table(
        title, "Hours" if by_size else "Level", scale.grades,
        tuple(_line(row, scale.grades, by_size) for row in table.rows.values()),
        table.origin.note,
        tuple(_ranges(table, scale.grades)),
        (Beside(table.ranges),) if table.ranges else (),
    )  # fmt: skip


def _line(row: PointsRow, grades: tuple[str, ...], by_size: bool) -> Line:
    of = str(row.of) if row.of is not None else "Any"
    by_origin: dict[Origin, list[str]] = {}
    for grade in grades:
        by_origin.setdefault(row.cells[grade].origin, []).append(grade)
    besides = tuple(
        Beside(origin, tuple(held) if len(by_origin) > 1 else ())
        for origin, held in by_origin.items()
    )
    return Line(of, tuple(row.cells[grade].points for grade in grades), besides)


def _ranges(table: PointsTable, grades: tuple[str, ...]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """What a grade may be worth where only the grade is known."""
    if not table.sliding:
        return
    for of, row in table.rows.items():
        cells: Mapping[str, Cell] = row.cells
        words = ["0"]
        for grade, above in zip(grades[1:], [*grades[2:], None], strict=True):
            least = cells[grade].points
            words.append(
                f"{least} or more" if above is None else f"{least}–{cells[above].points - 1}"
            )
        yield str(of), tuple(words)


def doubtful(scheme: Scheme) -> bool:
    """Whether a number of low or no confidence stands among the scheme's."""
    return any(not origin.confidence.may_block for origin in scheme.origins())


def sources_of(scheme: Scheme) -> list[Source]:
    """Every document that its numbers were read in, once each, by code."""
    held = {origin.source.code: origin.source for origin in scheme.origins()}
    held |= {one.code: one for one in scheme.read_in}
    for title in scheme.titles:
        held |= {rule.origin.source.code: rule.origin.source for rule in title.rules}
    return [held[code] for code in sorted(held)]


def grades_of_units(scheme: Scheme) -> list[str]:
    """Every grade that some unit can have, lowest first."""
    longest = max((scale.grades for scale in scheme.scales.values()), key=len, default=())
    return list(longest)


def sizes_of_units(scheme: Scheme) -> list[int]:
    """The sizes that units of the scheme have; none where any size is possible."""
    return sorted(
        {size for table in scheme.points if table.per == "size" for size in table.rows if size}
    )
