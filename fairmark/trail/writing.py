"""The one way to write an event: inside an action, in its transaction."""

import uuid
from collections.abc import Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, models

from fairmark.people.models import Person
from fairmark.trail import rules, schema


@dataclass
class Gathering:
    """What the action now running has recorded, and what it adds to each event."""

    role: str
    added: dict[str, Any] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


_gathering: ContextVar[Gathering | None] = ContextVar("gathering", default=None)


class NotInAnAction(RuntimeError):
    """Somebody tried to write an event outside an action."""


@contextmanager
def gathering(role: str, added: dict[str, Any]):
    """Opened by the action; yields what was recorded while it ran."""
    now = Gathering(role, added)
    token = _gathering.set(now)
    try:
        yield now
    finally:
        _gathering.reset(token)


@dataclass(frozen=True)
class Draft:
    """An event about to be written."""

    sentence: str
    about: models.Model
    name: str
    details: dict[str, Any] = field(default_factory=dict)


def record(
    sentence: str, about: models.Model, *, name: str, by: Person, at: datetime, **details: Any
) -> None:
    """Write one event: a sentence that still reads in ten years, and the details a report counts."""
    record_many([Draft(sentence, about, name, details)], by=by, at=at)


def record_many(drafts: Iterable[Draft], *, by: Person, at: datetime) -> int:
    """Write events in order, as one act of one person. Returns how many."""
    now = _gathering.get()
    if now is None:
        raise NotInAnAction("An event is written by an action, in its transaction.")
    events, particulars = [], []
    sequence, prev = _last(by.centre_id)
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    moment = moment.replace("+00:00", "Z")
    for draft in drafts:
        sequence += 1
        event, particular = _compose(draft, by, moment, now, sequence, prev)
        prev = event[-1]
        events.append(event)
        particulars.append(particular)
        now.names.append(draft.name)
    _insert("trail_event", schema.EVENT_COLUMNS, events)
    _insert("trail_particulars", schema.PARTICULARS_COLUMNS, particulars)
    return len(events)


def _compose(draft, by, moment, now, sequence, prev):
    salt = rules.new_salt()
    details = {key: plain(value) for key, value in (draft.details | now.added).items()}
    event_id = uuid.uuid4().hex
    thing, subject = _thing(draft.about), _subject(draft.about)
    commitments = {key: rules.commitment(salt, key, value) for key, value in details.items()}
    commitments["sentence"] = rules.commitment(salt, "sentence", draft.sentence)
    body = rules.canonical(
        {
            "v": rules.VERSION,
            "id": event_id,
            "centre": by.centre_id,
            "sequence": sequence,
            "at": moment,
            "name": draft.name,
            "actor": str(by.key),
            "role": now.role,
            "object": thing,
            "subject": subject,
            "commitments": commitments,
            "prev": prev,
        }
    )
    event = (
        event_id, by.centre_id, sequence, moment, draft.name, str(by.key), now.role, thing,
        subject, body.decode(), prev, rules.leaf_hash(body),
    )  # fmt: skip
    return event, (event_id, draft.sentence, rules.canonical(details).decode(), salt)


def plain(value: Any) -> Any:
    """A value in the few types an event may hold; dates and moments become ISO text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)


def _thing(about: models.Model) -> str:
    return f"{about._meta.model_name}:{about.pk}"


def _subject(about: models.Model) -> str:
    subject = getattr(about, "trail_subject", None)
    return subject() if subject else ""


def _last(centre_id: int) -> tuple[int, str]:
    with connection.cursor() as cursor:
        lock(centre_id, cursor)
        cursor.execute(
            "SELECT sequence, hash FROM trail_event WHERE centre_id = %s "
            "ORDER BY sequence DESC LIMIT 1",
            [centre_id],
        )
        return cursor.fetchone() or (0, rules.NOTHING_BEFORE)


def lock(centre_id: int, cursor) -> None:
    """Let one writer at a time into a centre, until its transaction ends.

    SQLite's IMMEDIATE transaction has done so already.
    """
    if connection.vendor == "postgresql":
        cursor.execute("SELECT pg_advisory_xact_lock(7141, %s)", [centre_id])


def _insert(table: str, columns: tuple[str, ...], rows: list[tuple]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608 (names are ours)
            f"VALUES ({', '.join(['%s'] * len(columns))})",
            rows,
        )
