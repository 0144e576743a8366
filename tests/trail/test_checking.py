"""P15: any change of a byte is found, and the report says where."""

import random
import shutil
import sqlite3

import pytest
from django.db import connection, transaction

from fairmark.trail import checking, rules, schema
from fairmark.trail.models import Event, Particulars
from fairmark.trail.writing import NotInAnAction, record
from tests.builders import EARLY, a_centre, machine

pytestmark = pytest.mark.django_db


def test_a_new_centres_trail_is_whole():
    centre = a_centre()
    report = checking.verify(centre)
    assert (report.ok, report.events) == (True, 2)
    assert report.head == Event.objects.order_by("-sequence")[0].hash


def test_each_centre_has_a_trail_of_its_own():
    one, other = a_centre(), a_centre()
    assert [event.sequence for event in Event.objects.of_centre(one).order_by("sequence")] == [1, 2]
    assert checking.verify(one).ok
    assert checking.verify(other).ok


def test_nobody_writes_an_event_outside_an_action():
    centre = a_centre()
    with pytest.raises(NotInAnAction):
        record("Something.", centre, name="x", by=machine(centre), at=EARLY)


@pytest.mark.parametrize(
    ("table", "column", "value", "what"),
    [
        ("trail_event", "body", '{"v":1}', "no event"),
        ("trail_event", "hash", "0" * 64, "does not match its hash"),
        ("trail_event", "prev", "1" * 64, "does not link"),
        ("trail_event", "sequence", 9, "missing or moved"),
        ("trail_event", "name", "other", "name differs"),
        ("trail_event", "actor", "nobody", "actor differs"),
        ("trail_event", "subject", "learner:1", "subject differs"),
        ("trail_event", "at", "2001-01-01", "at differs"),
        ("trail_particulars", "sentence", "Nothing happened.", "particulars are not those"),
        ("trail_particulars", "details", "{}", "particulars are not those"),
        ("trail_particulars", "salt", "ab" * 32, "particulars are not those"),
        ("trail_particulars", "details", "{", "cannot be read"),
    ],
)
def test_a_changed_column_is_found_where_it_is(table, column, value, what):
    centre = a_centre()
    last = Event.objects.order_by("-sequence")[0]
    key = "id" if table == "trail_event" else "event_id"
    with transaction.atomic():
        with unguarded(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [value, last.id])
        report = checking.verify(centre)
        transaction.set_rollback(True)
    found = [problem for problem in report.problems if problem.sequence]
    assert any(what.replace("does not match", "do not match") in p.what for p in found), found


def test_particulars_that_are_gone_are_missed():
    centre = a_centre()
    with transaction.atomic():
        with unguarded():
            Particulars.objects.filter(event__sequence=1)._raw_delete("default")
        report = checking.verify(centre)
        transaction.set_rollback(True)
    assert "particulars are gone" in next(p.what for p in report.problems if p.sequence == 1)


def test_erased_particulars_leave_the_chain_whole():
    """The proof rests on the event alone; the sentence may go without breaking a link."""
    centre = a_centre()
    with transaction.atomic():
        with unguarded():
            Particulars.objects.all()._raw_delete("default")
        head = rules.NOTHING_BEFORE
        for event in Event.objects.of_centre(centre).order_by("sequence"):
            assert event.prev == head
            assert rules.leaf_hash(event.body.encode()) == event.hash
            head = event.hash
        transaction.set_rollback(True)


class unguarded:
    """The database as somebody with its file and its password has it: no triggers."""

    def __enter__(self):
        self.unlocked = schema.unlocked(connection)
        self.unlocked.__enter__()
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                for statement in schema.SQLITE:
                    if statement.startswith("CREATE TRIGGER"):
                        cursor.execute(f"DROP TRIGGER {statement.split()[2]}")
            else:
                cursor.execute("ALTER TABLE trail_event DISABLE TRIGGER ALL")
                cursor.execute("ALTER TABLE trail_particulars DISABLE TRIGGER ALL")

    def __exit__(self, *error):
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                for statement in schema.SQLITE:
                    if statement.startswith("CREATE TRIGGER"):
                        cursor.execute(statement)
            else:
                cursor.execute("ALTER TABLE trail_event ENABLE TRIGGER ALL")
                cursor.execute("ALTER TABLE trail_particulars ENABLE TRIGGER ALL")
        self.unlocked.__exit__(*error)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="flips bytes of a database file")
def test_a_flipped_byte_of_the_database_file_never_passes_for_the_truth(tmp_path):
    """1,500 random flips: each is reported, or changes nothing that the trail says."""
    centre = a_centre()
    place = connection.settings_dict["NAME"]
    connection.close()
    original = open(place, "rb").read()  # noqa: SIM115
    truth = _told(place, centre.pk)
    missed = []
    chance = random.Random(20260223)
    flipped = tmp_path / "flipped.sqlite3"
    for _ in range(1500):
        where, bit = chance.randrange(len(original)), 1 << chance.randrange(8)
        changed = bytearray(original)
        changed[where] ^= bit
        flipped.write_bytes(changed)
        if _reported(flipped, centre.pk):
            continue
        if _told(flipped, centre.pk) != truth:
            missed.append(where)
    shutil.rmtree(tmp_path, ignore_errors=True)
    assert missed == []


def _told(place, centre_id):
    """Every value of the trail, or None where the file cannot be read."""
    link = sqlite3.connect(f"file:{place}?mode=ro", uri=True)
    try:
        events = link.execute(
            "SELECT * FROM trail_event e LEFT JOIN trail_particulars p ON p.event_id = e.id "
            "WHERE centre_id = ? ORDER BY sequence", [centre_id]
        ).fetchall()  # fmt: skip
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None
    finally:
        link.close()
    return events


def _reported(place, centre_id):
    """What `verify` would report, by the same rules, on a file that Django does not hold open."""
    link = sqlite3.connect(f"file:{place}?mode=ro", uri=True)
    try:
        found = dict(link.execute(
            "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE tbl_name IN "
            "('trail_event', 'trail_particulars') AND sql IS NOT NULL"))  # fmt: skip
        if found != {schema._name(text): text for text in schema.SQLITE}:
            return True
        report = checking.Report()
        columns = ", ".join(f"e.{name}" for name in schema.EVENT_COLUMNS)
        rows = link.execute(
            f"SELECT {columns}, p.sentence, p.details, p.salt FROM trail_event e LEFT JOIN "
            "trail_particulars p ON p.event_id = e.id WHERE e.centre_id = ? ORDER BY e.sequence",
            [centre_id],
        )
        for row in rows:
            checking._check(row, report)
        if report.problems:
            return True
        return link.execute("PRAGMA integrity_check").fetchall() != [("ok",)]
    except (sqlite3.DatabaseError, UnicodeDecodeError, UnicodeEncodeError):
        return True
    finally:
        link.close()
