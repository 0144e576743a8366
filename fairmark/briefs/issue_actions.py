"""Giving a verified brief to learners, and their word that they have it."""

from collections.abc import Sequence
from datetime import date, datetime

from fairmark.briefs import queries
from fairmark.briefs.actions import WRITERS
from fairmark.briefs.models import Brief, Issue, Receipt
from fairmark.briefs.rules import BriefState
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.programmes.models import Group
from fairmark.trail.writing import record
from fairmark.ui.words import in_turn
from fairmark.workflow.actions import action


@action(
    by=WRITERS,
    unless=queries.obstacles_to_issuing,
    warn=queries.cautions_on_issuing,
    records="brief_issued",
)
def issue_brief(
    brief: Brief, *, by: Person, at: datetime, set_on: date, session: str, session_note: str,
    groups: Sequence[Group] = (),
) -> Brief:  # fmt: skip
    """Give a verified brief to the cohort or to groups of it; from now on they see it."""
    to: Sequence[Group | None] = groups or [None]
    for group in to:
        Issue.objects.create(
            brief=brief, group=group, set_on=set_on, session=session, session_note=session_note,
            by=by, at=at,
        )  # fmt: skip
    brief.state = BriefState.ISSUED
    brief.save(update_fields=["state"])
    earlier = brief.assignment.briefs.filter(
        version__lt=brief.version, state__in=[BriefState.APPROVED, BriefState.ISSUED]
    )
    earlier.update(state=BriefState.REPLACED)
    whom = in_turn([f"group {one}" for one in groups]) if groups else str(brief.assignment.cohort)
    record(
        f"{by.name} issued version {brief.version} of the brief “{brief.title}” to {whom}, set on "
        f"{set_on:%-d %B %Y}, {session}: {session_note}.", brief, name="brief_issued", by=by, at=at,
        version=brief.version, set_on=set_on, session=session, session_note=session_note,
        groups=[one.code for one in groups], hand_in_on=brief.hand_in_on,
    )  # fmt: skip
    return brief


@action(
    by=Role.LEARNER,
    whose=queries.is_theirs,
    unless=queries.obstacles_to_receiving,
    records="brief_received",
)
def confirm_receipt(issue: Issue, *, by: Person, at: datetime) -> Receipt:
    """Say that you have a brief and know its deadline."""
    learner = queries.learner_of(by)
    assert learner is not None
    made = Receipt.objects.create(issue=issue, learner=learner, at=at)
    record(
        f"{by.name} confirmed that they have the brief “{issue.brief.title}”.", issue.brief,
        name="brief_received", by=by, at=at, version=issue.brief.version,
    )  # fmt: skip
    return made
