"""What authors do with briefs: begin, copy, write tasks, attach files, send for verification."""

from collections.abc import Sequence
from datetime import datetime

from fairmark.briefs import queries, rules
from fairmark.briefs.models import Brief, LessonTaken, Task, Verification
from fairmark.briefs.rules import BriefState
from fairmark.catalogue.models import Criterion
from fairmark.evidence.keeping import Taken, attach, attached_to, take_off
from fairmark.evidence.models import Attachment
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.planning.models import Assignment
from fairmark.planning.queries import planned_in_force
from fairmark.trail.writing import record
from fairmark.ui.words import how_many
from fairmark.workflow.actions import action

WRITERS = (
    Role.ASSESSOR, Role.PROGRAMME_LEADER, Role.INTERNAL_VERIFIER, Role.LEAD_INTERNAL_VERIFIER,
)  # fmt: skip
#: The words of a brief that its author types.
WORDS = (
    "title", "origin", "origin_note", "is_unchanged", "scenario", "evidence", "sources", "materials",
    "ai_rule", "ai_uses", "ai_hand_in",
)  # fmt: skip


@action(by=WRITERS, unless=queries.obstacles_to_writing, records=("brief_begun", "file_attached"))
def write_brief(
    assignment: Assignment, *, by: Person, at: datetime, source: Brief | None = None
) -> Brief:
    """Begin the brief of an assignment, empty or as a copy of another that keeps its history."""
    planned = planned_in_force(assignment)
    made = Brief.objects.create(
        centre_id=assignment.centre_id, assignment=assignment, version=1, written_by=by,
        written_at=at, title=planned.title if planned else str(assignment),
    )  # fmt: skip
    made.authors.add(by)
    if source is not None:
        _copy(source, made, by, at)
    whence = f" as a copy of {source.title} of {source.assignment.cohort}" if source else ""
    record(
        f"{by.name} began the brief of {assignment}{whence}.", made, name="brief_begun", by=by,
        at=at, version=1, copied_from=str(source) if source else None,
    )  # fmt: skip
    return made


@action(
    by=WRITERS,
    unless=queries.obstacles_to_revising,
    records=("brief_version_begun", "file_attached"),
)
def revise_brief(brief: Brief, *, by: Person, at: datetime, why: str) -> Brief:
    """Make a new version of a brief; it is verified again before it goes out."""
    made = Brief.objects.create(
        centre_id=brief.centre_id, assignment=brief.assignment, version=brief.version + 1,
        written_by=by, written_at=at, title=brief.title, why=why,
    )  # fmt: skip
    made.authors.add(by)
    _copy(brief, made, by, at)
    record(
        f"{by.name} began version {made.version} of the brief of {brief.assignment}: {why}", made,
        name="brief_version_begun", by=by, at=at, version=made.version, why=why,
    )  # fmt: skip
    return made


def _copy(source: Brief, made: Brief, by: Person, at: datetime) -> None:
    """Words, tasks, files and authors; criteria by their codes, as the unit of the copy has them."""
    for name in WORDS:
        setattr(made, name, getattr(source, name))
    made.copied_from = source
    made.save()
    made.authors.add(*source.authors.all())
    codes = {one.code: one for one in made.assignment.unit.criteria.all()}
    for task in queries.tasks_of(source):
        copy = Task.objects.create(
            brief=made, position=task.position, title=task.title, text=task.text
        )
        copy.criteria.set([codes[c.code] for c in task.criteria.all() if c.code in codes])
    for one in attached_to(source):
        again = Attachment.objects.create(
            centre_id=made.centre_id, file=one.file, about=made._meta.label_lower, about_id=made.pk,
            name=one.name, words=one.words, notes=one.notes, by=by, at=at,
        )  # fmt: skip
        record(
            f"{by.name} took the file “{again.name}” over.", made, name="file_attached", by=by,
            at=at, file=again.name, sha256=one.file.sha256, size=one.file.size,
        )  # fmt: skip


@action(by=WRITERS, unless=queries.obstacles_to_changing, records="brief_changed")
def change_brief(brief: Brief, *, by: Person, at: datetime, **words: object) -> Brief:
    """Change the words of a brief, which makes you one of its authors."""
    changed = [name for name in WORDS if name in words and getattr(brief, name) != words[name]]
    for name in changed:
        setattr(brief, name, words[name])
    if brief.origin != rules.Origin.AUTHORISED:
        brief.is_unchanged = False
    brief.save()
    brief.authors.add(by)
    record(
        f"{by.name} changed the brief “{brief.title}”.", brief, name="brief_changed", by=by, at=at,
        fields=changed,
    )  # fmt: skip
    return brief


