"""Each control of the year plan has a twin: break the records and see it turn."""

from datetime import date, timedelta

import pytest

from fairmark.calendar.models import AcademicYear
from fairmark.guide.showing import State, shown
from fairmark.people.models import RoleHeld
from fairmark.people.rules import Role
from fairmark.planner import actions, queries
from fairmark.planner.rules import Standing
from tests.builders import MONDAY, a_person

pytestmark = pytest.mark.django_db
ON = date(2025, 10, 6)


def state(centre, on=ON):
    return shown("HBC-11", centre, on).state


@pytest.fixture
def kept(year, erin, quinn, hana):
    """A plan in which all that is due is done, near dates are confirmed, and posts are filled."""
    for role in Role:
        if role not in (Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE, Role.EXAMS_OFFICER):
            a_person(year.centre, f"Some {role}", role)
    for item in queries.year_plan(year.centre, year, on=ON):
        if item.standing in (Standing.OVERDUE, Standing.DUE) and not item.planned.by_records:
            actions.finish_plan_item(year, by=quinn, at=MONDAY, key=item.key)
    return year


def test_hbc_11_met_when_the_plan_is_kept(kept):
    showing = shown("HBC-11", kept.centre, ON)
    assert showing.state == State.MET
    assert showing.complete == 100


def test_hbc_11_twin_an_item_overdue(kept, quinn):
    actions.add_plan_item(kept, by=quinn, at=MONDAY, what="Governors’ report",
                          on=ON + timedelta(days=3), role=Role.HEAD_OF_CENTRE)  # fmt: skip
    assert state(kept.centre) == State.MET
    showing = shown("HBC-11", kept.centre, ON + timedelta(days=4))
    assert showing.state == State.NOT_MET
    assert [one.what for one in showing.findings] == ["Overdue: Governors’ report"]


def test_hbc_11_twin_a_date_that_nobody_confirmed(kept):
    on = date(2026, 3, 10)
    plan = queries.year_plan(kept.centre, kept, on=on)
    for item in plan:
        if (item.is_open and item.on <= on + timedelta(days=31) and item.is_sure) or (
            item.is_open and item.on < on
        ):
            actions.finish_plan_item(kept, by=_head(kept), at=MONDAY, key=item.key)
    assert state(kept.centre, on) == State.UNDER_WAY


def _head(year):
    return RoleHeld.objects.get(centre=year.centre, role=Role.HEAD_OF_CENTRE).person


def test_hbc_11_twin_a_post_that_nobody_holds(kept):
    RoleHeld.objects.filter(role=Role.EXAMS_OFFICER).update(until_at=MONDAY - timedelta(days=1))
    assert state(kept.centre) == State.NOT_MET


def test_hbc_11_twin_no_year(kept):
    assert state(kept.centre, date(2031, 1, 1)) == State.NOT_MET
    assert not AcademicYear.objects.filter(starts_on__year=2030).exists()
