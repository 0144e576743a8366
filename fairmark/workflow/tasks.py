"""What is asked of somebody: a task of any room, and how near its day is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fairmark.calendar.queries import working_days_between
from fairmark.centre.models import Centre


@dataclass(frozen=True)
class Task:
    """Verb first; why it came to you; until when."""

    title: str
    about: str
    link: str
    due_on: date | None
    icon: str = "doc"


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


def by_day(centre: Centre, tasks: Iterable[Task], on: date) -> dict[str, list[Row]]:
    """Overdue, in the next seven working days, and later; the nearest first."""
    rows = sorted(
        (Row(task, working_days_between(centre, on, task.due_on) if task.due_on else None)
         for task in tasks),
        key=lambda row: (row.days is None, row.days or 0, row.task.title),
    )  # fmt: skip
    return {
        "Overdue": [row for row in rows if row.late],
        "Next 7 working days": [r for r in rows if r.days is not None and 0 <= r.days <= 7],
        "Later": [row for row in rows if row.days is None or row.days > 7],
    }
