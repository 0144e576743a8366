"""What becomes of an event: moved or called off before it is held, corrected afterwards."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from fairmark.calendar.queries import year_of
from fairmark.people.models import Person
from fairmark.standardisation.actions import (
    LEADERS,
    attend,
    led_by_others,
    obstacles_to_attending,
    obstacles_to_event,
    role_there,
)
from fairmark.standardisation.models import Attendance, Correction, TeamEvent
from fairmark.standardisation.rules import Kind
from fairmark.trail.writing import record
from fairmark.ui.words import in_turn
from fairmark.workflow.actions import action

#: What the record of an event says, and what of it may be corrected.
SAYS = ("kind", "title", "on", "programmes", "led_by", "material", "outcome", "points")


def _obstacles_to_changing_a_plan(event: TeamEvent, by: Person, at: datetime) -> list[str]:
    if event.is_held:
        return ["It has been held. Correct its record instead."]
    if event.is_called_off:
        return [f"It was called off by {event.called_off_by}. Plan another."]
    return led_by_others(event.programmes.all(), by, at)


def obstacles_to_moving(
    event: TeamEvent, by: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    found = _obstacles_to_changing_a_plan(event, by, at)
    if found or on is None:
        return found
    if on == event.on:
        return [f"It is planned for {on:%-d %B %Y} already. Choose another day."]
    return obstacles_to_event(event.centre, by, at, on, False, None, event.led_by)


@action(by=LEADERS, unless=obstacles_to_moving, records="team_event_moved")
def move_team_event(event: TeamEvent, *, by: Person, at: datetime, on: date, why: str) -> TeamEvent:
    """Move a planned event to another day. The day it had stays visible."""
    before = event.on
    _keep_what_was_said(event, "on", why, by, at)
    year = year_of(event.centre, on)
    assert year is not None  # the obstacles refuse a day outside any year
    event.on, event.year = on, year
    event.save(update_fields=["on", "year"])
    record(
        f"{by.name} moved “{event.title}” from {before:%-d %B %Y} to {on:%-d %B %Y}: {why}", event,
        name="team_event_moved", by=by, at=at, before=before, on=on, why=why,
    )  # fmt: skip
    return event


def obstacles_to_calling_off(event: TeamEvent, by: Person, at: datetime, **_: Any) -> list[str]:
    return _obstacles_to_changing_a_plan(event, by, at)


@action(by=LEADERS, unless=obstacles_to_calling_off, records="team_event_called_off")
def call_off_team_event(event: TeamEvent, *, by: Person, at: datetime, why: str) -> TeamEvent:
    """Call a planned event off. It stays in the list, with the reason."""
    event.called_off_by, event.called_off_at, event.why_called_off = by, at, why
    event.save(update_fields=["called_off_by", "called_off_at", "why_called_off"])
    record(
        f"{by.name} called “{event.title}” of {event.on:%-d %B %Y} off: {why}", event,
        name="team_event_called_off", by=by, at=at, on=event.on, why=why,
    )  # fmt: skip
    return event


def obstacles_to_correcting(
    event: TeamEvent, by: Person, at: datetime, *, says: Mapping[str, Any] | None = None, **_: Any
) -> list[str]:
    """What was held is corrected so that it can have been: the day, the people and who leads."""
    if not event.is_held:
        return ["It has not been held. Move it to another day, or call it off."]
    if found := led_by_others(event.programmes.all(), by, at):
        return found
    if says is None:
        return []
    if not says.get("title", event.title).strip() or not says.get("outcome", event.outcome).strip():
        return ["A title and what was agreed are needed."]
    changed = _changes(event, says)
    if not changed:
        return ["Nothing is different from what the record says."]
    on = changed.get("on", event.on)
    led_by = changed.get("led_by", event.led_by) if {"on", "led_by"} & set(changed) else None
    found = obstacles_to_event(event.centre, by, at, on, True, changed.get("programmes"), led_by)
    there = event.attendances.filter(removed_at=None).select_related("person")
    if "on" in changed:
        found += obstacles_to_attending(on, event.centre_id, [one.person for one in there])
    return found + _obstacles_from_their_word(event, changed)


def _obstacles_from_their_word(event: TeamEvent, changed: Mapping[str, Any]) -> list[str]:
    """Somebody's own word of a year cannot come to stand under another, or under nothing."""
    words = Attendance.objects.filter(event=event, confirmations__isnull=False)
    names = list(words.distinct().values_list("person__name", flat=True))
    if not names:
        return []
    who = in_turn(names)
    if "on" in changed and year_of(event.centre, changed["on"]) != event.year:
        return [
            f"{who} confirmed taking part in {event.year.label}, and that day is in another academic "
            "year. Their own word stays: record the other day as an event of its own."
        ]
    if changed.get("kind") == Kind.SHARING:
        return [
            f"{who} confirmed taking part in it as a {event.kind}. Their own word stays: record a "
            "meeting to share good practice as an event of its own."
        ]
    return []


