"""The trail's tables and triggers, as reviewed SQL, and the check that they are all there.

The tables are not Django's to manage: on SQLite an ordinary migration rebuilds a table and
drops its triggers without a word (docs/decisions/0004-the-trail-is-unmanaged.md).
"""

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from fairmark.trail.rules import NOTHING_BEFORE

EVENT_COLUMNS = (
    "id", "centre_id", "sequence", "at", "name", "actor", "role", "object", "subject",
    "body", "prev", "hash",
)  # fmt: skip
PARTICULARS_COLUMNS = ("event_id", "sentence", "details", "salt")

_REFUSED = "The trail is only ever added to."

SQLITE = [
    """CREATE TABLE trail_event (
    id TEXT PRIMARY KEY NOT NULL,
    centre_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    at TEXT NOT NULL,
    name TEXT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    object TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (centre_id, sequence)
) STRICT""",
    """CREATE TABLE trail_particulars (
    event_id TEXT PRIMARY KEY NOT NULL,
    sentence TEXT NOT NULL,
    details TEXT NOT NULL,
    salt TEXT NOT NULL
) STRICT""",
    "CREATE INDEX trail_event_subject ON trail_event (centre_id, subject, sequence)",
    "CREATE INDEX trail_event_object ON trail_event (centre_id, object, sequence)",
    "CREATE INDEX trail_event_name ON trail_event (centre_id, name, sequence)",
    f"""CREATE TRIGGER trail_event_follows BEFORE INSERT ON trail_event
WHEN NEW.sequence IS NOT 1 + COALESCE(
        (SELECT max(sequence) FROM trail_event WHERE centre_id = NEW.centre_id), 0)
    OR NEW.prev IS NOT COALESCE(
        (SELECT hash FROM trail_event WHERE centre_id = NEW.centre_id
         ORDER BY sequence DESC LIMIT 1), '{NOTHING_BEFORE}')
    OR json_extract(NEW.body, '$.prev') IS NOT NEW.prev
    OR json_extract(NEW.body, '$.sequence') IS NOT NEW.sequence
    OR json_extract(NEW.body, '$.centre') IS NOT NEW.centre_id
BEGIN SELECT RAISE(ABORT, 'This event does not follow the last one.'); END""",
    *(
        f"""CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"""
        for table in ("trail_event", "trail_particulars")
        for verb in ("UPDATE", "DELETE")
    ),
    """CREATE TRIGGER trail_particulars_once BEFORE INSERT ON trail_particulars
WHEN EXISTS (SELECT 1 FROM trail_particulars WHERE event_id = NEW.event_id)
    OR NOT EXISTS (SELECT 1 FROM trail_event WHERE id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'Particulars are written once, with their event.'); END""",
]

_POSTGRESQL_TABLES = [
    re.sub(r"\) STRICT$", ")", statement).replace("INTEGER NOT NULL", "BIGINT NOT NULL")
    for statement in SQLITE
    if not statement.startswith("CREATE TRIGGER")
]

#: Body of each function, by name. The trigger that calls it has the same name.
POSTGRESQL_FUNCTIONS = {
    "trail_event_follows": f"""
DECLARE last_sequence bigint; last_hash text;
BEGIN
    PERFORM pg_advisory_xact_lock(7141, NEW.centre_id::int);
    SELECT sequence, hash INTO last_sequence, last_hash FROM trail_event
        WHERE centre_id = NEW.centre_id ORDER BY sequence DESC LIMIT 1;
    IF NEW.sequence IS DISTINCT FROM coalesce(last_sequence, 0) + 1
        OR NEW.prev IS DISTINCT FROM coalesce(last_hash, '{NOTHING_BEFORE}')
        OR (NEW.body::json->>'prev') IS DISTINCT FROM NEW.prev
        OR (NEW.body::json->>'sequence')::bigint IS DISTINCT FROM NEW.sequence
        OR (NEW.body::json->>'centre')::bigint IS DISTINCT FROM NEW.centre_id
        OR NEW.hash IS DISTINCT FROM
            encode(sha256('\\x00'::bytea || convert_to(NEW.body, 'UTF8')), 'hex')
    THEN RAISE EXCEPTION 'This event does not follow the last one.'; END IF;
    RETURN NEW;
END""",
    "trail_only_added_to": f"""
BEGIN RAISE EXCEPTION '{_REFUSED}'; END""",
}

POSTGRESQL_TRIGGERS = {
    ("trail_event", "trail_event_follows"): (
        "CREATE TRIGGER trail_event_follows BEFORE INSERT ON trail_event "
        "FOR EACH ROW EXECUTE FUNCTION trail_event_follows()"
    ),
    **{
        (table, f"{table}_no_{verb.lower()}"): (
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"FOR EACH {'STATEMENT' if verb == 'TRUNCATE' else 'ROW'} "
            "EXECUTE FUNCTION trail_only_added_to()"
        )
        for table in ("trail_event", "trail_particulars")
        for verb in ("UPDATE", "DELETE", "TRUNCATE")
    },
}

