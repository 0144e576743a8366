"""Which learners have confirmed the learners’ version of a policy, online or in a session."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, Value
from django.utils import timezone

from fairmark.calendar.queries import year_of
from fairmark.learners.models import Learner
from fairmark.people.models import Person
from fairmark.policies import readership
from fairmark.policies.life_queries import counting_for
from fairmark.policies.models import Acknowledgement, PolicyVersion
from fairmark.policies.planned import key_dates_of
from fairmark.policies.queries import version_in_force
from fairmark.programmes.models import Cohort
from fairmark.teaching import rules
from fairmark.teaching.queries import Listed, enrolled, listed_by_cohort, obstacles_to_day
from fairmark.teaching.rules import Gap, Kept
from fairmark.teaching.told_models import Telling
from fairmark.ui.words import how_many, in_turn

#: The policy whose learners’ version says how sources are named, the clause that asks for it, and
#: its key date by which every learner has confirmed it.
POLICY, CLAUSE, KEY_DATE = "malpractice", "MAL-3", "policy.malpractice.induction"


@dataclass(frozen=True)
class Line:
    """A learner of a cohort, and when they confirmed a policy; `online` where they said so here."""

    learner: Learner
    day: date | None
    online: bool = False


def confirmed(version: PolicyVersion) -> tuple[set[int], dict[int, date]]:
    """The people who confirmed a version online, and the learners who did in a session; one question."""
    counting = counting_for(version)
    online = Acknowledgement.objects.filter(version__in=counting).order_by()
    sessions = Telling.objects.filter(version__in=counting).order_by()
    rows = online.values_list(
        Value("online"), "person", Value(None, output_field=DateField())
    ).union(sessions.values_list(Value("session"), "learners", "told_on"), all=True)
    people: set[int] = set()
    told: dict[int, date] = {}
    for where, pk, day in rows:
        if where == "online":
            people.add(pk)
        else:
            told[pk] = max(day, told.get(pk, day))
    return people, told


def lines(cohort: Cohort, version: PolicyVersion, on: date) -> list[Line]:
    """Everybody on the class list, with the day on which they confirmed a version or None."""
    people = [one.learner for one in enrolled([cohort], on)]
    online, (_, sessions) = readership.when_read(version), confirmed(version)
    return [
        Line(one, timezone.localdate(online[one.person_id]), online=True)
        if one.person_id in online
        else Line(one, sessions.get(one.pk))
        for one in people
    ]


def says_how_sources_are_named(version: PolicyVersion) -> bool:
    """Whether the learners’ version has a section for it."""
    return any(CLAUSE in one.get("clauses", ()) for one in version.content["learner"])


def confirmed_by(version: PolicyVersion, on: date) -> date | None:
    """The day of this academic year by which the policy wants every learner to have confirmed it."""
    year = year_of(version.policy.centre, on)
    dates = key_dates_of(version, year) if year else ()
    return next((one.on for one in dates if one.key == KEY_DATE), None)


def told_kept(cohorts: Sequence[Cohort], on: date) -> dict[int, Kept]:
    """How many learners have confirmed how sources are named, by the day the policy sets.

    Source: MAL-3.
    """
    version = version_in_force(cohorts[0].centre, POLICY, on=on) if cohorts else None
    if version is None:
        return {one.pk: Kept(0, 0, 0, can_tell=False) for one in cohorts}
    people, sessions = confirmed(version)
    by, guided = confirmed_by(version, on), says_how_sources_are_named(version)
    listed = listed_by_cohort(cohorts, on)
    found = {}
    for one in cohorts:
        mine = listed[one.pk]
        short = [row for row in mine if row.person not in people and row.learner not in sessions]
        told = [sessions[row.learner] for row in mine if row.learner in sessions]
        gaps = []
        if not guided:
            gaps.append(Gap("the learners’ version does not say how sources are named",
                            "Publish the malpractice policy with a section on it."))  # fmt: skip
        gaps += _of_short(short, by, on)
        have = len(mine) - len(short)
        found[one.pk] = Kept(
            have, have if guided else 0, len(mine),
            f"The newest session on {rules.said(max(told))}" if told else "", tuple(gaps),
            can_tell=bool(mine),
        )  # fmt: skip
    return found


def _of_short(short: Sequence[Listed], by: date | None, on: date) -> list[Gap]:
    """Those who have not confirmed; only who was there before the policy’s day is late."""
    late = [row for row in short if by and row.starts_on <= by < on]
    words = "without having confirmed how sources are named"
    gaps = []
    if late:
        gaps.append(Gap(f"{how_many(len(late), 'learner')} {words}", "The policy’s day is past.",
                        len(late), by=by))  # fmt: skip
    if rest := len(short) - len(late):
        gaps.append(Gap(f"{how_many(rest, 'learner')} still to confirm how sources are named",
                        "Show them, and let them confirm it.", rest, is_bad=False, by=by
                        if by and by >= on else None))  # fmt: skip
    return gaps


# -- what stands in the way ------------------------------------------------------------------


def obstacles_to_telling(
    cohort: Cohort, by: Person, at: datetime, *, policy: str = "", told_on: date | None = None,
    learners: Iterable[Learner] = (), **_: Any,
) -> list[str]:  # fmt: skip
    """A policy for learners in force on that day, a day of the cohort, and who of its list was there."""
    if told_on is None:
        return []
    people = list(learners)
    found = obstacles_to_day(cohort, told_on)
    found += rules.still_to_come(told_on, timezone.localdate(at), "the session")
    version = version_in_force(cohort.centre, policy, on=told_on)
    if version is None or not version.content["learner"]:
        words = policy.replace("-", " ")
        found.append(f"No {words} policy with a part for learners was in force on "
                     f"{rules.said(told_on)}.")  # fmt: skip
    listed = set(enrolled([cohort], told_on).values_list("learner", flat=True))
    absent = [str(one) for one in people if one.pk not in listed]
    if absent:
        found.append(
            f"{in_turn(absent)} {'was' if len(absent) == 1 else 'were'} not on the class list of "
            f"{cohort.code} on {rules.said(told_on)}."
        )
    if not people:
        found.append("Tick who was there and confirmed it.")
    return found
