"""Where the year plan and people's tasks come from: each room above brings its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from fairmark.calendar.models import AcademicYear
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.rules import Holding, Role
from fairmark.planner.rules import Planned


@dataclass(frozen=True)
class Task:
    """Verb first; why it came to you; until when.

    `names_somebody`: the title names a learner, so it stays inside the software.
    """

    title: str
    about: str
    link: str
    due_on: date | None
    icon: str = "doc"
    names_somebody: bool = False


@dataclass(frozen=True)
class Whose:
    """For whom tasks are gathered, and on which day."""

    centre: Centre
    person: Person
    holdings: tuple[Holding, ...]
    on: date

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(holding.role for holding in self.holdings)


@dataclass(frozen=True)
class Dated:
    """A day that stands in the calendars of whom it concerns, and by month; not in the year’s list.

    `key` stays the same while the day moves; `of` says under what a month lists it.
    """

    key: str
    on: date
    what: str
    about: str
    link: str
    of: str


@dataclass(frozen=True)
class Reader:
    """Whose days are asked for: a person’s own, a team’s (`role`), else all that they may see."""

    centre: Centre
    holdings: tuple[Holding, ...]
    person: Person | None = None
    role: Role | None = None


DateSource = Callable[[Reader, date, date], Iterable[Dated]]
PlanSource = Callable[[Centre, AcademicYear, date], Iterable[Planned]]
TaskSource = Callable[[Whose], Iterable[Task]]

_plans: list[PlanSource] = []
_tasks: list[TaskSource] = []
_dates: list[DateSource] = []


def plans(source: PlanSource) -> PlanSource:
    """Mark a function as giving items of a centre's year plan, as they stand on a day."""
    _plans.append(source)
    return source


def brings_tasks(source: TaskSource) -> TaskSource:
    """Mark a function as bringing tasks that the records ask of somebody."""
    _tasks.append(source)
    return source


def dates(source: DateSource) -> DateSource:
    """Mark a function as giving the days, from one day to another, that concern a reader."""
    _dates.append(source)
    return source


def dated(reader: Reader, first: date, last: date) -> list[Dated]:
    """Every such day for a reader, in their order."""
    found = [one for source in _dates for one in source(reader, first, last)]
    return sorted(found, key=lambda one: (one.on, one.what))


def planned(centre: Centre, year: AcademicYear, on: date) -> list[Planned]:
    """Everything that the rooms above plan for a year."""
    return [one for source in _plans for one in source(centre, year, on)]


def tasks(whose: Whose) -> list[Task]:
    """Everything that the sources ask of somebody."""
    return [task for source in _tasks for task in source(whose)]