POSTGRESQL = [
    *_POSTGRESQL_TABLES,
    *(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
        f"SET search_path FROM CURRENT AS $body${body}$body$"
        for name, body in POSTGRESQL_FUNCTIONS.items()
    ),
    *POSTGRESQL_TRIGGERS.values(),
]


def create(connection) -> None:
    """Make the trail's tables and triggers in an empty database."""
    connection.ensure_connection()
    with unlocked(connection), connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


def drop(connection) -> None:
    """Remove them. Only tests and the reverse of the first migration do this."""
    connection.ensure_connection()
    with unlocked(connection), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS trail_particulars")
        cursor.execute("DROP TABLE IF EXISTS trail_event")
        if connection.vendor == "postgresql":
            for name in POSTGRESQL_FUNCTIONS:
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")


def grant_application(connection, role: str) -> None:
    """Give a PostgreSQL role what the application needs of the trail: to read it and add to it."""
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute(f"REVOKE ALL ON trail_event, trail_particulars FROM {name}")
        cursor.execute(f"GRANT SELECT, INSERT ON trail_event, trail_particulars TO {name}")


def problems(connection) -> list[str]:
    """What is missing or altered in the tables and triggers that guard the trail."""
    expected = _expected(connection.vendor)
    found = _found(connection)
    gone = [f"{name} is missing" for name in expected if name not in found]
    altered = [
        f"{name} was altered" for name, text in expected.items() if found.get(name, text) != text
    ]
    extra = [f"{name} does not belong there" for name in found if name not in expected]
    return sorted(gone + altered + extra)


def digest(connection) -> str:
    """One hash over everything that guards the trail, to compare two databases by."""
    text = "\n".join(f"{name}\t{sql}" for name, sql in sorted(_found(connection).items()))
    return hashlib.sha256(text.encode()).hexdigest()


def _expected(vendor: str) -> dict[str, str]:
    if vendor == "sqlite":
        return {_name(statement): statement for statement in SQLITE}
    return {
        **{f"function {name}": body for name, body in POSTGRESQL_FUNCTIONS.items()},
        **{f"trigger {name}": f"on {table}, enabled" for table, name in POSTGRESQL_TRIGGERS},
    }


def _name(statement: str) -> str:
    kind, name = re.findall(r"CREATE (\w+) (\w+)", statement)[0]
    return f"{kind.lower()} {name}"


def _found(connection) -> dict[str, str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT type || ' ' || name, sql FROM sqlite_schema "
                "WHERE tbl_name IN ('trail_event', 'trail_particulars') AND sql IS NOT NULL"
            )
            return dict(cursor.fetchall())
        cursor.execute(
            "SELECT 'function ' || proname, prosrc FROM pg_proc "
            "WHERE proname LIKE 'trail\\_%' AND pronamespace = current_schema()::regnamespace"
        )
        functions = dict(cursor.fetchall())
        cursor.execute(
            "SELECT 'trigger ' || tgname, 'on ' || tgrelid::regclass || ', ' || "
            "CASE tgenabled WHEN 'O' THEN 'enabled' ELSE 'not enabled' END FROM pg_trigger "
            "WHERE tgrelid IN ('trail_event'::regclass, 'trail_particulars'::regclass) "
            "AND NOT tgisinternal"
        )
        return functions | dict(cursor.fetchall())


@contextmanager
def unlocked(connection) -> Iterator[None]:
    """Inside it the tables may be changed: for migrations, and for tests that play the intruder."""
    link = connection.connection if connection.vendor == "sqlite" else None
    if link is None:
        yield
        return
    link.set_authorizer(None)
    try:
        yield
    finally:
        link.set_authorizer(authorize)


_TABLES = {"trail_event", "trail_particulars"}
_GUARDED = _TABLES | {_name(statement).split()[1] for statement in SQLITE}
_DROPS = {
    sqlite3.SQLITE_DROP_TABLE, sqlite3.SQLITE_DROP_TRIGGER, sqlite3.SQLITE_DROP_INDEX,
    sqlite3.SQLITE_CREATE_TRIGGER,
}  # fmt: skip
_WEAKENING = {"writable_schema", "recursive_triggers", "ignore_check_constraints", "trusted_schema"}


def authorize(act, first, second, database, inside) -> int:
    """What SQLite asks before it prepares a statement of the application.

    Refuses to change or drop what guards the trail, whatever else the statement may do.
    """
    if act in _DROPS and (first in _GUARDED or second in _TABLES):
        return sqlite3.SQLITE_DENY
    if act == sqlite3.SQLITE_ALTER_TABLE and second in _TABLES:
        return sqlite3.SQLITE_DENY
    if act in (sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE) and first in _TABLES:
        return sqlite3.SQLITE_DENY
    if act == sqlite3.SQLITE_PRAGMA and first in _WEAKENING and second is not None:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
