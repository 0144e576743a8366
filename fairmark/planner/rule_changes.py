"""What the year plan works by in the rule pack, and what an amendment would move in it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from fairmark.calendar.models import AcademicYear
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.planner import queries
from fairmark.planner.actions import finish_task, raise_task
from fairmark.planner.models import RaisedTask
from fairmark.planner.queries import Item
from fairmark.rulebook.models import RuleAmendment
from fairmark.rulebook.queries import rule, supposing
from fairmark.rulebook.readers import (
    Change,
    Consequence,
    Kind,
    TaskTold,
    Use,
    follows_amendments,
    tells_tasks,
    undoes_amendments,
    uses_rules,
    weighs_rules,
    works_by,
)
from fairmark.rulebook.rules import Pack

works_by("planner.reminders", "When people are reminded of what is due", "/plan/")
works_by("planner.amendment_days", "By when a number beyond an amended bound is looked at")


@uses_rules
def days_of_the_plan(centre: Centre, on: date) -> Iterable[tuple[str, Use]]:
    """Days of the pack's calendar as they stand in the plans of this year and the next."""
    for year in _open_years(centre, on):
        for item in queries.year_plan(centre, year, on=on):
            if item.key.startswith("year."):
                key = ".".join(item.key.split(".")[:2])
                yield (
                    key,
                    Use(
                        f"Year plan {year.label}: {item.what}, {item.on:%-d %B %Y}",
                        f"/plan/{year.pk}/{item.key}/",
                    ),
                )


def _open_years(centre: Centre, on: date) -> Iterable[AcademicYear]:
    return AcademicYear.objects.filter(centre=centre, ends_on__gte=on).order_by("starts_on")


@weighs_rules
def dates_that_move(change: Change) -> Iterable[Consequence]:
    """Days of the year plan that move, appear or go, in every year that is not over."""
    for year in _open_years(change.centre, change.on):
        before = _plan(change, change.before, year)
        after = _plan(change, change.after, year)
        for key in [*before, *(key for key in after if key not in before)]:
            said = _said(before.get(key), after.get(key))
            if said:
                item = after.get(key) or before[key]
                yield Consequence(
                    Kind.DATE, f"{item.what}, {year.label}", said,
                    f"/plan/{year.pk}/{key}/" if key in before else "",
                )  # fmt: skip


def _plan(change: Change, supposed: Pack, year: AcademicYear) -> dict[str, Item]:
    with supposing(change.centre, supposed):
        return {one.key: one for one in queries.year_plan(change.centre, year, on=change.on)}


def _said(before: Item | None, after: Item | None) -> str:
    if before is None or after is None:
        one = after or before
        assert one is not None  # one of the plans has it
        return f"{'New on' if after else 'No longer on'} {one.on:%-d %B %Y}."
    if before.planned.on == after.planned.on or not after.is_open:
        return ""
    if before.on == after.on:
        return (
            f"It stays on {after.on:%-d %B %Y}, as you confirmed it; the pack then says "
            f"{after.planned.on:%-d %B %Y}."
        )
    return f"{before.on:%-d %B %Y} becomes {after.on:%-d %B %Y}."


#: What begins the key of a task that an amendment of the rule pack raised.
TASKS = "rules:"


def tasks_of(amendment: RuleAmendment) -> list[RaisedTask]:
    """What an amendment asked for, done or not."""
    return list(
        RaisedTask.objects.filter(
            centre=amendment.centre, key__startswith=f"{TASKS}{amendment.pk}:"
        )
    )


@tells_tasks
def told(amendment: RuleAmendment) -> Iterable[TaskTold]:
    """The tasks of an amendment as they stand."""
    for one in tasks_of(amendment):
        yield TaskTold(
            one.title, one.role, one.due_on, one.get_absolute_url(), bool(one.done_at)
        )  # fmt: skip


@follows_amendments
def raise_tasks(
    amendment: RuleAmendment, found: Iterable[Consequence], by: Person, at: datetime
) -> None:
    """Leave a task for each consequence that somebody has to see to."""
    on = timezone.localtime(at).date()
    due_on = on + timedelta(days=rule("planner.amendment_days", on=on).value)
    for one in found:
        if one.task:
            raise_task(
                amendment.centre, key=f"{TASKS}{amendment.pk}:{one.task.key}", by=by, at=at,
                title=one.task.title, role=one.task.role, about=one.said, due_on=due_on,
                link=one.link or amendment.get_absolute_url(),
            )  # fmt: skip


@undoes_amendments
def close_tasks(amendment: RuleAmendment, why: str, by: Person, at: datetime) -> None:
    """Close what the amendment asked for and nobody has done yet."""
    for task in tasks_of(amendment):
        if not task.done_at:
            note = f"The amendment “{amendment.name}” was taken back: {why}"
            finish_task(task, by=by, at=at, note=note[:300])
