"""How Thornmere College lives by its year plan: what it adds, confirms, finishes, and forgets."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from fairmark.calendar.models import AcademicYear
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.planner import actions, queries
from fairmark.planner.queries import Item
from fairmark.site import daily

LONDON = ZoneInfo("Europe/London")
#: What slipped, although somebody owned it.
FORGOTTEN = ("policy.appeals.induction",)
#: Who forgot their own part of it; the others did theirs.
FORGETFUL = "priti"
#: Mornings on which the demonstration shows the day's jobs; a real centre has them every day.
MORNINGS = (
    date(2025, 11, 10), date(2026, 1, 12), date(2026, 2, 9), date(2026, 2, 19), date(2026, 2, 23),
)  # fmt: skip


class Diary(Protocol):
    """What the demonstration is planned in."""

    centre: Centre
    people: dict[str, Person]
    nominee: Person

    def on(self, when: datetime, work: Callable[[datetime], object]) -> None: ...


def live_by(college: Diary) -> None:
    """Plan what the college does about its year, from September on."""
    year = AcademicYear.objects.get(centre=college.centre, label="2025/26")
    college.on(at(date(2025, 9, 10)), partial(_add, college, year))
    college.on(at(date(2025, 10, 3)), partial(_confirm, college, year))
    college.on(at(date(2025, 9, 12)), partial(_finish_in_time, college, year))
    college.on(at(date(2025, 9, 12), 11), partial(_subscribe, college))
    for day in MORNINGS:
        college.on(at(day, 6), partial(_morning, college))


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=LONDON)


def _morning(college: Diary, when: datetime) -> None:
    daily.do_day(college.centre, at=when)


def _add(college: Diary, year: AcademicYear, when: datetime) -> None:
    for what, on, role in (
        ("Report to the governors’ quality committee", date(2026, 3, 5), Role.QUALITY_NOMINEE),
        ("Open evening: course information is checked", date(2025, 11, 20), Role.PROGRAMME_LEADER),
    ):
        actions.add_plan_item(year, by=college.nominee, at=when, what=what, on=on, role=role)


def _confirm(college: Diary, year: AcademicYear, when: datetime) -> None:
    office = college.people["sandra"]
    for key, day in (
        ("year.modified_papers", date(2026, 1, 30)), ("year.arrangements_summer", date(2026, 3, 20)),
    ):  # fmt: skip
        if queries.item(year, key, on=when.date()):
            actions.move_plan_item(
                year, by=office, at=when, key=key, on=day, why="The key dates of 1 October say so."
            )


def _finish_in_time(college: Diary, year: AcademicYear, when: datetime) -> None:
    """Everything up to February is finished by its owner a day before it is due, but for what slipped."""
    for item in queries.year_plan(college.centre, year, on=when.date()):
        owners = item.people if item.is_of_each else item.people[:1]
        day = max(item.on - timedelta(days=1), when.date() + timedelta(days=1))
        if item.planned.by_records or day >= date(2026, 2, 22):
            continue
        for owner in owners:
            if item.key not in FORGOTTEN or owner != college.people[FORGETFUL]:
                college.on(at(day, 15), partial(_finish, year, item, owner))


def _finish(year: AcademicYear, item: Item, owner: Person, when: datetime) -> None:
    now = queries.item(year, item.key, on=when.date())
    if now and queries.waits_for(now, owner, {now.role}):
        actions.finish_plan_item(year, by=owner, at=when, key=item.key, note="Done in time.")


def _subscribe(college: Diary, when: datetime) -> None:
    actions.make_calendar(college.centre, by=college.nominee, at=when)
    actions.make_calendar(
        college.centre, by=college.people["sandra"], at=when, role=Role.EXAMS_OFFICER
    )
