"""The year plan of a centre, and what somebody has to do today."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from fairmark.calendar.models import AcademicYear
from fairmark.calendar.queries import working_days_between
from fairmark.centre.models import Centre
from fairmark.people.models import Person, RoleHeld
from fairmark.people.queries import held_on, in_force
from fairmark.people.rules import Holding, Role
from fairmark.planner import rules, sources
from fairmark.planner.models import PlanItem, PlanTick, RaisedTask
from fairmark.planner.rules import Planned, Rhythm, Standing
from fairmark.planner.sources import Task, Whose
from fairmark.rulebook.queries import EVERY_FAMILY, rule, year_rules
from fairmark.ui.words import in_turn

#: What begins the key of an item that the centre added itself.
OWN = "own."


def rhythm(on: date) -> Rhythm:
    """When people are reminded, by the rule pack."""
    value = rule("planner.reminders", on=on).value
    return Rhythm(tuple(value["before"]), value["overdue_after"], value["nominee_after"])


# -- the year plan ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """An item of the year plan: as its source gives it, with what the centre decided about it."""

    planned: Planned
    decided: PlanItem | None
    people: tuple[Person, ...]
    standing: Standing
    is_of_each: bool = False
    ticks: tuple[PlanTick, ...] = ()

    @property
    def key(self) -> str:
        return self.planned.key

    @property
    def what(self) -> str:
        return self.planned.what

    @property
    def on(self) -> date:
        return self.decided.on if self.decided and self.decided.on else self.planned.on

    @property
    def role(self) -> str:
        return self.planned.role

    @property
    def is_own(self) -> bool:
        return self.key.startswith(OWN)

    @property
    def is_sure(self) -> bool:
        """Whether the day is known to hold this year: the source is sure, or the centre said so."""
        return self.planned.is_sure or bool(self.decided and self.decided.on)

    @property
    def is_open(self) -> bool:
        return self.standing not in (Standing.DONE, Standing.LEFT_OUT)

    @property
    def done_on(self) -> date | None:
        if self.decided and self.decided.done_at:
            return timezone.localtime(self.decided.done_at).date()
        if self.ticks and self.standing == Standing.DONE:
            return timezone.localtime(self.ticks[-1].at).date()
        return self.planned.done_on

    @property
    def waits_for(self) -> tuple[Person, ...]:
        """Whose turn it is: everybody it is, or those of each who have not done their own."""
        ticked = {one.person_id for one in self.ticks}
        return tuple(one for one in self.people if one.pk not in ticked)

    @property
    def how_many_done(self) -> int:
        """How many of those it is have done their own part."""
        return len(self.people) - len(self.waits_for)

    def tick_of(self, person: Person) -> PlanTick | None:
        """What somebody ticked off of an item that each does."""
        return next((one for one in self.ticks if one.person_id == person.pk), None)

    @property
    def has_owner(self) -> bool:
        return bool(self.people) or self.role == Role.LEARNER


def year_plan(centre: Centre, year: AcademicYear, *, on: date) -> list[Item]:
    """Every item of a year, in the order of their days. Source: clause HBC-11."""
    decided = {
        one.key: one
        for one in PlanItem.objects.filter(year=year)
        .select_related("person", "done_by", "left_out_by")
        .prefetch_related(Prefetch("ticks", PlanTick.objects.select_related("person")))
    }
    found = [*sources.planned(centre, year, on)]
    # A policy that dates what the rule pack dates too stands for both.
    known = {one.key for one in found}
    found += [one for one in days_of_the_pack(year, EVERY_FAMILY) if one.key not in known]
    found += [
        Planned(one.key, one.what, one.on, one.role, "Added by us", of_each=one.of_each)
        for one in decided.values()
        if one.key.startswith(OWN) and one.on
    ]
    holders = held_since(centre, on)
    soon = rhythm(on).soon_days
    items = [_item(one, decided.get(one.key), holders, on, soon) for one in found]
    return sorted(items, key=lambda item: (item.on, item.what))


def days_of_the_pack(year: AcademicYear, family: str) -> Iterator[Planned]:
    """The days that the rule pack's calendar has for one family, or for every one, in a year."""
    for one in year_rules(family, on=year.starts_on):
        on = rules.day_in_year(
            one.value["month"], one.value["day"], starts_on=year.starts_on, ends_on=year.ends_on
        )
        if on:
            yield Planned(
                key=one.key if family == EVERY_FAMILY else f"{one.key}.{family}",
                what=one.value["what"], on=on, role=one.value["who"],
                source=f"{one.document} ({one.cited})", is_sure=one.is_of_every_year,
                of_each=one.value.get("each", False),
            )  # fmt: skip


