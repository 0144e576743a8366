"""Grading schemes as data: scales, points, thresholds and rules, each number with its source.

A scheme is read once and checked as it is read. Nothing here calculates: `grading` does.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any


class Confidence(StrEnum):
    """How sure we are of a number. Low and none are shown, and never block anybody."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"

    @property
    def may_block(self) -> bool:
        return self in (Confidence.HIGH, Confidence.MEDIUM)


class Engine(StrEnum):
    """The ways in which unit grades become a qualification grade."""

    SUM_OF_POINTS = "sum_of_points"
    SUM_ABOVE_BASE = "sum_above_base"
    BEST_CREDITS = "best_credits"
    SUM_OF_MARKS = "sum_of_marks"
    PASS_ONLY = "pass_only"  # noqa: S105 (no password)


@dataclass(frozen=True)
class Source:
    """A document that a number was read in."""

    code: str
    document: str
    address: str | None
    publisher: str


@dataclass(frozen=True)
class Origin:
    """Where one number was read, how sure we are, and what must be known with it."""

    source: Source
    confidence: Confidence
    note: str = ""


@dataclass(frozen=True)
class Scale:
    """The grades of a unit that is assessed in one way, lowest first."""

    assessment: str
    grades: tuple[str, ...]
    passes_from: str
    origin: Origin

    @property
    def passes(self) -> tuple[str, ...]:
        return self.grades[self.grades.index(self.passes_from) :]

    @property
    def top(self) -> str:
        return self.grades[-1]


@dataclass(frozen=True)
class Cell:
    """What one grade is worth, and where that was read."""

    points: int
    origin: Origin


@dataclass(frozen=True)
class PointsRow:
    """What a unit of one size, or one credit of a unit of one level, is worth by grade."""

    of: int | None
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class PointsTable:
    """Points of units assessed in one way: by size, or for each credit by level.

    `sliding` tables hold what a unit is worth exactly at a grade boundary; between two
    boundaries the points come with the results.
    """

    assessment: str
    per: str
    rows: Mapping[int | None, PointsRow]
    origin: Origin
    sliding: bool = False
    ranges: Origin | None = None
    per_ten_hours: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Threshold:
    """The least points of a grade. One that is not `tested` comes from the combination alone."""

    grade: str
    least: int
    origin: Origin
    tested: bool = True


@dataclass(frozen=True)
class SchemeRule:
    """A rule beside the points: what else must hold before a grade is awarded."""

    kind: str
    values: Mapping[str, Any]
    origin: Origin
    says: str

    @property
    def may_block(self) -> bool:
        return self.origin.confidence.may_block


@dataclass(frozen=True)
class Validity:
    """The registrations and the awards that a scheme is for; open where the day is not known."""

    registered_from: date | None = None
    registered_until: date | None = None
    awarded_from: date | None = None
    awarded_until: date | None = None


@dataclass(frozen=True)
class TitleRule:
    """What holds for one title otherwise than for the others of its scheme."""

    title: str
    named: tuple[str, ...]
    schemes: tuple[str, ...]
    without: tuple[str, ...]
    rules: tuple[SchemeRule, ...]

    def is_of(self, scheme: str, qualification: str) -> bool:
        return scheme in self.schemes and any(name in qualification for name in self.named)


