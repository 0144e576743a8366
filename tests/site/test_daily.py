"""The day's jobs: done once whoever asks, and a centre that fails stops no other."""

import threading
from datetime import timedelta

import pytest
from django.core import mail

from fairmark.assurance.models import Reading
from fairmark.people.models import Account
from fairmark.planner.models import DayDone, Message, Reminder
from fairmark.site import daily
from fairmark.trail.models import Event, TrailCheck
from tests.builders import MONDAY, a_centre, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(erin):
    Account.objects.create(email="erin@example.ac.uk", person=erin)
    return erin


def test_a_day_checks_board_and_trail_and_sends_reminders_once(centre, office):
    first = daily.do_day(centre, at=MONDAY)
    assert first.turned > 50
    assert first.trail_ok
    assert (first.queued, first.sent, first.was_done) == (1, 1, False)
    assert Reading.objects.filter(centre=centre).count() == first.turned
    assert TrailCheck.objects.filter(centre=centre).count() == 1
    events = Event.objects.of_centre(centre).count()
    again = daily.do_day(centre, at=MONDAY + timedelta(hours=3))
    assert (again.was_done, again.sent) == (True, 0)
    assert Event.objects.of_centre(centre).count() == events
    assert len(mail.outbox) == 1


def test_the_next_day_is_another(centre, office):
    daily.do_day(centre, at=MONDAY)
    assert not daily.do_day(centre, at=MONDAY + timedelta(days=1)).was_done
    assert DayDone.objects.filter(centre=centre).count() == 2


def test_a_mail_that_failed_is_tried_on_the_same_day(centre, office, monkeypatch):
    monkeypatch.setattr("django.core.mail.EmailMessage.send", _away)
    assert daily.do_day(centre, at=MONDAY).sent == 0
    monkeypatch.undo()
    assert daily.do_day(centre, at=MONDAY + timedelta(hours=1)).sent == 1
    assert Message.objects.filter(sent_at=None).count() == 0


def _away(self):
    raise ConnectionRefusedError("nobody answers")


def test_a_centre_that_fails_stops_no_other(centre, time_machine, monkeypatch, caplog):
    other = a_centre(number="10999")
    a_person(other, "Somebody")
    time_machine.move_to(MONDAY)
    check = daily.check_board

    def fails_for_the_first(one, **what):
        if one == centre:
            raise RuntimeError("out of order")
        return check(one, **what)

    monkeypatch.setattr(daily, "check_board", fails_for_the_first)
    assert [one.centre for one in daily.look()] == [other.number]
    assert "failed" in caplog.text


def test_nothing_is_done_before_six_in_the_morning(centre, time_machine):
    time_machine.move_to(MONDAY.replace(hour=5, minute=59))
    assert daily.look() == []
    time_machine.move_to(MONDAY.replace(hour=6))
    assert len(daily.look()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_servers_at_once_do_the_day_once():
    from django.db import connection

    centre = a_centre(number="10998")
    found, gate = [], threading.Barrier(4)

    def serve():
        gate.wait()
        try:
            found.append(daily.do_day(centre, at=MONDAY))
        finally:
            connection.close()

    threads = [threading.Thread(target=serve) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.was_done for one in found) == [False, True, True, True]
    assert TrailCheck.objects.filter(centre=centre).count() == 1
    assert not Reminder.objects.exists()


@pytest.mark.django_db
def test_jobs_that_fail_are_begun_again(centre, office, monkeypatch):
    def fails(one, **what):
        raise RuntimeError("out of order")

    with monkeypatch.context() as patch:
        patch.setattr(daily, "check_board", fails)
        with pytest.raises(RuntimeError):
            daily.do_day(centre, at=MONDAY)
    assert daily.do_day(centre, at=MONDAY + timedelta(minutes=5)).was_done
    again = daily.do_day(centre, at=MONDAY + daily.TAKEN_OVER + timedelta(minutes=1))
    assert (again.was_done, again.queued) == (False, 1)
