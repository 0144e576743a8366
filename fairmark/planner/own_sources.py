"""What the planner itself asks of people: items of the plan that are due, and raised tasks."""

from collections.abc import Iterable

from fairmark.planner import queries
from fairmark.planner.rules import Standing
from fairmark.planner.sources import Task, Whose, brings_tasks


@brings_tasks
def items_of_the_plan(whose: Whose) -> Iterable[Task]:
    """What is due or overdue in the year plan, for its owners."""
    for year, one in queries.open_items(whose.centre, whose.on):
        is_near = one.standing in (Standing.DUE, Standing.OVERDUE)
        is_theirs = queries.waits_for(one, whose.person, whose.roles)
        if is_near and is_theirs and not one.planned.by_records:
            sure = "" if one.is_sure else " Confirm this year’s date."
            yield Task(
                one.what, f"From the year plan: {one.planned.source}.{sure}",
                f"/plan/{year.pk}/{one.key}/", one.on, "clock",
            )  # fmt: skip


@brings_tasks
def raised_tasks(whose: Whose) -> Iterable[Task]:
    """What actions left to be done by one of the person's roles."""
    for one in queries.open_tasks(whose.centre, whose.roles):
        yield Task(one.title, one.about, one.get_absolute_url(), one.due_on, "pencil")
