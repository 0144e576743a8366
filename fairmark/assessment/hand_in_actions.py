"""Work begun, completed and handed in; by its learner, or by staff on their behalf."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from fairmark.assessment import extension_queries, queries
from fairmark.assessment.models import AiCopies, Extension, Submission
from fairmark.assessment.rules import AiUse, is_late
from fairmark.assessment.talks import is_drawn
from fairmark.briefs.models import Brief, Issue
from fairmark.briefs.queries import is_theirs
from fairmark.evidence.keeping import Taken, attach, take_off
from fairmark.evidence.models import Attachment
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.planning.models import Assignment
from fairmark.trail.writing import record
from fairmark.workflow.actions import action

#: Who takes in work for a learner and agrees a later deadline.
TEACHERS = (Role.ASSESSOR, Role.PROGRAMME_LEADER, Role.LEAD_INTERNAL_VERIFIER)


@action(
    by=Role.LEARNER, whose=is_theirs, unless=queries.obstacles_to_beginning, records="work_begun"
)
def begin_work(issue: Issue, *, by: Person, at: datetime) -> Submission:
    """Begin to put work together for a brief; files can be added until it is handed in."""
    enrolment = queries.enrolment_for(issue, by)
    assert enrolment is not None
    made = begun(issue.brief, enrolment, by, at)
    record(
        f"{by.name} began to put together their work on {made.assignment}: "
        f"{made.get_attempt_display().lower()}.", made, name="work_begun", by=by, at=at,
        attempt=made.attempt,
    )  # fmt: skip
    return made


def begun(
    brief: Brief, enrolment: Enrolment, by: Person, at: datetime, counts_at: datetime | None = None
) -> Submission:
    """The work that is begun, or the next attempt, begun now."""
    assignment = brief.assignment
    for one in queries.work_of(assignment, enrolment):
        if not one.is_handed_in:
            return one
    chance = queries.next_attempt(assignment, enrolment, counts_at or at)
    assert chance is not None
    attempt, authorisation = chance
    return Submission.objects.create(
        centre_id=brief.centre_id, assignment=assignment, enrolment=enrolment,
        brief=brief, attempt=attempt, authorisation=authorisation, begun_by=by, begun_at=at,
    )  # fmt: skip


@action(
    by=Role.LEARNER, whose=queries.is_own, unless=queries.obstacles_to_changing,
    records="file_attached",
)  # fmt: skip
def add_work_file(
    work: Submission, *, by: Person, at: datetime, files: Iterable[Taken], copies: bool = False
) -> Submission:
    """Add files to work that is not handed in yet: the work itself, or copies from an AI tool."""
    about: Submission | AiCopies = work
    if copies:
        about, _ = AiCopies.objects.get_or_create(submission=work)
    for one in files:
        attach(about, one, by=by, at=at)
    return work


@action(
    by=Role.LEARNER, whose=queries.is_own, unless=queries.obstacles_to_changing,
    records="file_taken_off",
)  # fmt: skip
def take_off_work_file(
    work: Submission, *, by: Person, at: datetime, attachment: Attachment, why: str
) -> Submission:
    """Take a file off work that is not handed in yet."""
    take_off(attachment, work, by=by, at=at, why=why)
    return work


@action(
    by=Role.LEARNER, whose=queries.is_own, unless=queries.obstacles_to_handing_in,
    warn=queries.cautions_on_handing_in, records="work_handed_in",
)  # fmt: skip
def hand_in(
    work: Submission, *, by: Person, at: datetime, ai_use: str, declared: bool,
    sources: str = "", ai_tool: str = "", ai_words: str = "",
) -> Submission:  # fmt: skip
    """Hand your work in, with your statement that it is your own. It is handed in once."""
    work.sources, work.ai_use = sources, ai_use
    if ai_use == AiUse.USED:
        work.ai_tool, work.ai_words = ai_tool, ai_words
    _take(work, by, at)
    record(
        f"{by.name} handed in their work on {work.assignment}"
        f"{', late' if work.is_late else ''}: {work.get_attempt_display().lower()}.", work,
        name="work_handed_in", by=by, at=at, **_told(work),
    )  # fmt: skip
    return work


@action(
    by=TEACHERS, unless=extension_queries.obstacles_to_handing_in_for,
    warn=extension_queries.cautions_on_handing_in_for,
    records=("work_handed_in", "file_attached"),
)  # fmt: skip
def hand_in_for(
    issue: Issue, *, by: Person, at: datetime, enrolment: Enrolment, on_behalf: str, ai_use: str,
    declared: bool, sources: str = "", ai_tool: str = "", ai_words: str = "",
    files: Iterable[Taken] = (), copies: Iterable[Taken] = (), is_practical: bool = False,
    received_on: date | None = None,
) -> Submission:  # fmt: skip
    """Hand work in for a learner: practical work, or work that came on paper. It is marked so."""
    work = begun(issue.brief, enrolment, by, at, queries.counts_at(at, received_on))
    work.received_on = received_on or timezone.localdate(at)
    for one in files:
        attach(work, one, by=by, at=at)
    for one in copies:
        about, _ = AiCopies.objects.get_or_create(submission=work)
        attach(about, one, by=by, at=at)
    work.on_behalf, work.sources, work.ai_use = on_behalf, sources, ai_use
    if ai_use == AiUse.USED:
        work.ai_tool, work.ai_words = ai_tool, ai_words
    _take(work, by, at)
    record(
        f"{by.name} handed in work on {work.assignment} for {enrolment.learner}"
        f"{', late' if work.is_late else ''}: {on_behalf}", work, name="work_handed_in", by=by,
        at=at, **_told(work),
    )  # fmt: skip
    return work


def _take(work: Submission, by: Person, at: datetime) -> None:
    work.brief = queries.brief_of(work)
    work.due_at = queries.too_late_from(queries.due_on(work))
    work.statement = queries.statement_of(timezone.localdate(at))
    work.handed_in_by, work.handed_in_at = by, at
    counts_at = queries.counts_at(at, work.received_on)
    work.is_late = work.due_at is not None and is_late(counts_at, work.due_at)
    work.is_drawn = is_drawn(work, timezone.localdate(at))
    work.save()


def _told(work: Submission) -> dict[str, object]:
    return {
        "attempt": work.attempt, "late": work.is_late, "due_at": work.due_at,
        "sources": work.sources, "ai_use": work.ai_use, "ai_tool": work.ai_tool,
        "ai_words": work.ai_words, "statement": work.statement, "on_behalf": work.on_behalf,
        "received_on": work.received_on, "drawn": work.is_drawn,
    }  # fmt: skip


@action(by=TEACHERS, unless=extension_queries.obstacles_to_extending, records="extension_agreed")
def agree_extension(
    assignment: Assignment, *, by: Person, at: datetime, enrolment: Enrolment, until_on: date,
    why: str,
) -> Extension:  # fmt: skip
    """Agree a later deadline for one learner, before the first one has passed."""
    brief = queries.brief_for(assignment, enrolment)
    assert brief is not None
    before = queries.deadline_of(assignment, enrolment, brief)
    assert before is not None
    made = Extension.objects.create(
        centre_id=assignment.centre_id, assignment=assignment, enrolment=enrolment, from_on=before,
        until_on=until_on, why=why, by=by, at=at,
    )  # fmt: skip
    record(
        f"{by.name} agreed that {enrolment.learner} hands in {assignment} by "
        f"{until_on:%-d %B %Y} instead of {before:%-d %B %Y}: {why}", made,
        name="extension_agreed", by=by, at=at, from_on=before, until_on=until_on, why=why,
    )  # fmt: skip
    return made
