"""What teams do at events: plan, record as held, correct, catch up, and confirm one's part."""

from collections.abc import Iterable, Mapping, Sequence
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
from fairmark.standardisation.models import Attendance, Confirmation, Correction, TeamEvent
from fairmark.trail.writing import record
from fairmark.ui.words import how_many
from fairmark.workflow.actions import action

_LEADERS = (Role.LEAD_INTERNAL_VERIFIER, Role.PROGRAMME_LEADER, Role.QUALITY_NOMINEE)
_STAFF = (*_LEADERS, Role.INTERNAL_VERIFIER, Role.ASSESSOR, Role.HEAD_OF_CENTRE, Role.EXAMS_OFFICER)
#: What an event says in words, and what may be corrected.
WORDS = ("title", "material", "outcome", "points")


def _obstacles_to_event(
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
        found += _led_by_others(programmes, by, at)
    if led_by is not None and on is not None:
        roles = queries.roles_on(led_by, on)
        if led_by.centre_id != centre.pk or not set(roles) & set(_LEADERS):
            found.append(
                f"{led_by.name} was no lead internal verifier, programme leader or quality nominee "
                f"on {on:%-d %B %Y}. Name who led it."
            )
    return found


def _led_by_others(programmes: Iterable[Programme], by: Person, at: datetime) -> list[str]:
    """A role on one of an event's programmes gives none on the others."""
    return [
        f"You lead nothing on {one.short_title}. Its own leaders record its events."
        for one in programmes
        if one.centre_id != by.centre_id or role_used(by, _LEADERS, one.scopes(), at) is None
    ]


def obstacles_to_planning(
    centre: Centre, by: Person, at: datetime, *, on: date | None = None,
    programmes: Sequence[Programme] | None = None, led_by: Person | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    return _obstacles_to_event(centre, by, at, on, False, programmes, led_by)


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
    found = _obstacles_to_event(centre, by, at, on, True, programmes, led_by)
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


@action(by=_LEADERS, unless=obstacles_to_planning, anywhere=True, records="team_event_planned")
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
    by=_LEADERS, unless=obstacles_to_recording, anywhere=True,
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
    found = _led_by_others(event.programmes.all(), by, at)
    found += rules.obstacles_to_a_day(
        event.on, today=timezone.localdate(at), has_year=True, held=True
    )
    return found + _obstacles_to_what_was_held(event.centre_id, event.on, people, outcome)


@action(by=_LEADERS, unless=obstacles_to_holding, records=("team_event_held", "file_attached"))
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


def obstacles_to_correcting(
    event: TeamEvent, by: Person, at: datetime, *, words: Mapping[str, str] | None = None, **_: Any
) -> list[str]:
    if not event.is_held:
        return ["It has not been held yet. There is nothing to correct."]
    if found := _led_by_others(event.programmes.all(), by, at):
        return found
    if words is None:
        return []
    if (
        not words.get("title", event.title).strip()
        or not words.get("outcome", event.outcome).strip()
    ):
        return ["A title and what was agreed are needed."]
    if not _changes(event, words):
        return ["Nothing is different from what the record says."]
    return []


@action(by=_LEADERS, unless=obstacles_to_correcting, records="team_event_corrected")
def correct_team_event(
    event: TeamEvent, *, by: Person, at: datetime, words: Mapping[str, str], why: str
) -> TeamEvent:
    """Correct what the record of an event says. What it said before stays visible."""
    changed = _changes(event, words)
    for name, after in changed.items():
        Correction.objects.create(
            event=event, field=name, before=getattr(event, name), why=why, by=by, at=at
        )
        setattr(event, name, after)
    event.save(update_fields=list(changed))
    record(
        f"{by.name} corrected the record of “{event.title}”: {why}", event,
        name="team_event_corrected", by=by, at=at, why=why, fields=sorted(changed),
    )  # fmt: skip
    return event


def obstacles_to_adding(
    event: TeamEvent, by: Person, at: datetime, *, person: Person | None = None, **_: Any
) -> list[str]:
    if not event.is_held:
        return ["It has not been held yet. Who took part is recorded afterwards."]
    if found := _led_by_others(event.programmes.all(), by, at):
        return found
    if person is None:
        return []
    if event.attendances.filter(person=person, removed_at=None).exists():
        return [f"{person.name} is among those who took part already."]
    return obstacles_to_attending(event.on, event.centre_id, [person])


@action(by=_LEADERS, unless=obstacles_to_adding, records="attender_added")
def add_attender(
    event: TeamEvent, *, by: Person, at: datetime, person: Person, why: str
) -> Attendance:
    """Add somebody who took part in an event and was left out of its record."""
    made = _attend(event, person, by, at)
    record(
        f"{by.name} added {person.name} to those at “{event.title}”: {why}", event,
        name="attender_added", by=by, at=at, person=person.name, role=made.role, why=why,
    )  # fmt: skip
    return made


def obstacles_to_taking_off(
    attendance: Attendance, by: Person, at: datetime, **_: Any
) -> list[str]:
    if attendance.removed_at:
        return [f"{attendance.person.name} was taken off already."]
    if found := _led_by_others(attendance.event.programmes.all(), by, at):
        return found
    if attendance.confirmations.exists():
        return [
            f"{attendance.person.name} has confirmed taking part. Speak with them: their own word "
            "stays on the record."
        ]
    if not attendance.event.attendances.filter(removed_at=None).exclude(pk=attendance.pk).exists():
        return ["Nobody else took part. Add who did first."]
    return []


@action(by=_LEADERS, unless=obstacles_to_taking_off, records="attender_taken_off")
def take_off_attender(attendance: Attendance, *, by: Person, at: datetime, why: str) -> Attendance:
    """Take somebody off who did not take part. The record keeps who was named, and why not."""
    attendance.removed_by, attendance.removed_at, attendance.why_removed = by, at, why
    attendance.save(update_fields=["removed_by", "removed_at", "why_removed"])
    event = attendance.event
    record(
        f"{by.name} took {attendance.person.name} off those at “{event.title}”: {why}", event,
        name="attender_taken_off", by=by, at=at, person=attendance.person.name, why=why,
    )  # fmt: skip
    return attendance


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
    return _led_by_others(event.programmes.all(), by, at)


@action(by=_LEADERS, unless=obstacles_to_attaching, records="file_attached")
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
    made = [_attend(event, one, by, at) for one in people]
    if taken:
        attach(event, taken, by=by, at=at)
    record(
        f"{by.name} recorded “{event.title}” as held on {event.on:%-d %B %Y}: "
        f"{how_many(len(made), 'person', 'people')} took part.",
        event, name="team_event_held", by=by, at=at, kind=event.kind, on=event.on,
        programmes=[one.code for one in event.programmes.all()], led_by=event.led_by.name,
        people=[{"name": one.person.name, "role": one.role} for one in made],
    )  # fmt: skip


def _attend(event: TeamEvent, person: Person, by: Person, at: datetime) -> Attendance:
    """In the role that is judged by it, where somebody held several that day."""
    roles = queries.roles_on(person, event.on)
    role = next((one for one in queries.JUDGES if one in roles), roles[0])
    return Attendance.objects.create(event=event, person=person, role=role, by=by, at=at)


def _changes(event: TeamEvent, words: Mapping[str, str]) -> dict[str, str]:
    return {
        name: words[name] for name in WORDS if name in words and words[name] != getattr(event, name)
    }