@action(by=WRITERS, unless=queries.obstacles_to_tasks, records="task_added")
def add_task(
    brief: Brief, *, by: Person, at: datetime, title: str, text: str, criteria: Sequence[Criterion]
) -> Task:
    """Add a task to a brief."""
    task = Task.objects.create(
        brief=brief, position=brief.tasks.count() + 1, title=title, text=text
    )
    task.criteria.set(criteria)
    brief.authors.add(by)
    record(
        f"{by.name} added the task “{title}” to {brief}.", brief, name="task_added", by=by, at=at,
        title=title, criteria=[one.code for one in criteria],
    )  # fmt: skip
    return task


def obstacles_to_changing_task(task: Task, by: Person, at: datetime, **what: object) -> list[str]:
    return queries.obstacles_to_tasks(task.brief, by, at, **what)  # type: ignore[arg-type]


@action(by=WRITERS, unless=obstacles_to_changing_task, records="task_changed")
def change_task(
    task: Task, *, by: Person, at: datetime, title: str, text: str, criteria: Sequence[Criterion]
) -> Task:
    """Change a task of a brief."""
    task.title, task.text = title, text
    task.save(update_fields=["title", "text"])
    task.criteria.set(criteria)
    task.brief.authors.add(by)
    record(
        f"{by.name} changed the task “{title}” of {task.brief}.", task.brief, name="task_changed",
        by=by, at=at, title=title, criteria=[one.code for one in criteria],
    )  # fmt: skip
    return task


@action(by=WRITERS, unless=obstacles_to_changing_task, records="task_removed")
def remove_task(task: Task, *, by: Person, at: datetime, why: str) -> Brief:
    """Take a task out of a brief."""
    brief, title = task.brief, task.title
    task.delete()
    brief.authors.add(by)
    for position, one in enumerate(brief.tasks.all(), start=1):
        Task.objects.filter(pk=one.pk).update(position=position)
    record(
        f"{by.name} took the task “{title}” out of {brief}: {why}", brief, name="task_removed",
        by=by, at=at, title=title, why=why,
    )  # fmt: skip
    return brief


@action(by=WRITERS, unless=queries.obstacles_to_changing, records="file_attached")
def attach_to_brief(brief: Brief, *, by: Person, at: datetime, taken: Taken) -> Attachment:
    """Attach a file to a brief: a form to fill in, a data set, a picture."""
    brief.authors.add(by)
    return attach(brief, taken, by=by, at=at)


@action(by=WRITERS, unless=queries.obstacles_to_changing, records="file_taken_off")
def take_off_brief(
    brief: Brief, *, by: Person, at: datetime, attachment: Attachment, why: str
) -> Brief:
    """Take a file off a brief."""
    take_off(attachment, brief, by=by, at=at, why=why)
    brief.authors.add(by)
    return brief


@action(by=WRITERS, unless=queries.obstacles_to_changing, records="lesson_taken")
def take_lesson(
    brief: Brief, *, by: Person, at: datetime, verification: Verification, words: str
) -> LessonTaken:
    """Say what this brief made of what an earlier verification taught. Clause IVF-10."""
    made, _ = LessonTaken.objects.update_or_create(
        brief=brief, verification=verification, defaults={"words": words, "by": by, "at": at}
    )
    record(
        f"{by.name} said what {brief} makes of the lesson “{verification.lesson}”: {words}", brief,
        name="lesson_taken", by=by, at=at, lesson=verification.lesson, words=words,
    )  # fmt: skip
    return made


@action(by=WRITERS, unless=queries.obstacles_to_sending, records="brief_sent")
def send_brief(brief: Brief, *, by: Person, at: datetime) -> Brief:
    """Send a brief for verification, with the dates that the plan in force has."""
    planned = planned_in_force(brief.assignment)
    assert planned is not None
    brief.hand_out_on, brief.hand_in_on = planned.hand_out_on, planned.hand_in_on
    brief.resubmit_by = planned.resubmit_by
    brief.state, brief.sent_by, brief.sent_at = BriefState.AT_VERIFICATION, by, at
    brief.save()
    tasks = [(one.title, [c.code for c in one.criteria.all()]) for one in queries.tasks_of(brief)]
    record(
        f"{by.name} sent version {brief.version} of the brief “{brief.title}” for verification, with "
        f"{how_many(len(tasks), 'task')}.", brief, name="brief_sent", by=by, at=at,
        version=brief.version, tasks=tasks, hand_out_on=brief.hand_out_on,
        hand_in_on=brief.hand_in_on, ai_rule=brief.ai_rule,
    )  # fmt: skip
    return brief
