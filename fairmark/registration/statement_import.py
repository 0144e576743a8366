"""The awarding body's own export of our registrations, brought in to be compared."""

import re
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.exchange import rules as read
from fairmark.exchange.importing import Importer, Journal, Plan, Step, importer
from fairmark.exchange.rules import BadCell, Column, Problem
from fairmark.learners.class_list import ULN_NOT_KNOWN
from fairmark.people.models import Person
from fairmark.registration.agreement_models import BodyRecord, Statement
from fairmark.trail.writing import record


def _number(value: str) -> str:
    value = read.code_text(value)
    if value and not re.fullmatch(r"[A-Z0-9]{4,10}", value):
        raise BadCell(
            f"“{value}” is not a registration number: letters and digits, such as AB12345."
        )
    return value


def _loose_uln(value: str) -> str:
    """The awarding body's ULN as it stands: if it is wrong, the comparison says so."""
    value = read.code_text(value)
    if len(value) > 20:
        raise BadCell(f"“{read.visible(value)}” is no ULN. Look whether the columns have moved.")
    return "" if value == ULN_NOT_KNOWN else value


#: What the awarding body writes, and whether the registration stands.
STANDING = ("registered", "active", "current", "confirmed", "pending", "certificated", "completed")
ENDED = ("withdrawn", "deleted", "cancelled", "canceled", "transferred", "lapsed", "expired")


def status(value: str) -> str:
    """One of the states that we know; whether it stands decides what the comparison says."""
    value = read.short(40)(value)
    if value and value.split()[0].casefold() not in STANDING + ENDED:
        raise BadCell(
            f"The status “{value}” is not one that we know. Known are "
            f"{', '.join((*STANDING, *ENDED))}. Look whether the columns have moved."
        )
    return value


@importer
class StatementImporter(Importer):
    kind = "registrations"
    title = "Awarding body’s registrations"
    about = (
        "The awarding body’s own list of our registrations, as exported from its system. It is "
        "kept beside our record and compared with it; it changes no learner."
    )
    columns = (
        Column("centre", "Centre", read.code_text, ("Centre number", "Centre no"), needed=True),
        Column("programme", "Programme", read.short(20), ("Programme code", "Award code", "Scheme"),
               required=True),
        Column("title", "Programme title", read.short(200), ("Title", "Award title")),
        Column("number", "Registration number", _number, ("Registration no", "Reg number", "Reg no",
               "Candidate registration number"), required=True),
        Column("surname", "Surname", read.name, ("Last name", "Family name"), required=True),
        Column("forenames", "Forenames", read.name, ("Forename(s)", "First names", "First name"),
               required=True),
        Column("sex", "Sex", read.sex, ("Gender",)),
        Column("date_of_birth", "Date of birth", read.day, ("DoB", "Birth date"), needed=True),
        Column("uln", "ULN", _loose_uln, ("Unique learner number",), needed=True),
        Column("registered_on", "Registration date", read.day, ("Registered", "Date registered"),
               needed=True),
        Column("completes_on", "Estimated completion", read.day, ("Estimated completion date",
               "Planned completion", "Completion date")),
        Column("status", "Status", status, ("Registration status",), required=True),
    )  # fmt: skip

    def plan(
        self, centre: Centre, rows: list[dict[str, Any]], options: dict[str, Any], on: date
    ) -> Plan:
        plan = Plan(work=rows)
        last = Statement.objects.filter(centre=centre).first()
        held = {r.number: _values(r) for r in last.records.all()} if last else {}
        seen: dict[str, int] = {}
        for row in rows:
            self._check(row, centre, seen, plan)
            before = held.get(row["number"])
            values = tuple(row[name] for name in _FIELDS)
            what = "create" if before is None else "same" if before == values else "change"
            label = f"{row['number']} {row['surname']}, {row['forenames']}"
            plan.steps.append(Step(row["row"], what, label))
        gone = set(held) - set(seen)
        if gone:
            plan.notes.append(
                f"{len(gone)} registrations of the last export are not in this one any more."
            )
        if not gone and plan.steps and all(step.what == "same" for step in plan.steps):
            plan.notes.append(
                "Nothing has changed there since the last export. It is kept as seen today."
            )
        return plan

    def _check(self, row: dict[str, Any], centre: Centre, seen: dict[str, int], plan: Plan) -> None:
        number = re.sub(r"[A-Z]$", "", row["centre"] or "")
        if number and number != centre.number:
            plan.errors.append(
                Problem(row["row"], "Centre", f"This row belongs to centre {row['centre']}, and we "
                        f"are {centre.number}. Export the registrations of our own centre.")
            )  # fmt: skip
        if row["number"] in seen:
            plan.errors.append(
                Problem(row["row"], "Registration number", f"{row['number']} stands in row "
                        f"{seen[row['number']]} too. Export the list again.")
            )  # fmt: skip
        seen.setdefault(row["number"], row["row"])

    def write(self, plan: Plan, journal: Journal, *, by: Person, at: datetime) -> None:
        statement = Statement.objects.create(
            centre=by.centre, file_name=journal.run.file_name, sha256=journal.run.sha256,
            exported_on=timezone.localtime(at).date(), loaded_by=by, loaded_at=at,
        )  # fmt: skip
        BodyRecord.objects.bulk_create(
            (
                BodyRecord(statement=statement, line=row["row"], programme_title=row["title"] or "",
                           **dict(zip(_KEPT, (row[name] for name in _FIELDS), strict=True)))
                for row in plan.work
            ),
            batch_size=1000,
        )  # fmt: skip
        journal.created([statement])
        record(
            f"{by.name} loaded the awarding body’s record of {len(plan.work)} registrations "
            f"from “{statement.file_name}”.",
            statement, name="statement_loaded", by=by, at=at, lines=len(plan.work),
            sha256=statement.sha256,
        )  # fmt: skip


_FIELDS = (
    "programme", "number", "surname", "forenames", "sex", "date_of_birth", "uln",
    "registered_on", "completes_on", "status",
)  # fmt: skip
_KEPT = (
    "programme_code", "number", "surname", "forenames", "sex", "date_of_birth", "uln",
    "registered_on", "completes_on", "status",
)  # fmt: skip


def _values(held: BodyRecord) -> tuple[Any, ...]:
    return tuple(getattr(held, name) for name in _KEPT)
