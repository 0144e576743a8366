"""Deciding about the year plan, finishing tasks, and calendars to subscribe to."""

import uuid
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fairmark.calendar.models import AcademicYear
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.queries import in_force
from fairmark.people.rules import STAFF_ROLES, Role
from fairmark.planner import queries
from fairmark.planner.models import CalendarFeed, PlanItem, PlanTick, RaisedTask
from fairmark.planner.queries import OWN, PLANNERS
from fairmark.trail.writing import record
from fairmark.workflow.actions import action

STAFF = tuple(sorted(STAFF_ROLES))


# -- the year plan ---------------------------------------------------------------------------


@action(by=PLANNERS, unless=queries.obstacles_to_adding, records="plan_item_added")
def add_plan_item(
    year: AcademicYear, *, by: Person, at: datetime, what: str, on: date, role: str,
    each: bool = False,
) -> PlanItem:  # fmt: skip
    """Add something of the centre's own to a year's plan. Source: clause HBC-11."""
    one = PlanItem.objects.create(
        year=year, key=f"{OWN}{uuid.uuid4().hex[:12]}", what=what, on=on, role=role, of_each=each
    )
    whose = f", for each {role}" if each else ""
    record(
        f"{by.name} added “{what}” to the year plan {year.label}, by {on:%-d %B %Y}{whose}.",
        one, name="plan_item_added", by=by, at=at, what=what, on=on, role=role, each=each,
    )  # fmt: skip
    return one


def _decided(year: AcademicYear, key: str) -> PlanItem:
    return PlanItem.objects.get_or_create(year=year, key=key)[0]


def _tell(
    one: PlanItem, did: str, name: str, by: Person, at: datetime, *, then: str = "", **details: Any
) -> None:
    """Write what somebody did to an item; `then` follows the item's name."""
    item = queries.item(one.year, one.key, on=timezone.localtime(at).date())
    title = item.what if item else one.what or one.key
    record(
        f"{by.name} {did} “{title}”{then}",
        one, name=name, by=by, at=at, key=one.key, item=title, **details,
    )  # fmt: skip


@action(by=STAFF, anywhere=True, unless=queries.obstacles_to_moving, records="plan_item_moved")
def move_plan_item(
    year: AcademicYear, *, by: Person, at: datetime, key: str, on: date, why: str
) -> PlanItem:
    """Confirm or change the day of an item this year, and say why."""
    one = _decided(year, key)
    one.on, one.why_moved = on, why
    one.save(update_fields=["on", "why_moved"])
    _tell(one, "set", "plan_item_moved", by, at, then=f" for {on:%-d %B %Y}: {why}", on=on, why=why)
    return one


@action(by=STAFF, anywhere=True, unless=queries.obstacles_to_giving, records="plan_item_given")
def give_plan_item(
    year: AcademicYear, *, by: Person, at: datetime, key: str, owner: Person
) -> PlanItem:
    """Name the person who sees to an item, in place of everybody with the role."""
    one = _decided(year, key)
    one.person = owner
    one.save(update_fields=["person"])
    _tell(one, "gave", "plan_item_given", by, at, then=f" to {owner.name}.", owner=str(owner.key))
    return one


@action(by=STAFF, anywhere=True, unless=queries.obstacles_to_finishing, records="plan_item_done")
def finish_plan_item(
    year: AcademicYear, *, by: Person, at: datetime, key: str, note: str = ""
) -> PlanItem:
    """Say that an item is done, or one's own part where each does it, and what came of it."""
    one = _decided(year, key)
    item = queries.item(year, key, on=timezone.localtime(at).date())
    if item and item.is_of_each and by in item.people:
        PlanTick.objects.create(item=one, person=by, at=at, note=note)
        _tell(one, "finished their own part of", "plan_item_done", by, at,
              then=" in the year plan.", note=note)  # fmt: skip
        return one
    one.done_by, one.done_at, one.note = by, at, note
    one.save(update_fields=["done_by", "done_at", "note"])
    _tell(one, "finished", "plan_item_done", by, at, then=" of the year plan.", note=note)
    return one


@action(
    by=STAFF, anywhere=True, unless=queries.obstacles_to_reopening, records="plan_item_reopened"
)
def reopen_plan_item(
    year: AcademicYear, *, by: Person, at: datetime, key: str, why: str
) -> PlanItem:
    """Open an item again that was finished or left out too soon.

    Of what each does, one's own part; for everybody where one has none or it was left out.
    """
    one = _decided(year, key)
    if one.left_out_at is None and (mine := one.ticks.filter(person=by).first()):
        mine.delete()
        _tell(one, "opened their own part of", "plan_item_reopened", by, at,
              then=f" again: {why}", why=why)  # fmt: skip
        return one
    if one.left_out_at is None:
        one.ticks.all().delete()
    one.done_by = one.done_at = one.left_out_by = one.left_out_at = None
    one.note = one.why_left_out = ""
    one.save()
    _tell(one, "opened", "plan_item_reopened", by, at, then=f" again: {why}", why=why)
    return one


