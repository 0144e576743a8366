"""An item that each holder of a role does: whose part is done, who is missing, who may do what."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from fairmark.guide.showing import shown
from fairmark.people.models import Account, RoleHeld
from fairmark.people.queries import roles_in_force
from fairmark.people.rules import Role
from fairmark.planner import actions, delivery, queries
from fairmark.planner.models import PlanItem, PlanTick
from fairmark.planner.rules import Standing
from fairmark.planner.sources import Whose
from fairmark.trail.models import Event
from fairmark.workflow.refusals import Refused
from tests.builders import MONDAY, a_person, hold

pytestmark = pytest.mark.django_db
DUE = date(2025, 10, 20)
ON = MONDAY.date()


@pytest.fixture
def petra(centre):
    return a_person(centre, "Petra Leader", Role.PROGRAMME_LEADER)


@pytest.fixture
def key(year, quinn, pia, petra):
    return actions.add_plan_item(
        year, by=quinn, at=MONDAY, what="Show every learner the policy", on=DUE,
        role=Role.PROGRAMME_LEADER, each=True,
    ).key  # fmt: skip


def item(year, key, on=ON):
    return queries.item(year, key, on=on)


def tick(year, key, who, at=MONDAY):
    return actions.finish_plan_item(year, by=who, at=at, key=key, note="All of mine.")


def test_each_ticks_off_their_own_and_it_is_done_with_the_last(year, key, pia, petra):
    tick(year, key, pia)
    one = item(year, key)
    assert (one.standing, one.how_many_done, one.waits_for) == (Standing.DUE, 1, (petra,))
    assert Event.objects.order_by("-sequence")[0].sentence == (
        "Pia Leader finished their own part of “Show every learner the policy” in the year plan."
    )
    tick(year, key, petra, MONDAY + timedelta(days=3))
    one = item(year, key)
    assert (one.standing, one.waits_for) == (Standing.DONE, ())
    assert one.done_on == ON + timedelta(days=3)


def test_the_pages_say_how_many_have_done_it_and_who_has_not(
    client, year, key, pia, quinn, time_machine
):
    time_machine.move_to(MONDAY)
    tick(year, key, pia)
    client.force_login(Account.objects.create(email="quinn@example.ac.uk", person=quinn))
    plan = client.get("/plan/").content.decode()
    assert "1 of 2 done" in plan
    page = client.get(f"/plan/{year.pk}/{key}/").content.decode()
    assert "1 of 2 done" in page
    assert "Not yet: Petra Leader" in page
    assert "All of mine." in page
    assert "done/" not in page.partition("<main")[2].partition("fm-head__actions")[2][:200]


def test_what_is_the_roles_is_done_once_for_all_and_the_page_says_so(
    client, year, quinn, pia, petra, time_machine
):
    time_machine.move_to(MONDAY)
    one = actions.add_plan_item(year, by=quinn, at=MONDAY, what="Open evening", on=DUE,
                                role=Role.PROGRAMME_LEADER)  # fmt: skip
    client.force_login(Account.objects.create(email="pia@example.ac.uk", person=pia))
    assert (
        "Once, by any one of them, for all"
        in client.get(f"/plan/{year.pk}/{one.key}/").content.decode()
    )
    tick(year, one.key, petra)
    assert item(year, one.key).standing == Standing.DONE
    assert not PlanTick.objects.exists()


@pytest.mark.parametrize("again", [False, True])
def test_nobody_ticks_off_for_another_or_twice(year, key, quinn, pia, again):
    if again:
        tick(year, key, pia)
    who, why = (pia, "yours already") if again else (quinn, "waits for Petra Leader and Pia Leader")
    with pytest.raises(Refused, match=why):
        tick(year, key, who)
    assert PlanTick.objects.count() == again


def test_the_database_keeps_one_tick_of_each(year, key, pia):
    one = tick(year, key, pia)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanTick.objects.create(item=one, person=pia, at=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanItem.objects.create(year=year, key="year.grades", of_each=True)


def test_one_opens_their_own_part_again_and_the_nominee_everybodys(year, key, pia, petra, quinn):
    tick(year, key, pia)
    with pytest.raises(Refused, match="nothing to open"):
        actions.reopen_plan_item(year, by=petra, at=MONDAY, key=key, why="x")
    tick(year, key, petra)
    actions.reopen_plan_item(year, by=pia, at=MONDAY, key=key, why="Two came late.")
    assert item(year, key).waits_for == (pia,)
    tick(year, key, pia)
    actions.reopen_plan_item(year, by=quinn, at=MONDAY, key=key, why="The policy changed.")
    assert item(year, key).waits_for == (petra, pia)


def test_left_out_and_opened_again_it_keeps_what_was_done(year, key, pia, petra, quinn):
    tick(year, key, pia)
    actions.leave_out_plan_item(year, by=quinn, at=MONDAY, key=key, why="None this year.")
    with pytest.raises(Refused, match="left out already"):
        tick(year, key, petra)
    actions.reopen_plan_item(year, by=quinn, at=MONDAY, key=key, why="There are some.")
    assert item(year, key).waits_for == (petra,)


def test_who_leaves_is_not_waited_for_and_who_comes_later_is_not_asked(
    year, key, pia, petra, centre
):
    tick(year, key, pia)
    late = a_person(centre, "Lata Leader")
    hold(late, Role.PROGRAMME_LEADER, since=MONDAY + timedelta(days=30))
    on = ON + timedelta(days=40)
    assert item(year, key, on).people == (petra, pia)
    assert not queries.is_mine(item(year, key, on), late, {Role.PROGRAMME_LEADER})
    RoleHeld.objects.filter(person=petra).update(until_at=MONDAY + timedelta(days=35))
    assert item(year, key, on).standing == Standing.DONE
    assert item(year, key).standing == Standing.DUE


def test_where_nobody_is_in_post_the_nominee_may_say_that_it_is_done(year, key, quinn):
    RoleHeld.objects.filter(role=Role.PROGRAMME_LEADER).update(until_at=MONDAY)
    assert not item(year, key).has_owner
    tick(year, key, quinn)
    assert item(year, key).standing == Standing.DONE


def test_given_to_one_person_it_is_done_once(year, key, pia, petra, quinn):
    actions.give_plan_item(year, by=quinn, at=MONDAY, key=key, owner=petra)
    with pytest.raises(Refused, match="programme leader’s"):
        tick(year, key, pia)
    tick(year, key, petra)
    assert item(year, key).standing == Standing.DONE


def test_only_those_who_have_not_are_asked_and_reminded(year, key, pia, petra):
    tick(year, key, pia)

    def asked(who):
        whose = Whose(year.centre, who, tuple(roles_in_force(who, MONDAY)), ON)
        found = [row.task.link for rows in queries.tasks_for(whose).values() for row in rows]
        return f"/plan/{year.pk}/{key}/" in found

    assert (asked(pia), asked(petra)) == (False, True)
    reminded = [
        one.person for one in delivery.reminders_due(year.centre, DUE) if f":{key}:" in one.key
    ]
    assert reminded == [petra.pk]


def test_hbc_11_names_those_who_are_late(year, key, pia, petra):
    tick(year, key, pia)

    def late(on):
        return [one.about for one in shown("HBC-11", year.centre, on).findings
                if "Show every learner" in one.what]  # fmt: skip

    after = DUE + timedelta(days=1)
    assert late(after) == ["Added by us. Waits for Petra Leader."]
    tick(year, key, petra)
    assert late(after) == []


def test_a_key_date_of_a_policy_is_each_leaders_and_the_packs_sample_too(year):
    found = {one.key: one.is_of_each for one in queries.year_plan(year.centre, year, on=ON)}
    assert found["policy.registration.leavers"]
    assert found["year.first_sample"]
    assert not found["year.grades"]
