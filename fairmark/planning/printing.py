"""The assessment plan on paper: one version filled in, and the form to fill in by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fairmark.catalogue.models import Qualification
from fairmark.centre.models import Centre
from fairmark.documents.papers import Field, Paper, Signature, form_on_paper
from fairmark.people.rules import Role
from fairmark.planning import queries
from fairmark.planning.changes import changes_between
from fairmark.planning.models import AssessmentPlan, PlannedAssignment
from fairmark.rulebook.queries import EVERY_FAMILY, rule
from fairmark.ui.words import in_turn

#: How many lines a blank plan has.
BLANK_LINES = 12


@dataclass(frozen=True)
class Column:
    """A column of the plan: its part of the width beside the others, and what stands in it."""

    head: str
    width: int
    says: Callable[[PlannedAssignment], str]


def _day(name: str) -> Callable[[PlannedAssignment], str]:
    def says(piece: PlannedAssignment) -> str:
        found: date | None = getattr(piece, name)
        return f"{found:%-d %b %Y}" if found else ""

    return says


def _codes(piece: PlannedAssignment) -> str:
    return ", ".join(one.code for one in piece.criteria.all()) or "None"


def _assessors(piece: PlannedAssignment) -> str:
    return ", ".join(str(one) for one in piece.assessors.all()) or "Nobody yet"


#: The columns by which each field of the rule pack is told.
COLUMNS = {
    "Units or components": (
        Column("Assignment", 16, lambda piece: f"{piece.assignment.number}. {piece.title}"),
        Column("Criteria", 10, _codes),
    ),
    "Assessors, by unit and group": (Column("Assessed by", 12, _assessors),),
    "Hand-out and hand-in of each assignment": (
        Column("Hand-out", 8, _day("hand_out_on")), Column("Hand-in", 8, _day("hand_in_on")),
    ),
    "Days of assessment and internal verification": (
        Column("Assess by", 8, _day("assess_by")), Column("Verify by", 8, _day("verify_by")),
        Column("Return by", 8, _day("return_by")),
    ),
    "Verifiers": (Column("Verified by", 10, lambda piece: str(piece.verifier or "Nobody yet")),),
    "Planned points for resubmission": (Column("Resubmission", 12, _day("resubmit_by")),),
}  # fmt: skip


def columns_of(fields: Sequence[str]) -> list[tuple[str, tuple[Column, ...]]]:
    """The columns of each field. One that we keep nothing for is left to be written in by hand."""
    return [(name, COLUMNS.get(name) or (Column("By hand", 10, lambda _: ""),)) for name in fields]


def plan_on_paper(plan: AssessmentPlan, at: datetime) -> Paper:
    """One version, signed or not, with all that its page says of it. Source: ASM-01 to ASM-04."""
    cohort = plan.cohort
    on = timezone.localdate(at)
    planned = list(queries.planned_of(plan))
    before = cohort.assessment_plans.signed().filter(version__lt=plan.version).first()
    rows = queries.rows_of(plan)
    changes = changes_between(queries.rows_of(before), rows) if before else []
    signed_on = timezone.localdate(plan.signed_at) if plan.signed_at else on
    signer = queries.signer_of(cohort, signed_on)
    programme = cohort.programme
    facts = [
        Field("Qualification", programme.qualification.title), Field("Programme", programme.title),
        Field("Cohort", cohort.code), Field("Academic year", str(cohort.year)),
        Field("Version", f"{plan.version}, {_standing(plan, at)}"),
        Field("Drafted by", f"{plan.drafted_by}, {_on(plan.drafted_at)}"),
    ]  # fmt: skip
    signature = (
        Signature(signer, str(plan.signed_by), plan.signed_at) if plan.is_signed
        else Signature(signer)
    )  # fmt: skip
    return form_on_paper(
        f"assessment-plan-{plan.pk}-version-{plan.version}", "planning/paper/plan.html",
        f"Assessment plan of {cohort}", plan.centre, at,
        about=f"{programme.short_title}, {cohort.year}", facts=facts, plan=plan, changes=changes,
        draft="" if plan.is_signed else "DRAFT", stamp=f"{plan}, {_standing(plan, at)}",
        problems=[] if plan.is_signed else queries.problems_of(plan, rows, on),
        signatures=[signature],
        **_table(rule("assessment.plan_fields", family=programme.qualification.family,
                      on=signed_on).value, planned),
    )  # fmt: skip


def blank_plan(centre: Centre, at: datetime) -> Paper:
    """The form with the fields of the rule pack and nothing in them."""
    on = timezone.localdate(at)
    families = Qualification.objects.filter(centre=centre).order_by("family")
    held = list(families.values_list("family", flat=True).distinct()) or [EVERY_FAMILY]
    signers = {Role(rule("roles.signs_plan", family=one, on=on).value) for one in held}
    facts = ("Qualification", "Programme", "Cohort", "Academic year", "Version")
    return form_on_paper(
        "assessment-plan-blank", "planning/paper/blank_plan.html", "Assessment plan", centre, at,
        facts=[Field(name) for name in facts], stamp="Assessment plan, blank form", blank=True,
        lines=range(BLANK_LINES), signatures=[Signature(in_turn(sorted(signers), "or"))],
        **_table(rule("assessment.plan_fields", on=on).value),
    )  # fmt: skip


def _table(
    fields: Sequence[str], planned: Sequence[PlannedAssignment] = ()
) -> dict[str, Any]:  # fmt: skip
    """The heads of the table, the width that each column has, and its rows under their units."""
    found = columns_of(fields)
    columns = [column for _, each in found for column in each]
    whole = sum(column.width for column in columns)
    units: dict[str, list[list[str]]] = defaultdict(list)
    for piece in sorted(planned, key=lambda one: one.hand_out_on or date.max):
        unit = piece.assignment.unit
        units[f"Unit {unit.number}: {unit.title}"].append([one.says(piece) for one in columns])
    return {
        "wide": True, "heads": [(name, len(each)) for name, each in found], "columns": columns,
        "units": list(units.items()),
        "shares": [100 * column.width // whole // 2 * 2 for column in columns],
    }  # fmt: skip


def _standing(plan: AssessmentPlan, at: datetime) -> str:
    """What its reader must know first: in force, superseded, or a draft."""
    if plan.signed_at is None:
        return f"a draft, printed on {_on(at)}; not in force"
    state = "in force" if queries.plan_in_force(plan.cohort) == plan else "superseded"
    return f"{state}, signed on {_on(plan.signed_at)}"


def _on(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %B %Y}"
