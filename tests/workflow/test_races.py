"""P28, P32, P34: several at once. One wins, the others are told; a busy database delays, never breaks."""

import sqlite3
import threading
import time
import uuid

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client

from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.registration import actions
from fairmark.registration.models import Registration
from fairmark.trail.checking import verify
from fairmark.trail.models import Event
from fairmark.workflow.refusals import Refused
from tests.builders import MONDAY, a_centre, a_cohort, a_person, a_programme, an_enrolment

pytestmark = pytest.mark.django_db(transaction=True)

ON_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own locks")


def at_once(*jobs):
    """Run the jobs in threads that start together; return what each returned or raised."""
    gate, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place, job):
        try:
            gate.wait()
            results[place] = job()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.fixture
def cohort():
    return a_cohort(a_programme(a_centre()))


@pytest.fixture
def erin(cohort):
    return a_person(cohort.centre, "Erin Exams", Role.EXAMS_OFFICER, email="erin@example.ac.uk")


def test_of_six_who_register_one_learner_at_once_one_does(cohort, erin):
    for _ in range(20):
        enrolment = an_enrolment(cohort)

        def register(enrolment=enrolment):
            return actions.register_learner(enrolment, by=erin, at=MONDAY, on=MONDAY.date())

        results = at_once(*[register] * 6)
        won = [one for one in results if isinstance(one, Registration)]
        told = [one for one in results if isinstance(one, Refused)]
        assert (len(won), len(told)) == (1, 5), results
        assert all("already registered" in str(one) for one in told)
    assert Registration.objects.count() == 20
    assert verify(cohort.centre).ok


def test_the_trail_has_no_gap_however_many_write(cohort, erin):
    enrolments = [an_enrolment(cohort) for _ in range(24)]
    jobs = [
        lambda enrolment=enrolment: actions.register_learner(
            enrolment, by=erin, at=MONDAY, on=MONDAY.date()
        )
        for enrolment in enrolments
    ]
    for start in range(0, 24, 8):
        results = at_once(*jobs[start : start + 8])
        assert all(isinstance(one, Registration) for one in results), results
    sequences = list(
        Event.objects.of_centre(cohort.centre)
        .order_by("sequence")
        .values_list("sequence", flat=True)
    )
    assert sequences == list(range(1, len(sequences) + 1))
    assert verify(cohort.centre).ok


def test_the_same_post_sent_five_times_at_once_acts_once(cohort, erin):
    body = {
        "first_on": "27/10/2025", "last_on": "31/10/2025", "why": "Half term",
        "post_key": str(uuid.uuid4()),
    }  # fmt: skip
    account = Account.objects.get(email="erin@example.ac.uk")

    def send():
        client = Client()
        client.force_login(account)
        return client.post("/centre/calendar/closure/", body).status_code

    results = at_once(*[send] * 5)
    assert results == [302] * 5
    assert cohort.centre.closures.count() == 1


@ON_SQLITE
def test_a_writer_waits_for_another_and_then_succeeds(cohort, erin):
    hold = Lock(1.5)
    enrolment = an_enrolment(cohort)
    hold.take()
    started = time.monotonic()
    actions.register_learner(enrolment, by=erin, at=MONDAY, on=MONDAY.date())
    assert time.monotonic() - started > 1
    hold.join()


@ON_SQLITE
def test_beyond_its_patience_it_says_so_and_when_to_come_back(cohort, erin):
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(email="erin@example.ac.uk"))
    hold = Lock(3)
    hold.take()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 300")
    response = client.post(
        "/centre/calendar/closure/",
        {"first_on": "27/10/2025", "last_on": "31/10/2025", "why": "Half term"},
    )
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "nothing was lost" in response.content.decode()
    hold.join()
    connection.close()
    assert cohort.centre.closures.count() == 0


@ON_SQLITE
def test_a_transaction_that_begins_deferred_fails_where_ours_waits():
    """The twin of P28: why IMMEDIATE is compulsory."""
    a_centre()
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    place = str(connection.settings_dict["NAME"])
    connection.close()
    first = sqlite3.connect(place, isolation_level=None, timeout=5)
    second = sqlite3.connect(place, isolation_level=None, timeout=5)
    for link in (first, second):
        link.execute("BEGIN DEFERRED")
        link.execute("SELECT count(*) FROM centre_centre").fetchone()
    first.execute("UPDATE centre_centre SET name = name")
    started = time.monotonic()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        second.execute("UPDATE centre_centre SET name = name")
    assert time.monotonic() - started < 1
    for link in (first, second):
        link.close()


class Lock(threading.Thread):
    """Somebody else who holds the write lock for a while."""

    def __init__(self, seconds):
        super().__init__()
        self.seconds, self.held = seconds, threading.Event()

    def take(self):
        connection.close()
        self.start()
        assert self.held.wait(10)

    def run(self):
        link = sqlite3.connect(str(connections["default"].settings_dict["NAME"]), timeout=5)
        link.execute("BEGIN IMMEDIATE")
        self.held.set()
        time.sleep(self.seconds)
        link.rollback()
        link.close()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own locks")
def test_on_postgresql_too_a_writer_does_not_wait_for_ever(cohort, erin):
    enrolment = an_enrolment(cohort)
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(email="erin@example.ac.uk"))
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_advisory_xact_lock(7141, %s)", [cohort.centre.pk])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        with pytest.raises(OperationalError):
            actions.register_learner(enrolment, by=erin, at=MONDAY, on=MONDAY.date())
        response = client.post(
            "/centre/calendar/closure/",
            {"first_on": "27/10/2025", "last_on": "31/10/2025", "why": "Half term"},
        )
        assert response.status_code == 503
    finally:
        other.close()
        connection.close()
    assert not Registration.objects.exists()
