"""Specifications brought in: qualifications, their units and criteria, and the programme codes."""

from datetime import date, datetime
from typing import Any

from fairmark.catalogue.models import Criterion, Qualification, Unit
from fairmark.catalogue.rules import qan_problem
from fairmark.centre.models import Centre
from fairmark.exchange import rules as read
from fairmark.exchange.importing import Importer, Journal, Plan, Step, importer
from fairmark.exchange.rules import BadCell, Column, Problem
from fairmark.people.models import Person
from fairmark.programmes.models import Programme
from fairmark.trail.writing import Draft, record_many


def _hours(value: str) -> int | None:
    value = read.text(value)
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 6):
        raise BadCell(f"“{value}” is not a number of guided learning hours. Write a whole number.")
    return int(value)


def _assessment(value: str) -> str:
    value = read.text(value).casefold()
    if value not in ("internal", "external"):
        raise BadCell(f"“{value}” is neither internal nor external. Write one of the two.")
    return value


def _criteria(value: str) -> tuple[str, ...]:
    codes = tuple(read.text(value).replace(",", " ").replace(";", " ").split())
    twice = {code for code in codes if codes.count(code) > 1}
    if twice:
        raise BadCell(f"The criterion {sorted(twice)[0]} stands twice. Name each once.")
    if long := [code for code in codes if len(code) > 12]:
        raise BadCell(f"“{long[0]}” is no criterion code. Separate the codes with spaces.")
    return codes