def _item(
    one: Planned, decided: PlanItem | None, holders: dict[str, dict[Person, date]], on: date,
    soon: int,
) -> Item:  # fmt: skip
    since = holders.get(one.role, {})
    people: Iterable[Person] = since
    day = decided.on if decided and decided.on else one.on
    named = decided.person if decided else None
    if named and not any(named in others for others in holders.values()):
        named = None
    is_of_each = one.of_each and not named
    ticks: tuple[PlanTick, ...] = ()
    if named:
        people = [named]
    elif is_of_each:
        asked = rules.asked_of_each({who.pk: from_on for who, from_on in since.items()}, due=day)
        people = [who for who in since if who.pk in asked]
        ticks = tuple(decided.ticks.all()) if decided else ()
    has_each_done = is_of_each and rules.has_each_done(
        [who.pk for who in people], [tick.person_id for tick in ticks]
    )
    stands = rules.standing(
        day, done=bool(one.done_on or (decided and decided.done_at) or has_each_done),
        left_out=bool(decided and decided.left_out_at), on=on, soon_days=soon,
    )  # fmt: skip
    return Item(one, decided, tuple(people), stands, is_of_each, ticks)


def held_since(centre: Centre, on: date) -> dict[str, dict[Person, date]]:
    """Who holds each role at the end of a day, and since when they do; in the order of names."""
    end = timezone.make_aware(datetime.combine(on, datetime.max.time()))
    found: dict[str, dict[Person, date]] = {}
    for one in held_on(centre, on):
        if one.person.is_system or not one.holding.in_force(end):
            continue
        from_on = timezone.localtime(one.from_at).date()
        found.setdefault(one.role, {}).setdefault(one.person, from_on)
    return found


def people_by_role(centre: Centre, on: date) -> dict[str, list[Person]]:
    """Who holds each role at the end of a day, each person once."""
    return {role: list(since) for role, since in held_since(centre, on).items()}


def item(year: AcademicYear, key: str, *, on: date) -> Item | None:
    """One item of a year's plan; None if it has none of that key."""
    return next((one for one in year_plan(year.centre, year, on=on) if one.key == key), None)


def open_items(centre: Centre, on: date) -> list[tuple[AcademicYear, Item]]:
    """What is still open on a day: of its year, of the one before, and of the next where it is near.

    What two years plan alike, such as a review, is named once. Of the year before only what fell due
    since the centre was set up here.
    """
    soon = rhythm(on).soon_days
    since = timezone.localtime(centre.set_up_at).date()
    found: dict[tuple[str, date], tuple[AcademicYear, Item]] = {}
    for year in years_around(centre, on, soon):
        for one in year_plan(centre, year, on=on):
            near = since <= one.on <= on + timedelta(days=soon)
            if one.is_open and (near or year.starts_on <= on <= year.ends_on):
                found.setdefault((one.key, one.on), (year, one))
    return sorted(found.values(), key=lambda each: (each[1].on, each[1].what))


def years_around(centre: Centre, on: date, soon: int) -> list[AcademicYear]:
    """The year of a day, the one before it, and one that begins soon; the latest first."""
    years = AcademicYear.objects.filter(centre=centre, starts_on__lte=on + timedelta(days=soon))
    return list(years.order_by("-starts_on")[:3])


def is_mine(one: Item, person: Person, roles: Iterable[str]) -> bool:
    """Whether somebody owns an item: by name, or by role where nobody in post is named."""
    if one.is_of_each:
        return person in one.people
    named = one.decided.person_id if one.decided else None
    if named and named in {other.pk for other in one.people}:
        return named == person.pk
    return one.role in set(roles)


def waits_for(one: Item, person: Person, roles: Iterable[str]) -> bool:
    """Whether an open item is somebody's, and they have not done their own part of it."""
    return one.is_open and is_mine(one, person, roles) and not one.tick_of(person)


#: Who answers for the whole plan.
PLANNERS = (Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE)


def _may_decide(one: Item, person: Person, at: datetime) -> bool:
    roles = {held.role for held in in_force(at).filter(person=person)}
    return bool(roles & set(PLANNERS)) or is_mine(one, person, roles)


def obstacles_to_planning(
    year: AcademicYear, person: Person, at: datetime, *, key: str | None = None, **_: Any
) -> list[str]:
    """There is such an item, and it is this person's to decide on."""
    if key is None:
        return []
    one = item(year, key, on=timezone.localtime(at).date())
    if one is None:
        return ["There is no such item in this year’s plan any more."]
    if not _may_decide(one, person, at):
        return [
            f"This is the {one.role}’s. They, the quality nominee or the head of centre decide."
        ]
    return []


def obstacles_to_finishing(
    year: AcademicYear, person: Person, at: datetime, *, key: str | None = None, **_: Any
) -> list[str]:
    found = obstacles_to_planning(year, person, at, key=key)
    one = item(year, key, on=timezone.localtime(at).date()) if key and not found else None
    if one and one.planned.by_records:
        return ["Nobody ticks this off: the records show it as soon as it is done."]
    if one and not one.is_open:
        return [f"It is {one.standing} already."]
    if one and one.is_of_each:
        return _obstacles_to_ticking(one, person)
    return found


