"""Calendars: what stands in them, for whom, and when their address leads nowhere."""

from datetime import date

import pytest
from icalendar import Calendar

from fairmark.people.models import RoleHeld
from fairmark.people.rules import Role
from fairmark.planner import actions, feed, queries
from fairmark.registration import actions as registration_actions
from tests.builders import MONDAY, a_cohort, a_learner, a_person, an_enrolment, hold

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_monday(time_machine):
    time_machine.move_to(MONDAY)


def read(client, one):
    response = client.get(f"/calendar/{feed.token(one, one.made_by)}.ics")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar"
    return Calendar.from_ical(response.content)


def days(calendar):
    return {str(one["uid"]).partition("@")[0]: one.decoded("dtstart") for one in calendar.events}


def test_a_teams_calendar_has_the_dates_of_the_year_plan(client, year, quinn, erin, at_monday):
    actions.move_plan_item(year, by=erin, at=MONDAY, key="year.arrangements_summer",
                           on=date(2026, 3, 19), why="Published.")  # fmt: skip
    one = actions.make_calendar(year.centre, by=quinn, at=MONDAY, role=Role.EXAMS_OFFICER)
    plan = queries.year_plan(year.centre, year, on=MONDAY.date())
    expected = {f"plan-{year.pk}-{item.key}": item.on for item in plan
                if item.role == Role.EXAMS_OFFICER}  # fmt: skip
    assert expected
    assert days(read(client, one)) == expected
    assert expected[f"plan-{year.pk}-year.arrangements_summer"] == date(2026, 3, 19)


def test_what_is_left_out_is_not_there_and_what_is_done_says_so(
    client, year, quinn, erin, at_monday
):
    actions.leave_out_plan_item(year, by=quinn, at=MONDAY, key="year.grades", why="None.")
    actions.finish_plan_item(year, by=erin, at=MONDAY, key="year.deletions")
    one = actions.make_calendar(year.centre, by=erin, at=MONDAY)
    calendar = read(client, one)
    assert f"plan-{year.pk}-year.grades" not in days(calendar)
    said = [str(e["summary"]) for e in calendar.events if "deletions" in str(e["uid"])]
    assert said == ["Done: Last day to delete registrations made in error this year"]


def test_ones_own_calendar_has_tasks_too_but_names_no_learner(
    client, year, programme, erin, at_monday
):
    learner = a_learner(year.centre, surname="Canarybird")
    cohort = a_cohort(programme)
    enrolment = an_enrolment(cohort, learner)
    registration = registration_actions.register_learner(
        enrolment, by=erin, at=MONDAY, on=date(2025, 9, 15)
    )
    registration_actions.withdraw_learner(registration, by=erin, at=MONDAY, on=date(2025, 10, 1))
    an_enrolment(cohort)
    one = actions.make_calendar(year.centre, by=erin, at=MONDAY)
    text = client.get(f"/calendar/{feed.token(one, one.made_by)}.ics").content.decode()
    assert "Register 1 learner" in text
    assert "Canarybird" not in text


def test_a_renewed_stopped_or_guessed_address_leads_nowhere(client, year, erin, at_monday):
    one = actions.make_calendar(year.centre, by=erin, at=MONDAY)
    old = f"/calendar/{feed.token(one, one.made_by)}.ics"
    one = actions.make_calendar(year.centre, by=erin, at=MONDAY)
    assert client.get(old).status_code == 404
    new = f"/calendar/{feed.token(one, one.made_by)}.ics"
    assert client.get(new).status_code == 200
    last = new[-5]
    guessed = f"{new[:-5]}{'0' if last != '0' else '1'}.ics"
    assert client.get(guessed).status_code == 404
    for odd in ("x", "1", "1-", "²-a", f"{10**30}-a", f"1-{10**30}-a", "1-1-1-1", "-"):
        assert client.get(f"/calendar/{odd}.ics").status_code == 404
    actions.stop_calendar(one, by=erin, at=MONDAY)
    assert client.get(new).status_code == 404


def test_somebody_who_has_left_reads_nothing_more(client, year, erin, at_monday):
    one = actions.make_calendar(year.centre, by=erin, at=MONDAY)
    RoleHeld.objects.filter(person=erin).update(until_at=MONDAY)
    assert client.get(f"/calendar/{feed.token(one, one.made_by)}.ics").status_code == 404


def test_a_calendar_of_another_team_is_refused(year, pia, quinn):
    from fairmark.workflow.refusals import Refused

    with pytest.raises(Refused, match="Only those of this team"):
        actions.make_calendar(year.centre, by=pia, at=MONDAY, role=Role.EXAMS_OFFICER)
    assert actions.make_calendar(year.centre, by=quinn, at=MONDAY, role=Role.EXAMS_OFFICER)


def test_each_of_a_team_has_an_address_that_ends_when_they_leave_it(
    client, year, quinn, pia, at_monday
):
    stays = a_person(year.centre, "Petra Leader", Role.PROGRAMME_LEADER)
    one = actions.make_calendar(year.centre, by=pia, at=MONDAY, role=Role.PROGRAMME_LEADER)
    theirs = {who: f"/calendar/{feed.token(one, who)}.ics" for who in (pia, stays, quinn)}
    assert len(set(theirs.values())) == 3
    assert [client.get(each).status_code for each in theirs.values()] == [200, 200, 200]

    RoleHeld.objects.filter(person=pia).update(until_at=MONDAY)
    hold(pia, Role.ASSESSOR)
    assert [client.get(each).status_code for each in theirs.values()] == [404, 200, 200]


def test_a_teams_address_with_another_readers_number_leads_nowhere(
    client, year, pia, quinn, at_monday
):
    one = actions.make_calendar(year.centre, by=pia, at=MONDAY, role=Role.PROGRAMME_LEADER)
    proof = feed.token(one, pia).rpartition("-")[2]
    for forged in (
        f"{one.pk}-{quinn.pk}-{proof}",
        f"{one.pk}-{proof}",
        f"{one.pk}-{pia.pk}-{pia.pk}-{proof}",
    ):
        assert client.get(f"/calendar/{forged}.ics").status_code == 404


def test_ones_own_calendar_says_done_as_soon_as_ones_own_part_is(
    client, year, quinn, pia, at_monday
):
    a_person(year.centre, "Petra Leader", Role.PROGRAMME_LEADER)
    item = actions.add_plan_item(year, by=quinn, at=MONDAY, what="Tell the parents", each=True,
                                 on=date(2025, 11, 20), role=Role.PROGRAMME_LEADER)  # fmt: skip
    actions.finish_plan_item(year, by=pia, at=MONDAY, key=item.key)
    mine = actions.make_calendar(year.centre, by=pia, at=MONDAY)
    teams = actions.make_calendar(year.centre, by=pia, at=MONDAY, role=Role.PROGRAMME_LEADER)

    def said(one):
        return [str(e["summary"]) for e in read(client, one).events if item.key in str(e["uid"])]

    assert said(mine) == ["Done: Tell the parents"]
    assert said(teams) == ["Tell the parents"]
