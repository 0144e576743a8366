"""What verifiers do with briefs, and the owners of what they ask for."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from fairmark.briefs import queries
from fairmark.briefs.awaiting import VERIFIERS
from fairmark.briefs.models import ActionPoint, Brief, Verification, VerificationAnswer
from fairmark.briefs.rules import BriefState, Question
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.trail.writing import record
from fairmark.ui.words import how_many
from fairmark.workflow.actions import action


@action(
    by=VERIFIERS,
    unless=queries.obstacles_to_verifying,
    warn=queries.cautions_on_verifying,
    records="brief_verified",
)
def verify_brief(
    brief: Brief, *, by: Person, at: datetime, outcome: str,
    answers: Sequence[tuple[Question, str, str]], comment: str = "", lesson: str = "",
    actions: Sequence[dict[str, Any]] = (), closes: Iterable[ActionPoint] = (),
) -> Verification:  # fmt: skip
    """Judge a brief: answer the questions of its family, close what was done, approve or ask for changes."""
    on = timezone.localdate(at)
    form = queries.form_of(brief, on)
    closed = list(closes)
    for point in closed:
        point.closed_by, point.closed_at = by, at
        point.save(update_fields=["closed_by", "closed_at"])
    made = Verification.objects.create(
        brief=brief, verifier=by, at=at, outcome=outcome, comment=comment, lesson=lesson,
        form=f"{form.key}, {form.family}, from {form.from_on:%-d %B %Y}",
        few_questions=len(answers) < len(form.value),
    )  # fmt: skip
    VerificationAnswer.objects.bulk_create(
        VerificationAnswer(verification=made, position=position, key=question.id,
                           asks=question.asks, answer=answer, words=words)
        for position, (question, answer, words) in enumerate(answers, start=1)
    )  # fmt: skip
    ActionPoint.objects.bulk_create(ActionPoint(verification=made, **one) for one in actions)
    if outcome == Verification.Outcome.APPROVED:
        brief.state, brief.approved_by, brief.approved_at = BriefState.APPROVED, by, at
        said = "approved"
    else:
        brief.state = BriefState.CHANGES_ASKED
        said = f"asked for {how_many(len(actions), 'change')} to"
    brief.save(update_fields=["state", "approved_by", "approved_at"])
    record(
        f"{by.name} {said} version {brief.version} of the brief “{brief.title}”.", brief,
        name="brief_verified", by=by, at=at, outcome=outcome, version=brief.version, form=made.form,
        answers=[[question.asks, answer, words] for question, answer, words in answers],
        comment=comment, lesson=lesson, closed=[one.words for one in closed],
        actions=[[one["words"], one["owner"].name, one["due_on"]] for one in actions],
    )  # fmt: skip
    return made


@action(
    by=tuple(role for role in Role if role not in (Role.LEARNER, Role.REVIEWER)),
    whose=queries.is_owner,
    unless=queries.obstacles_to_answering,
    anywhere=True,
    records="action_point_done",
)
def answer_action_point(point: ActionPoint, *, by: Person, at: datetime, done: str) -> ActionPoint:
    """Say what was done about an action point that is yours."""
    point.done, point.done_by, point.done_at = done, by, at
    point.save(update_fields=["done", "done_by", "done_at"])
    record(
        f"{by.name} did what “{point.words}” asks of {point.verification.brief}: {done}",
        point.verification.brief, name="action_point_done", by=by, at=at, asked=point.words,
        done=done,
    )  # fmt: skip
    return point


@action(
    by=Role.PROGRAMME_LEADER,
    unless=queries.obstacles_to_countersigning,
    records="brief_countersigned",
)
def countersign_brief(brief: Brief, *, by: Person, at: datetime) -> Brief:
    """Sign a verified brief of Levels 4 to 7 as its programme leader."""
    brief.countersigned_by, brief.countersigned_at = by, at
    brief.save(update_fields=["countersigned_by", "countersigned_at"])
    record(
        f"{by.name} signed the brief “{brief.title}” as programme leader.", brief,
        name="brief_countersigned", by=by, at=at, version=brief.version,
    )  # fmt: skip
    return brief
