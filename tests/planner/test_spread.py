"""How a year's plan is laid out: what matters first, and counts that lead to lists that hold."""

import re
from datetime import date, timedelta

import pytest

from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.planner import actions
from fairmark.planner.queries import Item
from fairmark.planner.rules import Planned, Standing
from fairmark.planner.spread import spread
from tests.builders import MONDAY

ON = date(2025, 11, 25)


def an_item(key, on, standing):
    return Item(Planned(key, key, on, "assessor", "x"), None, (), standing)


ITEMS = [
    an_item("september, done", date(2025, 9, 10), Standing.DONE),
    an_item("october, late", date(2025, 10, 20), Standing.OVERDUE),
    an_item("november, left out", date(2025, 11, 24), Standing.LEFT_OUT),
    an_item("today", ON, Standing.DUE),
    an_item("december, done early", date(2025, 12, 5), Standing.DONE),
    an_item("may", date(2026, 5, 15), Standing.TO_COME),
]


def keys(months):
    return [[one.key for one in month.items] for month in months]


def test_overdue_first_then_from_today_then_what_was():
    found = spread(ITEMS, on=ON, soon=ON + timedelta(days=30), is_this_year=True)
    assert [one.key for one in found.overdue] == ["october, late"]
    assert found.today == ON
    assert keys(found.coming) == [["today"], ["december, done early"], ["may"]]
    assert [one.is_near for one in found.coming] == [True, True, False]
    assert keys(found.earlier) == [["september, done"], ["november, left out"]]
    assert found.earlier_counts == [(Standing.DONE, 1), (Standing.LEFT_OUT, 1)]


def test_another_year_is_told_month_by_month():
    found = spread(ITEMS, on=ON, soon=ON, is_this_year=False)
    assert (found.overdue, found.today, found.earlier) == ((), None, ())
    assert sum(len(month.items) for month in found.coming) == len(ITEMS)
    assert all(month.is_near for month in found.coming)


def test_nothing_at_all_is_empty():
    assert spread([], on=ON, soon=ON, is_this_year=True).is_empty
    assert not spread(ITEMS[:1], on=ON, soon=ON, is_this_year=True).is_empty


@pytest.mark.django_db
@pytest.mark.parametrize("whose", ["", "mine"])
def test_each_count_at_the_head_leads_to_as_many_items(client, year, quinn, whose, time_machine):
    time_machine.move_to(MONDAY)
    for on, done in (
        (date(2025, 9, 20), False),
        (date(2025, 9, 25), True),
        (date(2025, 10, 8), False),
    ):
        one = actions.add_plan_item(year, by=quinn, at=MONDAY, what=f"By {on:%-d %B}", on=on,
                                    role=Role.QUALITY_NOMINEE)  # fmt: skip
        if done:
            actions.finish_plan_item(year, by=quinn, at=MONDAY, key=one.key)
    client.force_login(Account.objects.create(email="quinn@example.ac.uk", person=quinn))
    page = client.get(f"/plan/?whose={whose}").content.decode()
    counts = re.findall(
        r'<a href="(\?year=[^"]+state=[^"]+)">.*?</svg>[A-Za-z ]+ (\d+)</strong>', page
    )
    assert len(counts) == 4
    for address, number in counts:
        listed = client.get("/plan/" + address.replace("&amp;", "&")).content.decode()
        assert len(re.findall(r'<th scope="row"', listed)) == int(number)
    assert sum(int(number) for _, number in counts) == len(re.findall(r'<th scope="row"', page))


@pytest.mark.django_db
def test_the_page_marks_today_between_what_is_late_and_what_comes(
    client, year, quinn, time_machine
):
    time_machine.move_to(MONDAY)
    client.force_login(Account.objects.create(email="quinn@example.ac.uk", person=quinn))
    page = client.get("/plan/").content.decode()
    late, today, coming = (page.index(words) for words in (
        'id="overdue"', 'Today, <time datetime="2025-10-06">Monday 6 October 2025', ">November 2025<"
    ))  # fmt: skip
    assert late < today < coming
