"""What teams do at events: plan, record as held, attach what was used, and confirm one's part."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fairmark.calendar.queries import year_of
from fairmark.centre.models import Centre
from fairmark.evidence.keeping import Taken, attach
from fairmark.evidence.models import Attachment
from fairmark.people.models import Person
from fairmark.people.queries import role_used
from fairmark.people.rules import Role
from fairmark.programmes.models import Programme
from fairmark.standardisation import queries, rules
from fairmark.standardisation.models import Attendance, Confirmation, TeamEvent
from fairmark.trail.writing import record
from fairmark.ui.words import how_many
from fairmark.workflow.actions import action

LEADERS = (Role.LEAD_INTERNAL_VERIFIER, Role.PROGRAMME_LEADER, Role.QUALITY_NOMINEE)
_STAFF = (*LEADERS, Role.INTERNAL_VERIFIER, Role.ASSESSOR, Role.HEAD_OF_CENTRE, Role.EXAMS_OFFICER)


def obstacles_to_event(
    centre: Centre, by: Person, at: datetime, on: date | None, held: bool,
    programmes: Sequence[Programme] | None, led_by: Person | None,
) -> list[str]:  # fmt: skip
    found: list[str] = []
    if on is not None:
        found += rules.obstacles_to_a_day(
            on, today=timezone.localdate(at), has_year=year_of(centre, on) is not None, held=held
        )
    if programmes is not None:
        if not programmes:
            found.append("Say for which programmes it is.")
        found += led_by_others(programmes, by, at)
    if led_by is not None and on is not None:
        roles = queries.roles_on(led_by, on)
        if led_by.centre_id != centre.pk or not set(roles) & set(LEADERS):
            found.append(
                f"{led_by.name} was no lead internal verifier, programme leader or quality nominee "
                f"on {on:%-d %B %Y}. Name who led it."
            )
    return found


def led_by_others(programmes: Iterable[Programme], by: Person, at: datetime) -> list[str]:
    """A role on one of an event's programmes gives none on the others."""
    return [
        f"You lead nothing on {one.short_title}. Its own leaders record its events."
        for one in programmes
        if one.centre_id != by.centre_id or role_used(by, LEADERS, one.scopes(), at) is None
    ]


