"""What a workbook that comes back would change in its plan, row by row; nothing is changed here."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fairmark.catalogue.models import Criterion, Unit
from fairmark.exchange import rules as cells
from fairmark.exchange.importing import Plan as Trial
from fairmark.exchange.importing import Step
from fairmark.exchange.reading import Unreadable, read_table
from fairmark.exchange.rules import BadCell, Problem, Row, Table, letter
from fairmark.people.models import Person
from fairmark.planning import queries, rules
from fairmark.planning.models import AssessmentPlan, PlannedAssignment
from fairmark.planning.workbook import (
    COLUMNS,
    DAY_COLUMNS,
    Line,
    Mark,
    lines_of,
    mark_of,
    names_of,
    read_mark,
)
from fairmark.programmes.models import Group
from fairmark.ui.words import in_turn

_AGAIN = "Take the workbook out again and edit that one."
_MOST_TITLE = 150


@dataclass(frozen=True)
class Work:
    """What a workbook asks for: assignments to change and to add, with what is said of them."""

    changed: list[tuple[PlannedAssignment, dict[str, Any]]]
    added: list[dict[str, Any]]
    dropped: list[PlannedAssignment]


def try_workbook(plan: AssessmentPlan, content: bytes, file_name: str, at: datetime) -> Trial:
    """Every change that the file would make, or every error by row and column.

    Raises Unreadable for what is no workbook of this version of this plan.
    """
    if content[:4] != b"PK\x03\x04":
        raise Unreadable("This is not an .xlsx workbook. Save the plan’s workbook as .xlsx.")
    table = read_table(content, file_name)
    mark = _mark(table, plan)
    _refuse_moved(table)
    reading = _Reading(plan, at)
    trial = reading.read(table)
    said = bool(trial.errors) or any(step.what != "same" for step in trial.steps)
    if said and mark.seen != mark_of(plan, reading.lines).seen:
        raise Unreadable(
            f"{plan} was changed here after this workbook was taken out, so the workbook would put "
            f"that back. {_AGAIN}"
        )
    return trial


def _mark(table: Table, plan: AssessmentPlan) -> Mark:
    found = read_mark(table.headings[0]) if table.headings else None
    if found is None:
        raise Unreadable(
            "Cell A1 does not say whose plan this is, so this is not a workbook taken out here, or "
            f"its first column was moved or changed. {_AGAIN}"
        )
    centre = plan.cohort.centre.number
    if found.centre != centre:
        raise Unreadable(f"This is the workbook of centre {found.centre}; ours is {centre}.")
    if found.cohort != plan.cohort.code:
        raise Unreadable(
            f"This is the plan of {found.cohort}, not of {plan.cohort.code}. Bring it in at the plan "
            f"of {found.cohort}."
        )
    if found.version != plan.version:
        raise Unreadable(
            f"This workbook is of version {found.version}; this is version {plan.version}. {_AGAIN}"
        )
    return found


def _refuse_moved(table: Table) -> None:
    """Columns stand where they stood: a moved one is a date in another's place."""
    for place, wanted in enumerate(COLUMNS, 1):
        there = table.headings[place] if place < len(table.headings) else ""
        if there != wanted:
            raise Unreadable(
                f"Row 1, column {letter(place)}: the heading is “{cells.visible(there)}” and should "
                f"be “{wanted}”. Put the columns back in the order in which they came."
            )
    extra = [h for h in table.headings[len(COLUMNS) + 1 :] if h.strip()]
    if extra:
        raise Unreadable(
            f"Row 1: “{cells.visible(extra[0])}” is no column of the plan. Delete that column."
        )