@action(by=LEADERS, unless=obstacles_to_correcting, records="team_event_corrected")
def correct_team_event(
    event: TeamEvent, *, by: Person, at: datetime, says: Mapping[str, Any], why: str
) -> TeamEvent:
    """Correct what the record of an event says. What it said before stays visible."""
    changed = _changes(event, says)
    before = {name: _in_words(event, name) for name in changed}
    for name, after in changed.items():
        _keep_what_was_said(event, name, why, by, at)
        if name == "programmes":
            event.programmes.set(after)
        else:
            setattr(event, name, after)
    if "on" in changed:
        _as_of_its_day(event)
    event.save()
    record(
        f"{by.name} corrected the record of “{event.title}”: {why}", event,
        name="team_event_corrected", by=by, at=at, why=why, fields=sorted(changed), before=before,
        after={name: _in_words(event, name) for name in changed},
    )  # fmt: skip
    return event


def _as_of_its_day(event: TeamEvent) -> None:
    """The academic year, and the roles in which people took part, are those of the day."""
    year = year_of(event.centre, event.on)
    assert year is not None  # the obstacles refuse a day outside any year
    event.year = year
    for part in event.attendances.filter(removed_at=None).select_related("person"):
        role = role_there(part.person, event.on)
        if role != part.role:
            part.role = role
            part.save(update_fields=["role"])


def _changes(event: TeamEvent, says: Mapping[str, Any]) -> dict[str, Any]:
    """What of this differs from the record, by name."""
    kept = {name: getattr(event, name) for name in SAYS if name != "programmes"}
    found = {name: says[name] for name in kept if name in says and says[name] != kept[name]}
    programmes = says.get("programmes")
    if programmes is not None and set(programmes) != set(event.programmes.all()):
        found["programmes"] = list(programmes)
    return {name: found[name] for name in SAYS if name in found}


def _in_words(event: TeamEvent, name: str) -> str:
    """What the record says of one thing, as people read it."""
    if name == "programmes":
        return in_turn([one.short_title for one in event.programmes.all()])
    if name == "on":
        return f"{event.on:%-d %B %Y}"
    return event.get_kind_display() if name == "kind" else str(getattr(event, name))


def _keep_what_was_said(
    event: TeamEvent, name: str, why: str, by: Person, at: datetime
) -> None:  # fmt: skip
    Correction.objects.create(
        event=event, field=name, before=_in_words(event, name), why=why, by=by, at=at
    )


def obstacles_to_adding(
    event: TeamEvent, by: Person, at: datetime, *, person: Person | None = None, **_: Any
) -> list[str]:
    if not event.is_held:
        return ["It has not been held yet. Who took part is recorded afterwards."]
    if found := led_by_others(event.programmes.all(), by, at):
        return found
    if person is None:
        return []
    if event.attendances.filter(person=person, removed_at=None).exists():
        return [f"{person.name} is among those who took part already."]
    return obstacles_to_attending(event.on, event.centre_id, [person])


@action(by=LEADERS, unless=obstacles_to_adding, records="attender_added")
def add_attender(
    event: TeamEvent, *, by: Person, at: datetime, person: Person, why: str
) -> Attendance:
    """Add somebody who took part in an event and was left out of its record."""
    made = attend(event, person, by, at)
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
    if found := led_by_others(attendance.event.programmes.all(), by, at):
        return found
    if attendance.confirmations.exists():
        return [
            f"{attendance.person.name} has confirmed taking part. Speak with them: their own word "
            "stays on the record."
        ]
    if not attendance.event.attendances.filter(removed_at=None).exclude(pk=attendance.pk).exists():
        return ["Nobody else took part. Add who did first."]
    return []


@action(by=LEADERS, unless=obstacles_to_taking_off, records="attender_taken_off")
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
