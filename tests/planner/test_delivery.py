"""Reminders: queued once at each stage, sent after, tried again, never lost."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail

from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.planner import actions, delivery
from fairmark.planner.models import Message, RaisedTask, Reminder
from tests.builders import MONDAY, machine

pytestmark = pytest.mark.django_db
KEY = "year.arrangements_summer"
DUE = date(2026, 3, 21)


def at(day):
    return datetime.combine(day, time(6), tzinfo=UTC)


@pytest.fixture
def office(year, erin):
    """An exams officer with an address, and nothing but one item that waits for her."""
    Account.objects.create(email="erin@example.ac.uk", person=erin)
    return erin


def stages(person, key=KEY):
    return [one.stage for one in Reminder.objects.filter(person=person, key__contains=f":{key}:")]


def queue(centre, day):
    return delivery.queue_reminders(centre, by=machine(centre), at=at(day))


def test_a_month_a_week_the_day_and_overdue_each_once(centre, year, office):
    day = DUE - timedelta(days=40)
    while day <= DUE + timedelta(days=20):
        queue(centre, day)
        queue(centre, day)
        day += timedelta(days=1)
    assert stages(office) == ["30 days before", "7 days before", "0 days before", "overdue"]


def test_the_quality_nominee_is_told_a_week_after(centre, year, office, quinn):
    Account.objects.create(email="quinn@example.ac.uk", person=quinn)
    queue(centre, DUE + timedelta(days=6))
    assert stages(quinn) == []
    queue(centre, DUE + timedelta(days=7))
    assert stages(quinn) == ["overdue, nominee"]
    assert "(you are told as quality nominee)" in Message.objects.get(person=quinn, text__contains=
        "access arrangements, summer").text  # fmt: skip


def test_what_is_done_or_left_out_is_not_reminded_of(centre, year, office, quinn):
    actions.finish_plan_item(year, by=office, at=MONDAY, key=KEY)
    actions.leave_out_plan_item(year, by=quinn, at=MONDAY, key="year.grades", why="None.")
    queue(centre, DUE)
    queue(centre, date(2026, 7, 5))
    assert stages(office) == []
    assert stages(office, "year.grades") == []


def test_a_day_that_was_moved_is_reminded_of_anew(centre, year, office):
    queue(centre, DUE)
    actions.move_plan_item(year, by=office, at=MONDAY, key=KEY, on=DUE + timedelta(days=5),
                           why="Put back.")  # fmt: skip
    queue(centre, DUE + timedelta(days=5))
    assert stages(office) == ["0 days before", "0 days before"]


def test_one_mail_a_day_holds_everything_and_its_links(centre, year, office):
    RaisedTask.objects.create(centre=centre, key="x", title="Read the new guide", due_on=DUE,
                              role=Role.EXAMS_OFFICER, raised_by=office, raised_at=MONDAY)  # fmt: skip
    queue(centre, DUE)
    message = Message.objects.get(person=office)
    assert "Read the new guide" in message.text
    assert "http://127.0.0.1:8000/tasks/" in message.text
    assert "Saturday 21 March 2026, today" in message.text


def test_mail_is_sent_once_with_one_message_id(centre, year, office):
    queue(centre, DUE)
    by = machine(centre)
    assert delivery.deliver(centre, by=by, at=at(DUE)) == 1
    assert delivery.deliver(centre, by=by, at=at(DUE)) == 0
    assert [one.to for one in mail.outbox] == [["erin@example.ac.uk"]]
    assert mail.outbox[0].extra_headers["Message-ID"].startswith("<fairmark-")


def test_a_crash_between_sending_and_recording_loses_nothing(centre, year, office):
    """The mail goes again, under the same Message-ID, so that it is known as the same."""
    queue(centre, DUE)
    delivery.send(delivery.take(centre, at(DUE)))  # and here the machine stops
    assert delivery.deliver(centre, by=machine(centre), at=at(DUE)) == 0
    assert delivery.deliver(centre, by=machine(centre), at=at(DUE) + delivery.HELD) == 1
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_a_mail_server_that_is_away_is_tried_again_and_given_up_in_the_end(
    centre, year, office, monkeypatch
):
    queue(centre, DUE)
    by, moment = machine(centre), at(DUE)

    def away(self):
        raise ConnectionRefusedError("nobody answers")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    for tries in range(1, delivery.MOST_TRIES + 1):
        assert delivery.deliver(centre, by=by, at=moment) == 0
        message = Message.objects.get(person=office)
        assert message.tries == tries
        assert delivery.take(centre, moment) == []
        moment = message.next_try_at
    assert message.given_up_at is not None
    assert "nobody answers" in message.trouble
    assert delivery.take(centre, moment + timedelta(days=9)) == []


def test_somebody_without_an_address_gets_no_mail_and_stops_nobody(centre, year, erin):
    assert queue(centre, DUE) == 0
    assert stages(erin) == ["0 days before"]


def test_what_one_sender_has_taken_another_leaves_alone(centre, year, office):
    queue(centre, DUE)
    assert len(delivery.take(centre, at(DUE))) == 1
    assert delivery.take(centre, at(DUE)) == []


def test_a_mail_that_cannot_be_written_is_its_own_trouble_alone(centre, year, office, quinn):
    Account.objects.create(email="quinn@example.ac.uk", person=quinn)
    queue(centre, DUE + timedelta(days=7))
    Message.objects.filter(person=office).update(subject="Evil\r\nBcc: e@x.example")
    assert delivery.deliver(centre, by=machine(centre), at=at(DUE)) == 0
    moment = at(DUE + timedelta(days=7))
    assert delivery.deliver(centre, by=machine(centre), at=moment) == 1
    assert [one.to for one in mail.outbox] == [["quinn@example.ac.uk"]]
    spoilt = Message.objects.get(person=office)
    assert (spoilt.tries, spoilt.sent_at) == (1, None)
    assert "BadHeaderError" in spoilt.trouble


def test_a_line_break_in_a_title_becomes_a_space_in_the_subject(centre, year, office, quinn):
    actions.add_plan_item(year, by=quinn, at=MONDAY, what="Check\r\nthings", on=DUE,
                          role=Role.EXAMS_OFFICER)  # fmt: skip
    actions.finish_plan_item(year, by=office, at=MONDAY, key=KEY)
    queue(centre, DUE)
    assert "\n" not in Message.objects.get(person=office).subject