def _obstacles_to_ticking(one: Item, person: Person) -> list[str]:
    """One's own part once; for nobody else. Where nobody is in post, those who plan may say it."""
    if one.people and person not in one.people:
        return [
            f"Each {one.role} ticks off their own, and it still waits for "
            f"{in_turn([str(who) for who in one.waits_for])}. If one person sees to it for all, "
            "name that person first."
        ]
    return ["You have done yours already."] if one.tick_of(person) else []


def obstacles_to_leaving_out(
    year: AcademicYear, person: Person, at: datetime, *, key: str | None = None, **_: Any
) -> list[str]:
    found = obstacles_to_planning(year, person, at, key=key)
    one = item(year, key, on=timezone.localtime(at).date()) if key and not found else None
    if one and not one.is_open:
        return [f"It is {one.standing} already."]
    return found


def obstacles_to_reopening(
    year: AcademicYear, person: Person, at: datetime, *, key: str | None = None, **_: Any
) -> list[str]:
    found = obstacles_to_planning(year, person, at, key=key)
    one = item(year, key, on=timezone.localtime(at).date()) if key and not found else None
    if one and one.is_of_each and one.tick_of(person):
        return found
    if one and (one.is_open or one.planned.done_on):
        return ["There is nothing to open again."]
    return found


def obstacles_to_moving(
    year: AcademicYear, person: Person, at: datetime, *, key: str | None = None,
    on: date | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    found = obstacles_to_planning(year, person, at, key=key)
    if found or key is None:
        return found
    one = item(year, key, on=timezone.localtime(at).date())
    if one and one.planned.by_records:
        return ["This day comes from the records; it moves when they do."]
    if one and not one.is_open:
        return [f"It is {one.standing} already."]
    return outside_the_year(year, on)


def outside_the_year(year: AcademicYear, on: date | None) -> list[str]:
    if on is None or year.starts_on <= on <= year.ends_on:
        return []
    return [
        f"{on:%-d %B %Y} is not in the academic year {year.label}, which runs from "
        f"{year.starts_on:%-d %B %Y} to {year.ends_on:%-d %B %Y}."
    ]


def obstacles_to_giving(
    year: AcademicYear, person: Person, at: datetime, *, key: str | None = None,
    owner: Person | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    found = obstacles_to_planning(year, person, at, key=key)
    if found or owner is None:
        return found
    if not staff(year.centre, at).filter(pk=owner.pk).exists():
        return [f"{owner.name} holds no role at this centre now. Choose somebody who does."]
    return []


def obstacles_to_adding(
    year: AcademicYear, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    return outside_the_year(year, on)


def staff(centre: Centre, at: datetime) -> QuerySet[Person]:
    """Everybody who holds a role other than a learner's or a reviewer's."""
    held = in_force(at).filter(centre=centre).exclude(role__in=(Role.LEARNER, Role.REVIEWER))
    return Person.objects.filter(
        pk__in=RoleHeld.objects.filter(pk__in=held.values("pk")).values("person"), is_system=False
    )


# -- tasks -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A task with its distance from today, in working days; negative is late."""

    task: Task
    days: int | None

    @property
    def late(self) -> bool:
        return self.days is not None and self.days < 0

    @property
    def days_late(self) -> int:
        return -(self.days or 0)


def tasks_for(whose: Whose) -> dict[str, list[Row]]:
    """Overdue, in the next seven days, and later, for somebody with these roles."""
    centre, on = whose.centre, whose.on
    rows = sorted(
        (Row(task, working_days_between(centre, on, task.due_on) if task.due_on else None)
         for task in sources.tasks(whose)),
        key=lambda row: (row.days is None, row.days or 0, row.task.title),
    )  # fmt: skip
    return {
        "Overdue": [row for row in rows if row.late],
        "Next 7 working days": [r for r in rows if r.days is not None and 0 <= r.days <= 7],
        "Later": [row for row in rows if row.days is None or row.days > 7],
    }


def open_tasks(centre: Centre, roles: Iterable[str]) -> QuerySet[RaisedTask]:
    """The raised tasks that wait for any of these roles."""
    return RaisedTask.objects.filter(centre=centre, done_at=None, role__in=list(roles))


def visible_tasks(centre: Centre, holdings: Iterable[Holding]) -> QuerySet[RaisedTask]:
    """Raised tasks that somebody may open: those of their roles; every one for a planner."""
    roles = {holding.role for holding in holdings}
    everything = RaisedTask.objects.filter(centre=centre)
    return everything if roles & set(PLANNERS) else everything.filter(role__in=roles)


def obstacles_to_finishing_task(
    task: RaisedTask, person: Person, at: datetime, **_: Any
) -> list[str]:
    if task.done_at:
        return [f"It was done on {timezone.localtime(task.done_at):%-d %B %Y}."]
    held = in_force(at).filter(person=person).filter(Q(role=task.role) | Q(role__in=PLANNERS))
    return [] if held.exists() else [f"This is the {task.role}’s."]