@dataclass(frozen=True)
class Scheme:
    """How the grade of a qualification follows from the grades of its units."""

    id: str
    family: str
    family_name: str
    title: str
    basis: str
    size: int | None
    engine: Engine
    suite: str | None
    valid: Validity
    scales: Mapping[str, Scale]
    points: tuple[PointsTable, ...]
    thresholds: tuple[Threshold, ...]
    rules: tuple[SchemeRule, ...]
    attempts: tuple[SchemeRule, ...]
    read_in: tuple[Source, ...] = ()
    grades: tuple[str, ...] = ()
    missing: str = ""
    graded_level: int | None = None
    graded_levels_above: bool = False
    best_credits: int | None = None
    issue: str = ""
    completed_by: str = ""
    titles: tuple[TitleRule, ...] = field(default=())

    @property
    def has_numbers(self) -> bool:
        return bool(self.thresholds)

    @property
    def full_title(self) -> str:
        return f"{self.title}, {self.family_name}"

    @property
    def size_words(self) -> str:
        """The unit of its size, as read aloud: guided learning hours, credits or marks."""
        return {"hours": "guided learning hours", "credits": "credits"}.get(self.basis, "marks")

    @property
    def qualification_grades(self) -> tuple[str, ...]:
        return self.grades or tuple(one.grade for one in self.thresholds)

    def scale(self, assessment: str) -> Scale | None:
        return self.scales.get(assessment)

    def table(self, assessment: str) -> PointsTable | None:
        return next((one for one in self.points if one.assessment == assessment), None)

    def rule(self, kind: str) -> SchemeRule | None:
        return next((one for one in self.rules if one.kind == kind), None)

    def origins(self) -> Iterator[Origin]:
        """Where each of its numbers was read."""
        for scale in self.scales.values():
            yield scale.origin
        for table in self.points:
            yield table.origin
            for row in table.rows.values():
                yield from (cell.origin for cell in row.cells.values())
        yield from (one.origin for one in self.thresholds)
        yield from (one.origin for one in (*self.rules, *self.attempts))


class BadScheme(ValueError):
    """A scheme's data does not hang together; the sentences say what to mend."""

    def __init__(self, problems: Iterable[str]):
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


def _origin(row: Mapping[str, Any], sources: Mapping[str, Source], base: Origin | None) -> Origin:
    if "source" not in row:
        if base is None:
            raise BadScheme([f"A number has no source: {json.dumps(row, ensure_ascii=False)}."])
        return base
    if row["source"] not in sources:
        raise BadScheme([f"The source “{row['source']}” is not among the sources of the file."])
    return Origin(sources[row["source"]], Confidence(row["confidence"]), row.get("note") or "")


def _table(row: Mapping[str, Any], sources: Mapping[str, Source]) -> PointsTable:
    base = _origin(row, sources, None)
    rows = {}
    for line in row["rows"]:
        of = line["size"] if row["per"] == "size" else line["level"]
        origin = _origin(line, sources, base)
        special = line.get("cells", {})
        rows[of] = PointsRow(
            of,
            {
                grade: Cell(points, _origin(special.get(grade, {}), sources, origin))
                for grade, points in line["points"].items()
            },
        )
    ranges = row.get("ranges")
    return PointsTable(
        row["assessment"], row["per"], rows, base, row.get("sliding", False),
        _origin(ranges, sources, base) if ranges else None, row.get("per_ten_hours"),
    )  # fmt: skip


_BESIDE_VALUES = {"kind", "source", "confidence", "says", "note"}