def obstacles_to_planning(
    centre: Centre, by: Person, at: datetime, *, on: date | None = None,
    programmes: Sequence[Programme] | None = None, led_by: Person | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    return obstacles_to_event(centre, by, at, on, False, programmes, led_by)


def obstacles_to_attending(event_on: date, centre_id: int, people: Sequence[Person]) -> list[str]:
    """Only staff of the day take part; learners and those who have left do not."""
    found = []
    for one in people:
        if one.centre_id != centre_id:
            found.append(f"{one.name} is not on this centre’s staff.")
        elif not queries.roles_on(one, event_on):
            found.append(
                f"{one.name} was not on the staff on {event_on:%-d %B %Y}. Take them off the list, "
                "or correct the day."
            )
    return found


def obstacles_to_recording(
    centre: Centre, by: Person, at: datetime, *, on: date | None = None,
    programmes: Sequence[Programme] | None = None, led_by: Person | None = None,
    people: Sequence[Person] | None = None, outcome: str | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    found = obstacles_to_event(centre, by, at, on, True, programmes, led_by)
    return found + _obstacles_to_what_was_held(centre.pk, on, people, outcome)


def _obstacles_to_what_was_held(
    centre_id: int, on: date | None, people: Sequence[Person] | None, outcome: str | None
) -> list[str]:
    found = []
    if people is not None:
        if not people:
            found.append("Say who took part.")
        if on is not None:
            found += obstacles_to_attending(on, centre_id, people)
    if outcome is not None and not outcome.strip():
        found.append("Say what was agreed.")
    return found


@action(by=LEADERS, unless=obstacles_to_planning, anywhere=True, records="team_event_planned")
def plan_team_event(
    centre: Centre, *, by: Person, at: datetime, kind: str, title: str, on: date,
    programmes: Sequence[Programme], led_by: Person, material: str = "",
) -> TeamEvent:  # fmt: skip
    """Plan a standardisation, a briefing or a meeting to share good practice."""
    event = _make(
        centre, kind, title, on, programmes, led_by, material, planned_by=by, planned_at=at
    )
    record(
        f"{by.name} planned “{title}” for {on:%-d %B %Y}, led by {led_by.name}.", event,
        name="team_event_planned", by=by, at=at, kind=kind, on=on,
        programmes=[one.code for one in programmes],
    )  # fmt: skip
    return event


@action(
    by=LEADERS, unless=obstacles_to_recording, anywhere=True,
    records=("team_event_held", "file_attached"),
)  # fmt: skip
def record_team_event(
    centre: Centre, *, by: Person, at: datetime, kind: str, title: str, on: date,
    programmes: Sequence[Programme], led_by: Person, people: Sequence[Person], outcome: str,
    material: str = "", points: str = "", taken: Taken | None = None,
) -> TeamEvent:  # fmt: skip
    """Record a standardisation, a briefing or a meeting that was held: who took part, what was agreed."""
    event = _make(
        centre, kind, title, on, programmes, led_by, material, outcome=outcome, points=points,
        held_by=by, held_at=at,
    )  # fmt: skip
    _keep(event, people, taken, by, at)
    return event


def obstacles_to_holding(
    event: TeamEvent, by: Person, at: datetime, *, people: Sequence[Person] | None = None,
    outcome: str | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    if event.is_held:
        return ["It is recorded as held already. Correct the record, or add who is missing."]
    if event.is_called_off:
        return ["It was called off. What was held after all is recorded as an event of its own."]
    found = led_by_others(event.programmes.all(), by, at)
    found += rules.obstacles_to_a_day(
        event.on, today=timezone.localdate(at), has_year=True, held=True
    )
    return found + _obstacles_to_what_was_held(event.centre_id, event.on, people, outcome)


@action(by=LEADERS, unless=obstacles_to_holding, records=("team_event_held", "file_attached"))
def hold_team_event(
    event: TeamEvent, *, by: Person, at: datetime, people: Sequence[Person], outcome: str,
    material: str = "", points: str = "", taken: Taken | None = None,
) -> TeamEvent:  # fmt: skip
    """Record a planned event as held: who took part, and what was agreed."""
    event.outcome, event.points = outcome, points
    event.material = material or event.material
    event.held_by, event.held_at = by, at
    event.save(update_fields=["outcome", "points", "material", "held_by", "held_at"])
    _keep(event, people, taken, by, at)
    return event


def obstacles_to_confirming(
    attendance: Attendance, by: Person, at: datetime, **_: Any
) -> list[str]:
    """It is one's own word, once in an academic year, of an event that brought it about."""
    if attendance.person_id != by.pk:
        return [f"Only {attendance.person.name} can confirm this: it is their own word."]
    if attendance.removed_at:
        return ["You were taken off the record of this event. Speak with who led it."]
    event = attendance.event
    if event.kind == rules.Kind.SHARING:
        return ["Only a briefing or a standardisation is confirmed."]
    if Confirmation.objects.filter(year=event.year, person=by).exists():
        return [f"You have confirmed it for {event.year.label} already."]
    return []


@action(by=_STAFF, unless=obstacles_to_confirming, anywhere=True, records="part_confirmed")
def confirm_part(attendance: Attendance, *, by: Person, at: datetime) -> Confirmation:
    """Confirm that you took part, and understand the method of assessment and your role."""
    event = attendance.event
    made = Confirmation.objects.create(
        centre_id=event.centre_id, year=event.year, attendance=attendance, person=by, at=at
    )
    record(
        f"{by.name} confirmed taking part in “{event.title}”, and understanding the method of "
        f"assessment and their role as {attendance.role}.",
        event, name="part_confirmed", by=by, at=at, year=event.year.label, role=attendance.role,
    )  # fmt: skip
    return made


def obstacles_to_attaching(event: TeamEvent, by: Person, at: datetime, **_: Any) -> list[str]:
    return led_by_others(event.programmes.all(), by, at)


@action(by=LEADERS, unless=obstacles_to_attaching, records="file_attached")
def attach_material(event: TeamEvent, *, by: Person, at: datetime, taken: Taken) -> Attachment:
    """Attach a file that was used at an event."""
    return attach(event, taken, by=by, at=at)


# -- how an event is written -------------------------------------------------------------------


def _make(
    centre: Centre, kind: str, title: str, on: date, programmes: Sequence[Programme],
    led_by: Person, material: str, **more: Any,
) -> TeamEvent:  # fmt: skip
    year = year_of(centre, on)
    assert year is not None  # the obstacles refuse a day outside any year
    event = TeamEvent.objects.create(
        centre=centre, year=year, kind=kind, title=title, on=on, led_by=led_by,
        material=material, **more,
    )  # fmt: skip
    event.programmes.set(programmes)
    return event


def _keep(
    event: TeamEvent, people: Sequence[Person], taken: Taken | None, by: Person, at: datetime
) -> None:  # fmt: skip
    """Who took part, the file that was used, and the event of the trail."""
    made = [attend(event, one, by, at) for one in people]
    if taken:
        attach(event, taken, by=by, at=at)
    record(
        f"{by.name} recorded “{event.title}” as held on {event.on:%-d %B %Y}: "
        f"{how_many(len(made), 'person', 'people')} took part.",
        event, name="team_event_held", by=by, at=at, kind=event.kind, on=event.on,
        programmes=[one.code for one in event.programmes.all()], led_by=event.led_by.name,
        people=[{"name": one.person.name, "role": one.role} for one in made],
    )  # fmt: skip


def attend(event: TeamEvent, person: Person, by: Person, at: datetime) -> Attendance:
    role = role_there(person, event.on)
    return Attendance.objects.create(event=event, person=person, role=role, by=by, at=at)


def role_there(person: Person, on: date) -> Role:
    """The role that is judged by it, where somebody held several that day."""
    roles = queries.roles_on(person, on)
    return next((one for one in queries.JUDGES if one in roles), roles[0])
