"""Specifications brought in: qualifications, the units and criteria of an issue, programme codes."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from fairmark.catalogue import schemes
from fairmark.catalogue.models import Qualification, Specification, Unit
from fairmark.catalogue.rules import qan_problem
from fairmark.centre.models import Centre
from fairmark.exchange.importing import Importer, Journal, Plan, Step, importer
from fairmark.exchange.reading import Unreadable
from fairmark.exchange.rules import Problem, Table, letter
from fairmark.people.models import Person
from fairmark.programmes.models import Programme
from fairmark.programmes.specification_columns import COLUMNS, STATUSES
from fairmark.programmes.specification_rules import HeldUnit, Known, SchemeFacts, look_through
from fairmark.programmes.specification_writing import (
    GROUP_FIELDS,
    QUALIFICATION_FIELDS,
    SPECIFICATION_FIELDS,
    UNIT_FIELDS,
    Changes,
    Writing,
    differences,
)
from fairmark.trail.writing import Draft, record_many


@importer
class SpecificationImporter(Importer):
    kind = "specifications"
    title = "Specifications"
    about = (
        "Qualifications with their units and criteria, one unit a row, and the code under which "
        "the awarding body approved each programme. Another issue number stands beside the first."
    )
    columns = COLUMNS

    def table(self, content: bytes, file_name: str) -> Table:
        """The file as one table. Raises Unreadable, also for cells below no heading."""
        table = super().table(content, file_name)
        for place, heading in enumerate(table.headings):
            below = next((row for row in table.rows if "".join(row.cells[place : place + 1])), None)
            if not heading and below:
                raise Unreadable(
                    f"Column {letter(place)} has no heading, and row {below.number} has something "
                    "in it. Headings that were merged leave such gaps: unmerge them, give each "
                    "column its own heading, and save again."
                )
        return table

    def plan(
        self, centre: Centre, rows: list[dict[str, Any]], options: dict[str, Any], on: date
    ) -> Plan:
        held = _Held(centre)
        plan = Plan(work=rows)
        for row in rows:
            _say_status(row)
        plan.notes += held.give_issues(rows)
        found = look_through(rows, held.known())
        plan.errors += found.errors
        plan.warnings += found.warnings
        codes = dict(Programme.objects.filter(centre=centre).values_list("code", "title"))
        held_codes = set(codes)
        for row in rows:
            _check(row, codes, plan)
            codes.setdefault(row["code"], row["title"])
            new_code = row["code"] not in held_codes
            held_codes.add(row["code"])
            changes = held.changes(row)
            if new_code:
                changes = (("programme code", "", row["code"]), *changes)
            unit = held.unit(row)
            what = "create" if unit is None else "change" if changes else "same"
            plan.steps.append(Step(row["row"], what, _label(row), changes))
            plan.warnings += held.kept(row)
        return plan

    def write(self, plan: Plan, journal: Journal, *, by: Person, at: datetime) -> None:
        changed = {step.row for step in plan.steps if step.what != "same"}
        writing = Writing(by.centre, journal)
        touched: dict[tuple[str, int], tuple[Programme, int]] = {}
        for row in plan.work:
            if row["row"] not in changed:
                continue
            programme = writing.write(row)
            key = (row["code"], row["issue"])
            touched[key] = (programme, touched.get(key, (programme, 0))[1] + 1)
        writing.bar_pairs([row for row in plan.work if row["row"] in changed])
        record_many(
            [
                Draft(
                    f"{by.name} brought in {count} units of {programme.title} ({code}), "
                    f"issue {issue}.",
                    programme, "specification_loaded",
                    {"units": count, "code": code, "issue": issue},
                )
                for (code, issue), (programme, count) in touched.items()
            ],
            by=by, at=at,
        )  # fmt: skip


def _label(row: dict[str, Any]) -> str:
    issue = f", issue {row['issue']}" if row["issue"] > 1 else ""
    return f"{row['code']}{issue}, unit {row['unit']}, {row['unit_title']}"


def _say_status(row: dict[str, Any]) -> None:
    """A group that is called M or optional says what the unit is, and is no group of units."""
    as_status = STATUSES.get(row["group"].casefold())
    if as_status and not row["status"]:
        row["status"], row["group"] = as_status, ""


def _check(row: dict[str, Any], codes: dict[str, str], plan: Plan) -> None:
    if codes.get(row["code"], row["title"]) != row["title"]:
        plan.errors.append(
            Problem(row["row"], "Programme code", f"{row['code']} already means "
                    f"“{codes[row['code']]}”. One code is one programme.")
        )  # fmt: skip
    if row["qan"] and (doubt := qan_problem(row["qan"])):
        plan.warnings.append(Problem(row["row"], "QAN", f"{row['qan']}: {doubt}"))
    if row["assessment"] != "external" and not row["criteria"]:
        plan.warnings.append(
            Problem(row["row"], "Criteria", f"Unit {row['unit']} is {_MARKED[row['assessment']]} "
                    "and has no criteria yet. Add them from the specification before it is assessed.")
        )  # fmt: skip


_MARKED = {"internal": "internal", "set": "set by the awarding body", "moderated": "moderated"}


class _Held:
    """What the centre holds of the qualifications in a file."""

    def __init__(self, centre: Centre):
        self.qualifications = {q.title: q for q in Qualification.objects.filter(centre=centre)}
        self.specifications = {
            (one.qualification.title, one.issue): one
            for one in Specification.objects.of_centre(centre).select_related("qualification")
        }
        self.units = {
            (unit.qualification.title, unit.specification.issue, unit.number): unit
            for unit in Unit.objects.filter(specification__qualification__centre=centre)
            .select_related("specification__qualification", "group")
            .prefetch_related("criteria")
        }
        self.barred = {
            (pair.one_id, pair.other_id)
            for one in self.specifications.values()
            for pair in one.barred_pairs.all()
        }

    def give_issues(self, rows: list[dict[str, Any]]) -> Iterable[str]:
        """A row without an issue is about the newest that we hold, or makes the first."""
        made = set()
        for row in rows:
            if row["issue"] is None:
                issues = [issue for title, issue in self.specifications if title == row["title"]]
                row["issue"] = max(issues, default=1)
                if not issues:
                    made.add(row["title"])
        if made:
            yield (
                "The file names no issue of the specification, so its units are kept as issue 1. "
                "Add a column Issue where you hold more than one."
            )

    def known(self) -> Known:
        held: dict[tuple[str, int], dict[str, HeldUnit]] = {}
        for (title, issue, number), unit in self.units.items():
            held.setdefault((title, issue), {})[number] = HeldUnit(unit.size, unit.status)
        facts = {
            name: SchemeFacts(one.family, one.basis, one.size)
            for name, one in schemes.shipped().items()
        }
        return Known(facts, schemes.families(), held)

    def unit(self, row: dict[str, Any]) -> Unit | None:
        return self.units.get((row["title"], row["issue"], row["unit"]))

    def changes(self, row: dict[str, Any]) -> Changes:
        """What the row says otherwise than we hold it. Empty cells say nothing."""
        found: list[tuple[str, str, str]] = []
        qualification = self.qualifications.get(row["title"])
        specification = self.specifications.get((row["title"], row["issue"]))
        unit = self.unit(row)
        if qualification:
            found += differences(qualification, row, QUALIFICATION_FIELDS)
        if specification:
            found += differences(specification, row, SPECIFICATION_FIELDS)
        elif qualification:
            found.append(("specification", "", f"issue {row['issue']}"))
        if unit is None:
            return tuple(found)
        found += differences(unit, row, UNIT_FIELDS)
        code = unit.group.code if unit.group else ""
        if row["group"] and row["group"] != code:
            found.append(("group", code, row["group"]))
        elif unit.group:
            found += differences(unit.group, row, GROUP_FIELDS)
        found += _criteria_changes(unit, row)
        for number in row["barred_with"]:
            other = self.units.get((row["title"], row["issue"], number))
            if other is None or tuple(sorted((unit.pk, other.pk))) not in self.barred:
                found.append(("may not be taken with", "", number))
        return tuple(found)

    def kept(self, row: dict[str, Any]) -> Iterable[Problem]:
        """Criteria that we hold and the row does not name: a file adds and takes nothing away."""
        unit = self.unit(row)
        left = (
            [c.code for c in unit.criteria.all() if c.code not in row["criteria"]] if unit else []
        )
        if left and row["criteria"]:
            yield Problem(
                row["row"], "Criteria", f"Unit {row['unit']} keeps {' '.join(left)}, which this row "
                "does not name. Take out what is wrong on the unit’s page.",
            )  # fmt: skip


def _criteria_changes(unit: Unit, row: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
    held = [criterion.code for criterion in unit.criteria.all()]
    wanted = [*row["criteria"], *(code for code in held if code not in row["criteria"])]
    if row["criteria"] and wanted != held:
        yield ("criteria", " ".join(held), " ".join(wanted))
