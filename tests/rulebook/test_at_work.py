"""Whose rules are read: of the centre at work, anew for each request, action, day and command."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairmark.assurance.queries import board_of
from fairmark.centre.working import centre_at_work, forget, read_at_work, work_for, working_for
from fairmark.people.rules import Role
from fairmark.planner import actions as plan_actions
from fairmark.planner.feed import token
from fairmark.rulebook import actions
from fairmark.rulebook.queries import rule
from fairmark.site import daily
from fairmark.trail.writing import record
from fairmark.workflow import actions as workflow
from tests.builders import MONDAY
from tests.rulebook.test_amending import ON, a_row, put, try_out

pytestmark = pytest.mark.django_db
KEY = "appeals.other_decision_days"


def value():
    return rule(KEY, on=ON).value


def test_work_is_nested_and_ends():
    assert centre_at_work() is None
    with working_for(1):
        with working_for(2):
            assert centre_at_work() == 2
        assert centre_at_work() == 1
    assert centre_at_work() is None


def test_what_is_read_is_read_once_and_forgotten_in_the_work_around():
    read = iter(range(10))
    with working_for(1):
        assert [read_at_work("x", lambda: next(read)) for _ in range(2)] == [0, 0]
        with working_for(1):
            assert read_at_work("x", lambda: next(read)) == 1
            forget("x")
            assert read_at_work("x", lambda: next(read)) == 2
        assert read_at_work("x", lambda: next(read)) == 3
    assert read_at_work("x", lambda: next(read)) == 4


def test_a_rule_is_one_query_for_as_long_as_work_lasts(centre, quinn):
    put(centre, quinn, a_row())
    with working_for(centre.pk), CaptureQueriesContext(connection) as asked:
        assert [value() for _ in range(50)] == [21] * 50
    assert len(asked) <= 2  # which amendments, and the first time what they say


def test_an_action_reads_anew_what_a_page_has_read_before(centre, quinn):
    amendment = try_out(centre, quinn, a_row())
    seen = []

    @workflow.action(by=Role.QUALITY_NOMINEE, records="looked")
    def look(centre, *, by, at):
        """Look at the rule."""
        seen.append(value())
        record(f"{by.name} looked.", centre, name="looked", by=by, at=at)

    try:
        with working_for(centre.pk):
            assert value() == 14
            with working_for(centre.pk):  # another request, at the same time
                actions.put_rules_in_use(amendment, by=quinn, at=MONDAY)
                assert value() == 21
            look(centre, by=quinn, at=MONDAY)
    finally:
        workflow._registry.pop("rulebook.look", None)
        workflow._registry.pop(look.room + ".look", None)
    assert seen == [21]


def test_the_day_s_jobs_read_the_rules_of_their_centre(centre, quinn, monkeypatch):
    put(centre, quinn, a_row())
    seen = []
    monkeypatch.setattr(daily, "check_board", lambda *_, **__: seen.append(value()) or 0)
    daily.do_day(centre, at=MONDAY)
    assert seen == [21]
    assert centre_at_work() is None


def test_a_calendar_is_read_by_the_rules_of_its_centre(centre, quinn, client):
    row = a_row("year.grades", "8 July", unit="day of the academic year")
    feed = plan_actions.make_calendar(centre, by=quinn, at=MONDAY, role=Role.EXAMS_OFFICER)
    before = client.get(f"/calendar/{token(feed, feed.made_by)}.ics").content
    put(centre, quinn, row)
    after = client.get(f"/calendar/{token(feed, feed.made_by)}.ics").content
    assert b"20260705" in before
    assert b"20260708" in after
    assert b"20260705" not in after


def test_the_board_asks_once_more_and_no_oftener(centre, quinn):
    with working_for(centre.pk), CaptureQueriesContext(connection) as as_it_came:
        board_of(centre, ON)
    put(centre, quinn, a_row())
    with working_for(centre.pk):
        board_of(centre, ON)
    with working_for(centre.pk), CaptureQueriesContext(connection) as amended:
        board_of(centre, ON)
    assert len(amended) <= len(as_it_came)


READER = """
import sys, django
django.setup()
from datetime import date
from fairmark.centre.models import Centre
from fairmark.centre.working import working_for
from fairmark.rulebook.queries import rule
centre = Centre.objects.get(number=sys.argv[1])
for _ in sys.stdin:
    with working_for(centre.pk):
        print(rule("appeals.other_decision_days", on=date(2025, 10, 6)).value, flush=True)
"""


@pytest.mark.django_db(transaction=True)
def test_another_process_sees_it_as_soon_as_it_is_committed(centre, quinn):
    """Two processes that both have read the pack before: neither keeps what is no longer so."""
    with subprocess.Popen(
        [sys.executable, "-c", READER, centre.number], stdin=subprocess.PIPE, text=True,
        stdout=subprocess.PIPE, env=_same_database(connection.settings_dict["NAME"]),
    ) as reader:  # fmt: skip

        def other():
            reader.stdin.write("\n")
            reader.stdin.flush()
            return int(reader.stdout.readline())

        assert other() == 14
        amendment = put(centre, quinn, a_row())
        assert other() == 21
        actions.take_rules_back(amendment, by=quinn, at=MONDAY, why="x")
        assert other() == 14
        reader.stdin.close()


def _same_database(name):
    """The environment of a process that opens the database of this test."""
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = urlsplit(os.environ["FAIRMARK_DATABASE_URL"])._replace(path=f"/{name}").geturl()
    return os.environ | {
        "FAIRMARK_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "fairmark.site.settings",
    }  # fmt: skip


def test_a_command_works_for_its_centre(centre, quinn):
    put(centre, quinn, a_row())
    work_for(centre.pk)
    assert value() == 21
