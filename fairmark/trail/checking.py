"""Checking that the trail is whole: order, links, hashes, columns and commitments."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, connection

from fairmark.centre.models import Centre
from fairmark.trail import rules, schema
from fairmark.trail.models import TrailCheck

_COLUMNS = {
    "id": 0, "centre": 1, "sequence": 2, "at": 3, "name": 4, "actor": 5, "role": 6,
    "object": 7, "subject": 8, "prev": 10,
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """Something wrong with the trail. `sequence` is None where it concerns no single event."""

    sequence: int | None
    what: str


@dataclass
class Report:
    events: int = 0
    head: str = rules.NOTHING_BEFORE
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems


def verify(centre: Centre) -> Report:
    """Read every event of the centre and report what does not hold. Memory stays bounded."""
    report = Report()
    report.problems += [Problem(None, f"{text}.") for text in schema.problems(connection)]
    try:
        for row in _rows(centre.pk):
            _check(row, report)
        if connection.vendor == "sqlite":
            report.problems += _integrity()
    except (DatabaseError, UnicodeDecodeError) as broken:
        report.problems.append(
            Problem(report.events + 1, f"The database file cannot be read here: {broken}.")
        )
    return report


def _rows(centre_id: int):
    with connection.chunked_cursor() as cursor:
        columns = ", ".join(f"e.{name}" for name in schema.EVENT_COLUMNS)
        cursor.execute(
            f"SELECT {columns}, p.sentence, p.details, p.salt FROM trail_event e "  # noqa: S608
            "LEFT JOIN trail_particulars p ON p.event_id = e.id "
            "WHERE e.centre_id = %s ORDER BY e.sequence",
            [centre_id],
        )
        while rows := cursor.fetchmany(2000):
            yield from rows


def _check(row: tuple, report: Report) -> None:
    sequence, body, prev, stored = row[2], row[9], row[10], row[11]
    found = []
    if sequence != report.events + 1:
        found.append(f"Expected event {report.events + 1} here: an event is missing or moved.")
    if prev != report.head:
        found.append("It does not link to the event before it.")
    if rules.leaf_hash(body.encode(errors="surrogateescape")) != stored:
        found.append("Its bytes do not match its hash: it was changed after it was written.")
    found += _read_body(row)
    report.problems += [Problem(sequence, what) for what in found]
    report.events, report.head = sequence, stored


def _read_body(row: tuple) -> list[str]:
    try:
        body = json.loads(row[9])
        wrong = [name for name, place in _COLUMNS.items() if body[name] != row[place]]
        commitments = body["commitments"]
    except (ValueError, KeyError, TypeError):
        return ["Its bytes are no event."]
    found = [f"Its {name} differs from the bytes that were hashed." for name in wrong]
    return found + _check_particulars(row, commitments)


def _check_particulars(row: tuple, commitments: dict[str, str]) -> list[str]:
    sentence, details, salt = row[12:15]
    if sentence is None:
        return ["Its particulars are gone, and no erasure was recorded."]
    try:
        values = json.loads(details) | {"sentence": sentence}
        opened = {name: rules.commitment(salt, name, value) for name, value in values.items()}
    except (ValueError, TypeError):
        return ["Its particulars cannot be read."]
    if opened != commitments:
        return ["Its particulars are not those it was written with."]
    return []


def _integrity() -> list[Problem]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        lines = [line for (line,) in cursor.fetchall()]
    return [
        Problem(None, f"The database file is damaged: {line}.") for line in lines if line != "ok"
    ]


def check_and_keep(centre: Centre, at: datetime) -> TrailCheck:
    """Verify, and keep the result for the foot of every page."""
    report = verify(centre)
    return TrailCheck.objects.create(
        centre=centre, checked_at=at, ok=report.ok, events=report.events, head=report.head,
        problems=[{"sequence": p.sequence, "what": p.what} for p in report.problems[:100]],
    )  # fmt: skip
