"""P17: the application cannot alter the trail. Each statement is tried as the application would."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction

from fairmark.trail import schema
from fairmark.trail.apps import _still_guarded
from fairmark.trail.checking import verify
from fairmark.trail.models import Event
from tests.builders import a_centre

pytestmark = pytest.mark.django_db

ANYWHERE = [
    "UPDATE trail_event SET name = 'other'",
    "UPDATE trail_event SET body = body WHERE sequence = 1",
    "UPDATE trail_event SET hash = prev WHERE sequence = 1",
    "UPDATE trail_event SET sequence = sequence + 1",
    "UPDATE trail_event SET centre_id = 99",
    "DELETE FROM trail_event",
    "DELETE FROM trail_event WHERE sequence = 2",
    "DELETE FROM trail_event WHERE 1 = 1",
    "UPDATE trail_particulars SET sentence = 'Nothing happened.'",
    "UPDATE trail_particulars SET salt = 'ff'",
    "DELETE FROM trail_particulars",
    "INSERT INTO trail_event SELECT 'x' || substr(id, 2), centre_id, sequence, at, name, actor, role,"
    " object, subject, body, prev, hash FROM trail_event WHERE sequence = 1",
    "INSERT INTO trail_event SELECT 'x' || substr(id, 2), centre_id, sequence + 9, at, name, actor,"
    " role, object, subject, body, prev, hash FROM trail_event WHERE sequence = 1",
    "INSERT INTO trail_event SELECT 'x' || substr(id, 2), centre_id, sequence + 2, at, name, actor,"
    " role, object, subject, body, hash, hash FROM trail_event WHERE sequence = 1",
    "INSERT INTO trail_particulars SELECT event_id, 'Twice', details, salt FROM trail_particulars",
    "INSERT INTO trail_event SELECT 'y' || substr(id, 2), 77, 5, at, name, actor, role, object,"
    " subject, body, prev, hash FROM trail_event WHERE sequence = 1",
]
SQLITE = [
    "UPDATE OR REPLACE trail_event SET sequence = 1 WHERE sequence = 2",
    "INSERT OR REPLACE INTO trail_event SELECT * FROM trail_event WHERE sequence = 1",
    "REPLACE INTO trail_particulars SELECT event_id, 'Other', details, salt FROM trail_particulars",
    "DROP TRIGGER trail_event_no_update",
    "DROP TABLE trail_event",
    "ALTER TABLE trail_event RENAME TO gone",
]
POSTGRESQL = [
    "TRUNCATE trail_event",
    "TRUNCATE trail_particulars CASCADE",
    "UPDATE trail_event SET at = at",
    "MERGE INTO trail_event USING (SELECT 1) s ON sequence = 1 WHEN MATCHED THEN DELETE",
]


@pytest.fixture
def centre():
    return a_centre()


def statements():
    yield from ANYWHERE
    yield from SQLITE if connection.vendor == "sqlite" else POSTGRESQL


def test_no_statement_of_the_application_alters_the_trail(centre):
    before = list(Event.objects.order_by("sequence").values_list("id", "hash"))
    executed = []
    for statement in statements():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                executed.append(statement)
        except DatabaseError:
            continue
    assert executed == []
    assert list(Event.objects.order_by("sequence").values_list("id", "hash")) == before
    assert verify(centre).ok


def test_without_its_triggers_the_trail_could_be_altered(centre, settings):
    """The twin: what the test above would see if the guard were gone."""
    with transaction.atomic():
        _unguard()
        with schema.unlocked(connection), connection.cursor() as cursor:
            cursor.execute("UPDATE trail_event SET name = 'other' WHERE sequence = 1")
            assert cursor.rowcount == 1
        transaction.set_rollback(True)


def test_a_missing_trigger_is_noticed_after_migrate_and_at_start(centre):
    assert schema.problems(connection) == []
    with transaction.atomic():
        _unguard()
        assert schema.problems(connection) == ["trigger trail_event_no_update is missing"]
        with pytest.raises(ImproperlyConfigured, match="no longer guarded"):
            _still_guarded(using="default")
        assert not verify(centre).ok
        transaction.set_rollback(True)


def _unguard():
    on = "" if connection.vendor == "sqlite" else " ON trail_event"
    with schema.unlocked(connection), connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER trail_event_no_update{on}")