@importer
class SpecificationImporter(Importer):
    kind = "specifications"
    title = "Specifications"
    about = (
        "Qualifications with their units and criteria, one unit a row, and the code under which "
        "the awarding body approved each programme."
    )
    columns = (
        Column("code", "Programme code", read.short(8), ("programme_code", "code"), required=True),
        Column("title", "Title", read.short(200), ("qualification", "title"), required=True),
        Column("qan", "QAN", read.code_text, ("qan", "qualification number")),
        Column("family", "Family", read.short(40), ("family",), required=True),
        Column("scheme", "Grading scheme", read.short(60), ("scheme",)),
        Column("level", "Level", read.short(10), ("level",), required=True),
        Column("size", "Guided learning hours", _hours, ("size_glh", "size", "glh total")),
        Column("unit", "Unit", read.short(10), ("unit", "unit number"), required=True),
        Column("unit_title", "Unit title", read.short(200), ("unit_title",), required=True),
        Column("unit_glh", "Unit hours", _hours, ("unit_glh",)),
        Column("group", "Group", read.short(10), ("group", "mandatory or optional")),
        Column("assessment", "Assessment", _assessment, ("assessment",), required=True),
        Column("criteria", "Criteria", _criteria, ("criteria",)),
    )

    def plan(
        self, centre: Centre, rows: list[dict[str, Any]], options: dict[str, Any], on: date
    ) -> Plan:
        plan = Plan(work=rows)
        held = {
            (unit.qualification.title, unit.number): unit
            for unit in Unit.objects.filter(qualification__centre=centre)
            .select_related("qualification")
            .prefetch_related("criteria")
        }
        codes = dict(Programme.objects.filter(centre=centre).values_list("code", "title"))
        held_codes = set(codes)
        qualifications = {q.title: q for q in Qualification.objects.filter(centre=centre)}
        seen: dict[tuple[str, str], int] = {}
        for row in rows:
            self._check(row, seen, codes, plan)
            codes.setdefault(row["code"], row["title"])
            unit = held.get((row["title"], row["unit"]))
            label = f"{row['code']}, unit {row['unit']}, {row['unit_title']}"
            changes = _unit_changes(unit, row) if unit else ()
            if row["code"] not in held_codes:
                held_codes.add(row["code"])
                changes = (("programme code", "", row["code"]), *changes)
            if found := qualifications.get(row["title"]):
                changes = (*_qualification_changes(found, row), *changes)
            what = "create" if unit is None else "change" if changes else "same"
            plan.steps.append(Step(row["row"], what, label, changes))
        return plan

    def _check(
        self, row: dict[str, Any], seen: dict[tuple[str, str], int], codes: dict[str, str],
        plan: Plan,
    ) -> None:  # fmt: skip
        key = (row["code"], row["unit"])
        if key in seen:
            plan.errors.append(
                Problem(row["row"], "Unit", f"Unit {row['unit']} of {row['code']} stands in row "
                        f"{seen[key]} too. Delete one of the two.")
            )  # fmt: skip
        seen.setdefault(key, row["row"])
        if codes.get(row["code"], row["title"]) != row["title"]:
            plan.errors.append(
                Problem(row["row"], "Programme code", f"{row['code']} already means "
                        f"“{codes[row['code']]}”. One code is one programme.")
            )  # fmt: skip
        if row["qan"] and (doubt := qan_problem(row["qan"])):
            plan.warnings.append(Problem(row["row"], "QAN", f"{row['qan']}: {doubt}"))
        if row["assessment"] == "internal" and not row["criteria"]:
            plan.warnings.append(
                Problem(row["row"], "Criteria", f"Unit {row['unit']} is internal and has no "
                        "criteria yet. Add them from the specification before it is assessed.")
            )  # fmt: skip

    def write(self, plan: Plan, journal: Journal, *, by: Person, at: datetime) -> None:
        centre = by.centre
        changed = {step.row for step in plan.steps if step.what != "same"}
        touched: dict[str, tuple[Programme, int]] = {}
        for row in plan.work:
            if row["row"] not in changed:
                continue
            qualification = self._qualification(centre, row, journal)
            programme, new = Programme.objects.get_or_create(
                centre=centre, code=row["code"],
                defaults={"qualification": qualification, "title": row["title"]},
            )  # fmt: skip
            if new:
                journal.created([programme])
            self._unit(qualification, row, journal)
            _, count = touched.get(row["code"], (programme, 0))
            touched[row["code"]] = (programme, count + 1)
        record_many(
            [
                Draft(
                    f"{by.name} brought in {count} units of {programme.title} ({code}).",
                    programme, "specification_loaded", {"units": count, "code": code},
                )
                for code, (programme, count) in touched.items()
            ],
            by=by, at=at,
        )  # fmt: skip

    def _qualification(
        self, centre: Centre, row: dict[str, Any], journal: Journal
    ) -> Qualification:
        found, new = Qualification.objects.get_or_create(
            centre=centre, title=row["title"],
            defaults={
                "qan": row["qan"], "family": row["family"], "scheme": row["scheme"],
                "level": row["level"], "size_glh": row["size"],
            },
        )  # fmt: skip
        if new:
            journal.created([found])
        elif _qualification_changes(found, row):
            values = {name: row[column] for name, column in _QUALIFICATION if row[column]}
            before = {name: getattr(found, name) for name in values}
            for name, value in values.items():
                setattr(found, name, value)
            found.save()
            journal.changed(found, before, values)
        return found

    def _unit(self, qualification: Qualification, row: dict[str, Any], journal: Journal) -> None:
        values = {
            "title": row["unit_title"], "glh": row["unit_glh"], "group": row["group"],
            "assessment": row["assessment"],
        }  # fmt: skip
        unit = Unit.objects.filter(qualification=qualification, number=row["unit"]).first()
        if unit is None:
            unit = Unit.objects.create(qualification=qualification, number=row["unit"], **values)
            journal.created([unit])
        else:
            before = {name: getattr(unit, name) for name in values}
            for name, value in values.items():
                setattr(unit, name, value)
            unit.save()
            journal.changed(unit, before, values)
        held = set(unit.criteria.values_list("code", flat=True))
        start = unit.criteria.count()
        new = [code for code in row["criteria"] if code not in held]
        journal.created(
            Criterion.objects.bulk_create(
                Criterion(unit=unit, code=code, position=start + place)
                for place, code in enumerate(new, 1)
            )
        )


#: Fields of a qualification and the columns they come from.
_QUALIFICATION = (
    ("qan", "qan"), ("family", "family"), ("scheme", "scheme"), ("level", "level"),
    ("size_glh", "size"),
)  # fmt: skip


def _qualification_changes(
    held: Qualification, row: dict[str, Any]
) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (name.replace("_", " "), str(getattr(held, name) or ""), str(row[column]))
        for name, column in _QUALIFICATION
        if row[column] and row[column] != getattr(held, name)
    )


def _unit_changes(unit: Unit, row: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    pairs = [
        ("title", unit.title, row["unit_title"]),
        ("hours", unit.glh, row["unit_glh"]),
        ("group", unit.group, row["group"]),
        ("assessment", unit.assessment, row["assessment"]),
    ]
    held = [criterion.code for criterion in unit.criteria.all()]
    added = [code for code in row["criteria"] if code not in held]
    if added:
        pairs.append(("criteria", " ".join(held), " ".join(held + added)))
    return tuple((name, str(old), str(new)) for name, old, new in pairs if old != new)