class _Reading:
    """One workbook against one version of a plan."""

    def __init__(self, plan: AssessmentPlan, at: datetime):
        planned = list(queries.planned_of(plan))
        self.plan = plan
        self.names = names_of(plan, planned, at)
        self.lines = lines_of(planned, self.names)
        self.by_reference = {line.reference: line for line in self.lines}
        self.units = {unit.number: unit for unit in queries.assessed_here(plan.cohort)}
        self.groups = {group.code.casefold(): group for group in plan.cohort.groups.all()}
        self.criteria: dict[int, dict[str, Criterion]] = {}
        for one in Criterion.objects.filter(
            unit__in=[*self.units.values(), *{p.assignment.unit for p in planned}]
        ).order_by("position"):
            self.criteria.setdefault(one.unit_id, {})[one.code.casefold()] = one
        self.trial = Trial(work=Work([], [], []))

    def read(self, table: Table) -> Trial:
        met: dict[str, int] = {}
        for row in table.rows:
            typed = dict(zip(("", *COLUMNS), _padded(row), strict=False))
            reference = typed.pop("")
            if reference in met:
                self._wrong(row, "A", f"{reference} stands in row {met[reference]} already. Empty "
                            "the first cell and the number of a new assignment.")  # fmt: skip
            elif not reference:
                self._new(row, typed)
            elif reference not in self.by_reference:
                self._wrong(row, "A", f"“{cells.visible(reference)}” is no assignment of this plan. "
                            "Empty the first cell and the number of a new one.")  # fmt: skip
            else:
                met[reference] = row.number
                self._known(row, typed, self.by_reference[reference])
        for line in self.lines:
            if line.reference not in met:
                self._gone(line)
        return self.trial

    def _wrong(self, row: Row, column: str, words: str) -> None:
        self.trial.errors.append(Problem(row.number, column, words))

    def _known(self, row: Row, typed: dict[str, str], line: Line) -> None:
        changes = tuple(
            (name, line.cells[name], typed[name])
            for name in COLUMNS
            if typed[name] != line.cells[name]
        )
        label = str(line.planned)
        if not changes:
            self.trial.steps.append(Step(row.number, "same", label))
            return
        for name in ("Unit", "No."):
            if typed[name] != line.cells[name]:
                self._wrong(row, name, f"This is {line.planned.assignment}, and stays so: put "
                            f"{line.cells[name]} back. For another unit, add a row.")  # fmt: skip
        said = self._said(row, typed, line.planned.assignment.unit, line)
        if said is not None:
            self.trial.work.changed.append((line.planned, said))
            self.trial.steps.append(
                Step(row.number, "change", label, tuple(
                    (name, _shown(old), _shown(new)) for name, old, new in changes))
            )  # fmt: skip

    def _new(self, row: Row, typed: dict[str, str]) -> None:
        if typed["No."]:
            self._wrong(row, "No.", "A new assignment gets its number here: leave it empty. If this "
                        "one is not new, put its first cell back.")  # fmt: skip
            return
        unit = self.units.get(typed["Unit"])
        if unit is None:
            taken = in_turn(list(self.units)) if self.units else "none"
            self._wrong(row, "Unit", f"{self.plan.cohort.code} takes no unit "
                        f"“{cells.visible(typed['Unit'])}” that we assess. It takes {taken}.")  # fmt: skip
            return
        said = self._said(row, typed, unit, None)
        if said is not None:
            self.trial.work.added.append({"unit": unit, **said})
            self.trial.steps.append(
                Step(row.number, "create", f"Unit {unit.number}: {said['title']}", tuple(
                    (name, "", _shown(typed[name])) for name in COLUMNS[3:] if typed[name]))
            )  # fmt: skip

    def _gone(self, line: Line) -> None:
        if work := queries.work_on(line.planned.assignment):
            self.trial.errors.append(
                Problem(None, "", f"{line.planned} is no longer in the file, and there is work on it: "
                        f"{in_turn(work)}. It stays in the plan; put its row back.")
            )  # fmt: skip
            return
        self.trial.work.dropped.append(line.planned)
        self.trial.steps.append(Step(0, "drop", str(line.planned)))
        self.trial.warnings.append(
            Problem(None, "", f"{line.planned} is no longer in the file, so it is taken out of the plan.")
        )  # fmt: skip

    def _said(
        self, row: Row, typed: dict[str, str], unit: Unit, line: Line | None
    ) -> dict[str, Any] | None:
        """The row as the actions take it; what was not touched stays as the plan has it."""
        errors = len(self.trial.errors)
        planned = line.planned if line else None

        def cell(name: str, kept: Any, read: Callable[[str], Any]) -> Any:
            if line and typed[name] == line.cells[name]:
                return kept
            try:
                return read(typed[name])
            except BadCell as problem:
                self._wrong(row, name, str(problem))
                return None

        said: dict[str, Any] = {
            "title": cell("Title", planned and planned.title, _title),
            "criteria": cell("Criteria", planned and list(planned.criteria.all()),
                             lambda value: self._targets(value, unit)),
            "days": {
                name: cell(heading, planned and getattr(planned, name), _day)
                for name, heading in DAY_COLUMNS.items()
            },
            "assessors": cell(
                "Assessed by",
                planned and [(a.person, a.group) for a in planned.assessors.all()], self._assessors,
            ),
            "verifier": cell("Verified by", planned and planned.verifier, self._verifier),
        }  # fmt: skip
        if len(self.trial.errors) == errors:
            for words in rules.order_of(said["days"]):
                self._wrong(row, words.partition(",")[0], words)
        return said if len(self.trial.errors) == errors else None

    def _targets(self, typed: str, unit: Unit) -> list[Criterion]:
        there = self.criteria.get(unit.pk, {})
        found = []
        for code in re.split(r"[,;\s]+", cells.text(typed)):
            if not code:
                continue
            one = there.get(code.casefold())
            if one is None:
                raise BadCell(
                    f"“{cells.visible(code)}” is no criterion of unit {unit.number}. It has "
                    f"{', '.join(c.code for c in there.values()) or 'none'}."
                )
            if one not in found:
                found.append(one)
        return found

    def _assessors(self, typed: str) -> list[tuple[Person, Group | None]]:
        found: list[tuple[Person, Group | None]] = []
        for part in cells.text(typed).split(";"):
            if part.strip() and (pair := self._assessor(part)) not in found:
                found.append(pair)
        return found

    def _assessor(self, part: str) -> tuple[Person, Group | None]:
        group_typed, colon, name = part.rpartition(":")
        if not colon or self.names.find(part):
            return self._person(part), None
        group = self.groups.get(group_typed.strip().casefold())
        if group is None:
            there = in_turn([one.code for one in self.groups.values()]) if self.groups else "none"
            raise BadCell(
                f"“{cells.visible(group_typed.strip())}” is no group of {self.plan.cohort.code}. It "
                f"has {there}. Write “group: name”, and a semicolon before the next."
            )
        return self._person(name), group

    def _verifier(self, typed: str) -> Person | None:
        return self._person(typed) if cells.text(typed) else None

    def _person(self, typed: str) -> Person:
        found = self.names.find(cells.text(typed))
        if found is None:
            raise BadCell(
                f"“{cells.visible(typed.strip())}” is not of the team. Choose one of "
                f"{', '.join(self.names.all)}, or give that person the role first."
            )
        return found


def _padded(row: Row) -> list[str]:
    found = [cell.strip() for cell in row.cells]
    return found + [""] * (len(COLUMNS) + 1 - len(found))


def _title(typed: str) -> str:
    title = cells.short(_MOST_TITLE)(typed)
    if not title:
        raise BadCell("The assignment has no title. Give it one.")
    return title


def _day(typed: str) -> date | None:
    """A real date, which is read as 2025-10-17; one that is written as text may be misread."""
    if typed and not re.fullmatch(r"\d{4}-\d{2}-\d{2}|\d{5}", typed):
        raise BadCell(
            f"“{cells.visible(typed)}” is text and not a date. Format the cell as a date and type it "
            "again, such as 17/10/2025."
        )
    return cells.day(typed)


def _shown(cell: str) -> str:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        return f"{date.fromisoformat(cell):%-d %B %Y}"
    return cell or "nothing"
