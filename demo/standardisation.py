"""How Thornmere's teams were briefed and standardised in September, and who still is not."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.programmes.models import Programme
from fairmark.standardisation import actions, practice_actions
from fairmark.standardisation.models import Attendance

LONDON = ZoneInfo("Europe/London")


class Team(Protocol):
    """What this story needs of the college."""

    centre: Centre
    people: dict[str, Person]
    programmes: dict[str, Programme]

    def on(self, when: datetime, work: Callable[[datetime], object]) -> None: ...


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=LONDON)


def agreed_on(college: Team) -> None:
    """A briefing of everybody, two standardisations, and a meeting of the teams to come.

    Joanne was ill on the day her team was standardised; Wei has yet to be.
    """
    college.on(at(date(2025, 9, 12), 16), lambda when: _brief(college, when))
    college.on(at(date(2025, 9, 17), 14), lambda when: _business(college, when))
    college.on(at(date(2025, 9, 18), 16), lambda when: _science(college, when))
    college.on(at(date(2025, 9, 22), 8), lambda when: _confirm(college, when))
    college.on(at(date(2025, 10, 1), 16), lambda when: _share(college, when))


def _named(college: Team, *names: str) -> list[Person]:
    return [college.people[name] for name in names]


def _brief(college: Team, when: datetime) -> None:
    actions.record_team_event(
        college.centre, by=college.people["ruth"], at=when, kind="briefing",
        title="Briefing for assessors and verifiers", on=when.date(),
        programmes=list(college.programmes.values()), led_by=college.people["ruth"],
        people=_named(college, "meera", "funmi", "wei", "lorna", "joanne", "priti", "owen"),
        material="The assessment policy of this year; the briefs of last year.",
        outcome="Everybody read what a resubmission needs, and by when work goes back.",
        points="Put the hand-in days into every class calendar: programme leaders.",
    )  # fmt: skip


def _business(college: Team, when: datetime) -> None:
    actions.record_team_event(
        college.centre, by=college.people["meera"], at=when, kind="standardisation",
        title="Standardisation of Business", on=when.date(),
        programmes=[college.programmes["XBS3A"], college.programmes["XBS3E"]],
        led_by=college.people["meera"], people=_named(college, "meera", "priti"),
        material="Two reports of last year on unit 1, without names.",
        outcome="Analysis needs a reason and its effect; a list of points is a pass.",
        points="Meera catches up with Joanne, who was ill.",
    )  # fmt: skip


def _science(college: Team, when: datetime) -> None:
    actions.record_team_event(
        college.centre, by=college.people["funmi"], at=when, kind="standardisation",
        title="Standardisation of Applied Science", on=when.date(),
        programmes=[college.programmes["XAS3A"]], led_by=college.people["funmi"],
        people=_named(college, "funmi", "lorna", "owen"),
        material="A titration report, judged apart.",
        outcome="A distinction weighs the sources of error against each other.",
    )  # fmt: skip


def _confirm(college: Team, when: datetime) -> None:
    for name in ("meera", "funmi"):
        part = Attendance.objects.filter(person=college.people[name]).earliest("event__on")
        actions.confirm_part(part, by=part.person, at=when)


def _share(college: Team, when: datetime) -> None:
    note = practice_actions.share_practice(
        college.centre, by=college.people["lorna"], at=when, title="A witness sheet on one page",
        what="One row for each criterion, filled in at the bench. Learners sign it the same day.",
        programmes=[college.programmes["XAS3A"]],
    )  # fmt: skip
    practice_actions.adopt_practice(
        note, by=college.people["priti"], at=when.replace(hour=17),
        programme=college.programmes["XBS3E"],
    )  # fmt: skip
    actions.plan_team_event(
        college.centre, by=college.people["ruth"], at=when, kind="sharing",
        title="What worked this term", on=date(2026, 3, 18),
        programmes=list(college.programmes.values()), led_by=college.people["ruth"],
    )  # fmt: skip
