"""Bringing the workbook of a plan back: uploaded, tried, then brought in as a whole or not at all."""

from datetime import datetime
from typing import Any

from fairmark.exchange.files import keep, kept
from fairmark.exchange.importing import Plan as Trial
from fairmark.exchange.reading import Unreadable
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.planning import actions, queries
from fairmark.planning.models import AssessmentPlan, PlanWorkbook
from fairmark.planning.workbook_trial import try_workbook
from fairmark.trail.writing import record
from fairmark.ui.words import how_many
from fairmark.workflow.actions import action

_WRITERS = (Role.PROGRAMME_LEADER, Role.LEAD_INTERNAL_VERIFIER)
_MOST_NAMED = 5
_WHY_DROPPED = "its row is no longer in the workbook"


def obstacles_to_uploading(
    plan: AssessmentPlan,
    by: Person,
    at: datetime,
    *,
    file_name: str = "",
    content: bytes | None = None,
    **_: Any,
) -> list[str]:
    """The version that is being written; a signed one only while it is in force and none is written."""
    if plan.is_signed:
        if draft := queries.open_draft(plan.cohort):
            return [f"Version {draft.version} is being written. Take the workbook out of that one."]
        if queries.plan_in_force(plan.cohort) != plan:
            return ["This version is no longer in force. Take the workbook out of the one that is."]
    if content is None:
        return []
    try:
        try_workbook(plan, content, file_name, at)
    except Unreadable as problem:
        return [str(problem)]
    return []


@action(by=_WRITERS, unless=obstacles_to_uploading, records="plan_workbook_uploaded")
def upload_workbook(
    plan: AssessmentPlan, *, by: Person, at: datetime, file_name: str, content: bytes
) -> PlanWorkbook:
    """Take in the workbook of a plan to be tried; nothing of the plan is changed yet."""
    made = PlanWorkbook.objects.create(
        plan=plan, file_name=file_name[:200], sha256=keep(content), uploaded_by=by, uploaded_at=at
    )
    record(
        f"{by.name} uploaded “{made}” for {plan}, to be tried.", plan, name="plan_workbook_uploaded",
        by=by, at=at, sha256=made.sha256,
    )  # fmt: skip
    return made


def trial_of(workbook: PlanWorkbook, at: datetime) -> Trial:
    """What the workbook would change now. Raises Unreadable."""
    return try_workbook(workbook.plan, kept(workbook.sha256), workbook.file_name, at)


def obstacles_to_bringing_in(
    workbook: PlanWorkbook, by: Person, at: datetime, **_: Any
) -> list[str]:
    """Once, while it still fits the plan, and only if no row of it is wrong."""
    if workbook.brought_in_at:
        return ["This workbook was brought in already."]
    if found := obstacles_to_uploading(workbook.plan, by, at):
        return found
    try:
        trial = trial_of(workbook, at)
    except Unreadable as problem:
        return [str(problem)]
    if trial.errors:
        return [_told(one) for one in trial.errors[:_MOST_NAMED]]
    if all(step.what == "same" for step in trial.steps):
        return ["There is nothing to change: the workbook says what the plan says."]
    return []


def _told(problem: Any) -> str:
    return (
        f"Row {problem.row}, {problem.column}: {problem.message}"
        if problem.row
        else problem.message
    )


@action(
    by=_WRITERS,
    unless=obstacles_to_bringing_in,
    records=(
        "plan_workbook_brought_in", "plan_revised", "assignment_planned",
        "planned_assignment_changed", "planned_assignment_dropped",
    ),
)  # fmt: skip
def bring_in_workbook(
    workbook: PlanWorkbook, *, by: Person, at: datetime, why: str = ""
) -> AssessmentPlan:
    """Change the plan as its workbook says; of a signed plan a new version is begun with it.

    Asking people to begin the new version first would make the workbook in their hands one of an
    older version.
    """
    trial, plan = trial_of(workbook, at), workbook.plan
    if plan.is_signed:
        plan = actions.revise_plan(plan, by=by, at=at, why=why or f"As in “{workbook}”")
    now_planned = {one.assignment_id: one for one in queries.planned_of(plan)}
    for planned, said in trial.work.changed:
        actions.change_assignment(now_planned[planned.assignment_id], by=by, at=at, **said)
    for planned in trial.work.dropped:
        actions.drop_assignment(now_planned[planned.assignment_id], by=by, at=at, why=_WHY_DROPPED)
    for said in trial.work.added:
        actions.plan_assignment(plan, by=by, at=at, **said)
    workbook.brought_in_at = at
    workbook.save(update_fields=["brought_in_at"])
    changed, added, dropped = (
        len(many) for many in (trial.work.changed, trial.work.added, trial.work.dropped)
    )
    record(
        f"{by.name} brought “{workbook}” into {plan}: {how_many(changed, 'assignment')} changed, "
        f"{added} added, {dropped} taken out.",
        plan, name="plan_workbook_brought_in", by=by, at=at, sha256=workbook.sha256, changed=changed,
        added=added, dropped=dropped,
    )  # fmt: skip
    return plan