@action(
    by=PLANNERS, anywhere=True, unless=queries.obstacles_to_leaving_out,
    records="plan_item_left_out",
)  # fmt: skip
def leave_out_plan_item(
    year: AcademicYear, *, by: Person, at: datetime, key: str, why: str
) -> PlanItem:
    """Say that an item does not concern the centre this year, and why."""
    one = _decided(year, key)
    one.left_out_by, one.left_out_at, one.why_left_out = by, at, why
    one.save(update_fields=["left_out_by", "left_out_at", "why_left_out"])
    _tell(one, "left", "plan_item_left_out", by, at, then=f" out this year: {why}", why=why)
    return one


# -- tasks -----------------------------------------------------------------------------------


def raise_task(
    centre: Centre, *, key: str, title: str, role: str, by: Person, at: datetime,
    about: str = "", link: str = "", due_on: date | None = None,
) -> RaisedTask | None:  # fmt: skip
    """Leave something to be done, from within another action, which names `task_raised`.

    The same key raises nothing a second time: None.
    """
    one, is_new = RaisedTask.objects.get_or_create(
        centre=centre, key=key,
        defaults={"title": title, "role": role, "about": about, "link": link, "due_on": due_on,
                  "raised_by": by, "raised_at": at},
    )  # fmt: skip
    if not is_new:
        return None
    record(
        f"A task was raised for the {role}: {title}.",
        one, name="task_raised", by=by, at=at, key=key, title=title, due_on=due_on,
    )  # fmt: skip
    return one


@action(
    by=STAFF, anywhere=True, unless=queries.obstacles_to_finishing_task, records="task_finished"
)
def finish_task(task: RaisedTask, *, by: Person, at: datetime, note: str) -> RaisedTask:
    """Say that a task is done, and what came of it."""
    task.done_by, task.done_at, task.note = by, at, note
    task.save(update_fields=["done_by", "done_at", "note"])
    record(
        f"{by.name} finished the task “{task.title}”: {note}",
        task, name="task_finished", by=by, at=at, note=note,
    )  # fmt: skip
    return task


# -- calendars -------------------------------------------------------------------------------


def obstacles_to_subscribing(
    centre: Centre, person: Person, at: datetime, *, role: str = "", **_: Any
) -> list[str]:
    """A team's calendar is its own members' to ask for, or a planner's."""
    if not role:
        return []
    held = {one.role for one in in_force(at).filter(person=person)}
    if role in held or held & set(PLANNERS):
        return []
    return ["Only those of this team, the quality nominee or the head of centre may ask for it."]


@action(
    by=STAFF, anywhere=True, unless=obstacles_to_subscribing,
    records=("calendar_made", "calendar_renewed"),
)  # fmt: skip
def make_calendar(centre: Centre, *, by: Person, at: datetime, role: str = "") -> CalendarFeed:
    """Make the secret address of one's own calendar or a team's; a new one where there is one.

    From then on an address that was given out before leads nowhere.
    """
    person = None if role else by
    one = CalendarFeed.objects.filter(centre=centre, person=person, role=role).first()
    name = "calendar_renewed" if one else "calendar_made"
    if one:
        one.generation += 1
        one.made_by, one.made_at, one.stopped_at = by, at, None
        one.save()
    else:
        one = CalendarFeed.objects.create(
            centre=centre, person=person, role=role, made_by=by, made_at=at
        )
    whose = f"the calendar of the role {role}" if role else "their calendar"
    record(f"{by.name} made a new address for {whose}.", one, name=name, by=by, at=at, role=role)
    return one


def obstacles_to_stopping(feed: CalendarFeed, person: Person, at: datetime, **_: Any) -> list[str]:
    if feed.stopped_at:
        return ["This calendar is stopped already."]
    return obstacles_to_subscribing(feed.centre, person, at, role=feed.role)


def _is_own_or_a_teams(feed: CalendarFeed, person: Person) -> bool:
    return feed.person_id in (None, person.pk)


@action(
    by=STAFF, anywhere=True, whose=_is_own_or_a_teams, unless=obstacles_to_stopping,
    records="calendar_stopped",
)  # fmt: skip
def stop_calendar(feed: CalendarFeed, *, by: Person, at: datetime) -> CalendarFeed:
    """Stop a calendar: its address leads nowhere from now on."""
    feed.stopped_at = at
    feed.save(update_fields=["stopped_at"])
    record(f"{by.name} stopped the {feed}.", feed, name="calendar_stopped", by=by, at=at)
    return feed


#: Teams that a calendar can be made for, in their order.
TEAMS = tuple(role for role in Role if role in STAFF_ROLES)
