"""Meetings: recorded with who came, minuted, and followed until what was agreed is done."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from fairmark.evidence.keeping import Taken, attach
from fairmark.people.models import Person
from fairmark.people.rules import STAFF_ROLES
from fairmark.programmes.models import Cohort
from fairmark.teaching import meeting_queries as queries
from fairmark.teaching import rules
from fairmark.teaching.actions import LEAD, TEAM
from fairmark.teaching.meeting_models import ActionPoint, Attendance, Meeting, Minutes
from fairmark.trail.writing import record
from fairmark.ui.words import how_many
from fairmark.workflow.actions import action


@action(by=TEAM, unless=queries.obstacles_to_recording, records="meeting_recorded")
def record_meeting(
    cohort: Cohort, *, by: Person, at: datetime, kind: str, held_on: date,
    present: Sequence[Person], apologies: Sequence[Person] = (), others: str = "",
) -> Meeting:  # fmt: skip
    """Record that the team met: when, what for, who was there and who sent apologies."""
    made = Meeting.objects.create(
        centre_id=cohort.centre_id, cohort=cohort, kind=kind, held_on=held_on, others=others,
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    came = [(one, Attendance.How.PRESENT) for one in present]
    came += [(one, Attendance.How.APOLOGIES) for one in apologies]
    Attendance.objects.bulk_create(
        Attendance(meeting=made, person=person, how=how) for person, how in came
    )
    record(
        f"{by.name} recorded the {made}: {how_many(len(present), 'member', 'members')} of staff "
        f"present{f', {len(apologies)} excused' if apologies else ''}.",
        made, name="meeting_recorded", by=by, at=at, kind=kind, held_on=held_on, others=others,
        present=[one.name for one in present], apologies=[one.name for one in apologies],
    )  # fmt: skip
    return made


@action(by=TEAM, unless=queries.obstacles_to_minuting, records=("minutes_written", "file_attached"))
def write_minutes(
    meeting: Meeting, *, by: Person, at: datetime, text: str, why: str = "",
    taken: Taken | None = None,
) -> Minutes:  # fmt: skip
    """Write the minutes of a meeting; later ones correct them and say why."""
    number = Minutes.objects.filter(meeting=meeting).count() + 1
    made = Minutes.objects.create(
        meeting=meeting, number=number, text=text.strip(), why=why if number > 1 else "",
        written_by=by, written_at=at,
    )  # fmt: skip
    did = f"corrected the minutes of the {meeting}: {why}" if number > 1 else (
        f"wrote the minutes of the {meeting}."
    )  # fmt: skip
    record(f"{by.name} {did}", meeting, name="minutes_written", by=by, at=at, number=number)
    if taken:
        attach(made, taken, by=by, at=at)
    return made


@action(by=TEAM, unless=queries.obstacles_to_setting, records="action_point_set")
def set_action_point(
    meeting: Meeting, *, by: Person, at: datetime, what: str, owner: Person, due_on: date
) -> ActionPoint:
    """Record what a meeting agreed that somebody does, by a day; it becomes their task."""
    made = ActionPoint.objects.create(
        meeting=meeting, what=what, owner=owner, due_on=due_on, set_by=by, set_at=at
    )
    record(
        f"{by.name} recorded an action of {owner.name} from the {meeting}, due on "
        f"{rules.said(due_on)}: {what}",
        made, name="action_point_set", by=by, at=at, owner=owner.name, due_on=due_on, what=what,
    )  # fmt: skip
    return made


def is_owner(point: Any, person: Person) -> bool:
    """Whether an action of a meeting is this person's."""
    return bool(point.owner_id == person.pk)


@action(
    by=tuple(sorted(STAFF_ROLES)), unless=queries.obstacles_to_finishing, whose=is_owner,
    anywhere=True, records="action_point_done",
)  # fmt: skip
def finish_action_point(
    point: ActionPoint, *, by: Person, at: datetime, what_was_done: str
) -> ActionPoint:
    """Say that an action of a meeting is done, and what was done."""
    point.done_by, point.done_at, point.what_was_done = by, at, what_was_done
    point.save(update_fields=["done_by", "done_at", "what_was_done"])
    record(
        f"{by.name} did what the {point.meeting} agreed, “{point.what}”: {what_was_done}",
        point, name="action_point_done", by=by, at=at, due_on=point.due_on,
    )  # fmt: skip
    return point


@action(by=LEAD, unless=queries.obstacles_to_giving, records="action_point_given")
def give_action_point(
    point: ActionPoint, *, by: Person, at: datetime, owner: Person, why: str
) -> ActionPoint:
    """Give an open action of a meeting to somebody else."""
    before = point.owner.name
    point.owner = owner
    point.save(update_fields=["owner"])
    record(
        f"{by.name} gave “{point.what}” from {before} to {owner.name}: {why}",
        point, name="action_point_given", by=by, at=at, owner=owner.name, before=before, why=why,
    )  # fmt: skip
    return point
