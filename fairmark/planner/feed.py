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
from fairmark.people.models import Person
from fairmark.people.queries import roles_in_force
from fairmark.people.rules import Holding, Role
from fairmark.planner import queries
from fairmark.planner.models import CalendarFeed
from fairmark.planner.sources import Reader, Whose, dated, tasks

#: How often a calendar program is asked to look again.
REFRESH = timedelta(hours=6)
#: How far beyond the year's end a calendar reaches: courses last longer than a year.
AFTER = timedelta(days=2 * 366)


def token(feed: CalendarFeed, reader: Person) -> str:
    """The secret part of the address; it changes when the feed is renewed.

    A team's calendar has an address for each who reads it, so that one ends without the others.
    """
    whose = [str(feed.pk)] if feed.person_id else [str(feed.pk), str(reader.pk)]
    proof = salted_hmac(
        "fairmark calendar feed", ".".join([whose[0], str(feed.generation), *whose[1:]]),
        algorithm="sha256",
    )  # fmt: skip
    return "-".join([*whose, proof.hexdigest()[:40]])


def address(feed: CalendarFeed, reader: Person) -> str:
    """The whole address, to be pasted into a calendar program."""
    return f"{settings.FAIRMARK_ADDRESS}/calendar/{token(feed, reader)}.ics"


def feed_of(secret: str) -> tuple[CalendarFeed, Person] | None:
    """The feed of an address, and whose address it is; None where it is wrong, old or stopped."""
    *numbers, _ = secret.split("-")
    if not all(one.isascii() and one.isdecimal() and len(one) < 19 for one in numbers):
        return None
    pks = [int(one) for one in numbers]
    feed = CalendarFeed.objects.filter(pk__in=pks[:1], stopped_at=None).select_related(
        "centre", "person"
    ).first()  # fmt: skip
    if feed is None:
        return None
    reader = feed.person or Person.objects.filter(pk__in=pks[1:], centre=feed.centre).first()
    is_theirs = reader and constant_time_compare(token(feed, reader), secret)
    return (feed, reader) if reader and is_theirs else None


@dataclass(frozen=True)
class Entry:
    """One all-day entry of a calendar."""

    uid: str
    on: date
    title: str
    about: str
    link: str
    is_done: bool = False


def entries(feed: CalendarFeed, reader: Person, at: datetime) -> list[Entry] | None:
    """What stands in a feed; None where who reads it holds no role any more, or has left the team.

    Learners are never named: a calendar leaves the software.
    """
    on = timezone.localtime(at).date()
    holdings = tuple(roles_in_force(reader, at))
    roles = {holding.role for holding in holdings}
    if feed.person and not holdings:
        return None
    if not feed.person:
        if not roles & {Role(feed.role), *queries.PLANNERS}:
            return None
        roles = {Role(feed.role)}
    found = list(_plan_of(feed, roles, on))
    found += _dates_of(feed, holdings, on)
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
            ticked = feed.person and item.is_of_each and item.tick_of(feed.person)
            yield Entry(
                f"plan-{year.pk}-{item.key}", item.on, item.what,
                f"{item.planned.source}." + ("" if item.is_sure else " Confirm this year’s date."),
                f"/plan/{year.pk}/{item.key}/", is_done=bool(ticked) or not item.is_open,
            )  # fmt: skip


def _dates_of(feed: CalendarFeed, holdings: tuple[Holding, ...], on: date) -> Iterable[Entry]:
    """The days of the year and of those around it that concern the person, or the team."""
    years = queries.years_around(feed.centre, on, queries.rhythm(on).soon_days)
    if not years:
        return
    role = None if feed.person else Role(feed.role)
    reader = Reader(feed.centre, holdings, feed.person, role)
    first, last = min(one.starts_on for one in years), years[0].ends_on + AFTER
    for one in dated(reader, first, last):
        yield Entry(one.key, one.on, one.what, one.about, one.link)


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
