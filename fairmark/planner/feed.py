"""A calendar feed as other calendars read it. Source: RFC 5545."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from icalendar import Calendar, Event

from fairmark.calendar.models import AcademicYear
from fairmark.people.queries import roles_in_force
from fairmark.people.rules import Holding, Role
from fairmark.planner import queries
from fairmark.planner.models import CalendarFeed
from fairmark.planner.sources import Whose, tasks

#: How often a calendar program is asked to look again.
REFRESH = timedelta(hours=6)


def token(feed: CalendarFeed) -> str:
    """The secret part of the address; it changes when the feed is renewed."""
    proof = salted_hmac(
        "fairmark calendar feed", f"{feed.pk}.{feed.generation}", algorithm="sha256"
    )
    return f"{feed.pk}-{proof.hexdigest()[:40]}"


def address(feed: CalendarFeed) -> str:
    """The whole address, to be pasted into a calendar program."""
    return f"{settings.FAIRMARK_ADDRESS}/calendar/{token(feed)}.ics"


def feed_of(secret: str) -> CalendarFeed | None:
    """The feed of an address; None where the address is wrong, old or stopped."""
    pk = secret.partition("-")[0]
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    feed = CalendarFeed.objects.filter(pk=int(pk), stopped_at=None).select_related(
        "centre", "person"
    ).first()  # fmt: skip
    return feed if feed and constant_time_compare(token(feed), secret) else None


@dataclass(frozen=True)
class Entry:
    """One all-day entry of a calendar."""

    uid: str
    on: date
    title: str
    about: str
    link: str
    is_done: bool = False


def entries(feed: CalendarFeed, at: datetime) -> list[Entry] | None:
    """What stands in a feed; None where the person holds no role any more.

    Learners are never named: a calendar leaves the software.
    """
    on = timezone.localtime(at).date()
    if feed.person:
        holdings = tuple(roles_in_force(feed.person, at))
        if not holdings:
            return None
        roles = {holding.role for holding in holdings}
    else:
        holdings = (Holding(Role(feed.role), ("centre", feed.centre_id), at),)
        roles = {Role(feed.role)}
    found = list(_plan_of(feed, roles, on))
    if feed.person:
        found += _tasks_of(Whose(feed.centre, feed.person, holdings, on))
    return sorted(found, key=lambda one: (one.on, one.title))


def _plan_of(feed: CalendarFeed, roles: set[Role], on: date) -> Iterable[Entry]:
    soon = queries.rhythm(on).soon_days
    for year in queries.years_around(feed.centre, on, soon):
        yield from _year_of_plan(feed, roles, year, on)


def _year_of_plan(
    feed: CalendarFeed, roles: set[Role], year: AcademicYear, on: date
) -> Iterable[Entry]:
    for item in queries.year_plan(feed.centre, year, on=on):
        mine = queries.is_mine(item, feed.person, roles) if feed.person else item.role in roles
        if mine and not (item.decided and item.decided.left_out_at):
            yield Entry(
                f"plan-{year.pk}-{item.key}", item.on, item.what,
                f"{item.planned.source}." + ("" if item.is_sure else " Confirm this year’s date."),
                f"/plan/{year.pk}/{item.key}/", is_done=not item.is_open,
            )  # fmt: skip


def _tasks_of(whose: Whose) -> Iterable[Entry]:
    for task in tasks(whose):
        if task.due_on and not task.names_somebody and not task.link.startswith("/plan/"):
            key = task.link.strip("/").replace("/", "-")
            yield Entry(f"task-{key}", task.due_on, task.title, task.about, task.link)


def as_calendar(feed: CalendarFeed, found: Iterable[Entry], at: datetime) -> bytes:
    """The feed as iCalendar text."""
    calendar = Calendar()
    calendar.add("prodid", "-//Fairmark//Year plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{feed.centre.name}: {feed.person or feed.get_role_display()}")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for one in found:
        event = Event()
        event.add("uid", f"{one.uid}@{feed.centre.number}.fairmark")
        event.add("dtstamp", at.astimezone(UTC))
        event.add("dtstart", one.on)
        event.add("dtend", one.on + timedelta(days=1))
        event.add("summary", f"Done: {one.title}" if one.is_done else one.title)
        event.add("description", one.about)
        event.add("url", f"{settings.FAIRMARK_ADDRESS}{one.link}")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