def _rule(row: Mapping[str, Any], sources: Mapping[str, Source]) -> SchemeRule:
    values = {name: value for name, value in row.items() if name not in _BESIDE_VALUES}
    return SchemeRule(row["kind"], values, _origin(row, sources, None), row["says"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def read(
    row: Mapping[str, Any],
    family: Mapping[str, Any],
    sources: Mapping[str, Source],
    *,
    issue: str = "",
    titles: tuple[TitleRule, ...] = (),
) -> Scheme:
    """A scheme from its data; what the row does not say, its family says.

    Raises BadScheme with every sentence on what does not hang together.
    """
    said = {**family, **row}
    scheme = Scheme(
        id=said["id"], family=said["family"], family_name=family["name"], title=said["title"],
        basis=said["basis"], size=said.get("size"), engine=Engine(said["engine"]),
        suite=said.get("suite"),
        valid=Validity(*(_day(said.get("valid", {}).get(name)) for name in (
            "registered_from", "registered_until", "awarded_from", "awarded_until"))),
        scales={
            one["assessment"]: Scale(
                one["assessment"], tuple(one["grades"]), one["passes_from"],
                _origin(one, sources, None),
            )
            for one in said.get("scales", ())
        },
        points=tuple(_table(one, sources) for one in said.get("points", ())),
        thresholds=tuple(
            Threshold(one["grade"], one["least"], _origin(one, sources, None), one.get("tested", True))
            for one in said.get("thresholds", ())
        ),
        rules=tuple(_rule(one, sources) for one in said.get("rules", ())),
        attempts=tuple(_rule(one, sources) for one in said.get("attempts", ())),
        read_in=tuple(sources[code] for code in said.get("read_in", ())),
        grades=tuple(said.get("grades", ())), missing=said.get("missing", ""),
        graded_level=said.get("graded_level"),
        graded_levels_above=said.get("graded_levels_above", False),
        best_credits=said.get("best_credits"), issue=issue,
        completed_by=said.get("completed_by", ""),
        titles=tuple(one for one in titles if said["id"] in one.schemes),
    )  # fmt: skip
    if problems := list(_problems(scheme)):
        raise BadScheme(problems)
    return scheme


def _problems(scheme: Scheme) -> Iterator[str]:
    """What does not hang together in a scheme's numbers."""
    leasts = [one.least for one in scheme.thresholds]
    if leasts != sorted(set(leasts)):
        yield "The thresholds must rise: each grade needs more points than the one before it."
    if leasts and leasts[0] != 0:
        yield "The lowest grade must begin at 0 points, so that every total has a grade."
    grades = [one.grade for one in scheme.thresholds]
    if len(grades) != len(set(grades)):
        yield "A grade stands twice among the thresholds. Name each once."
    if scheme.has_numbers and scheme.basis != "marks" and not scheme.size:
        yield f"Say how many {scheme.size_words} the qualification has."
    for scale in scheme.scales.values():
        if scale.passes_from not in scale.grades:
            yield f"“{scale.passes_from}” is not one of the unit grades {', '.join(scale.grades)}."
    for table in scheme.points:
        yield from _table_problems(scheme, table)


def _table_problems(scheme: Scheme, table: PointsTable) -> Iterator[str]:
    scale = scheme.scale(table.assessment)
    if scale is None:
        yield f"There are points for units assessed as “{table.assessment}”, which have no grades."
        return
    for row in table.rows.values():
        where = f"{row.of} {scheme.size_words}" if table.per == "size" else f"Level {row.of}"
        if unknown := sorted(set(row.cells) - set(scale.grades)):
            yield f"{where}: “{unknown[0]}” is not one of the unit grades {', '.join(scale.grades)}."
            continue
        if missing := [grade for grade in scale.grades if grade not in row.cells]:
            yield f"{where}: say how many points {missing[0]} brings."
            continue
        worth = [row.cells[grade].points for grade in scale.grades]
        if worth != sorted(worth) or worth[0] < 0:
            yield f"{where}: a better grade must not bring fewer points, and none fewer than 0."


@cache
def _file() -> Mapping[str, Any]:
    text = resources.files("fairmark.catalogue").joinpath("data/schemes.json").read_text("utf-8")
    data: Mapping[str, Any] = json.loads(text)
    return data


@cache
def sources() -> Mapping[str, Source]:
    """Every document that a number of the shipped schemes was read in, by its code."""
    return {
        code: Source(code, row["document"], row["address"], row["publisher"])
        for code, row in _file()["sources"].items()
    }


@cache
def families() -> Mapping[str, str]:
    """The names of the families of qualifications, by code."""
    return {code: row["name"] for code, row in _file()["families"].items()}


@cache
def _titles() -> tuple[TitleRule, ...]:
    return tuple(
        TitleRule(
            row["title"], tuple(row["named"]), tuple(row["schemes"]), tuple(row["without"]),
            tuple(_rule(one, sources()) for one in row["rules"]),
        )
        for row in _file()["titles"]
    )  # fmt: skip


@cache
def shipped() -> Mapping[str, Scheme]:
    """The schemes that come with Fairmark, by id: those with numbers, then those without."""
    data = _file()
    return {
        row["id"]: read(
            row, data["families"][row["family"]], sources(), issue=data["issue"], titles=_titles()
        )
        for row in data["schemes"]
    }


def scheme_ids() -> frozenset[str]:
    """The ids of the shipped schemes."""
    return frozenset(shipped())


def with_numbers(
    scheme: Scheme, numbers: Mapping[str, Any], sources: Mapping[str, Source]
) -> Scheme:
    """A shipped scheme with numbers that a centre typed in from its specification.

    `numbers` has the same shape as the file; raises BadScheme.
    """
    data = _file()
    row = next(one for one in data["schemes"] if one["id"] == scheme.id)
    return read(
        {**row, **numbers}, data["families"][scheme.family], sources, issue=data["issue"],
        titles=_titles(),
    )  # fmt: skip
