"""When something planned is due, how it stands, and whom to remind of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum


class Standing(StrEnum):
    """How an item of the year plan stands on a day."""

    OVERDUE = "overdue"
    DUE = "due"
    TO_COME = "to come"
    DONE = "done"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Planned:
    """An item of a year plan, as its source gives it. Source: clause HBC-11.

    `key` names it within the year; `role` owns it; `source` says in words where the date comes
    from. `is_sure` is false where this year's date is still to be confirmed. With `by_records`
    the records alone say whether it is done. With `of_each` everybody who holds the role does it,
    and ticks off their own; otherwise once is enough for all of them.
    """

    key: str
    what: str
    on: date
    role: str
    source: str
    link: str = ""
    is_sure: bool = True
    by_records: bool = False
    done_on: date | None = None
    of_each: bool = False


def asked_of_each(since: Mapping[int, date], *, due: date) -> list[int]:
    """Who ticks off an item that each holder of a role does, by since when they hold it.

    Who came after its day is not asked, unless all of them did.
    """
    return [one for one, from_on in since.items() if from_on <= due] or list(since)


def has_each_done(asked: Collection[int], ticked: Collection[int]) -> bool:
    """Whether nobody is missing; where nobody is asked nothing is done."""
    return bool(asked) and set(asked) <= set(ticked)


def day_in_year(month: int, day: int, *, starts_on: date, ends_on: date) -> date | None:
    """The date with that month and day within a year; None where the year has none."""
    for year in range(starts_on.year, ends_on.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:  # 29 February
            found = date(year, month, day - 1)
        if starts_on <= found <= ends_on:
            return found
    return None


def standing(due: date, *, done: bool, left_out: bool, on: date, soon_days: int) -> Standing:
    """How an item stands on a day; it is due from `soon_days` calendar days before its date."""
    if done:
        return Standing.DONE
    if left_out:
        return Standing.LEFT_OUT
    if due < on:
        return Standing.OVERDUE
    return Standing.DUE if due <= on + timedelta(days=soon_days) else Standing.TO_COME


@dataclass(frozen=True)
class Rhythm:
    """How many calendar days before and after a date people are reminded of it."""

    before: tuple[int, ...]
    overdue_after: int
    nominee_after: int

    @property
    def soon_days(self) -> int:
        """From how many days before its date something counts as due."""
        return max(self.before)


@dataclass(frozen=True)
class Stage:
    """A reminder that is due: its name, kept so that it is sent once, and who gets it."""

    name: str
    to_nominee: bool = False


def stages(due: date, *, on: date, rhythm: Rhythm) -> list[Stage]:
    """The reminders that a date calls for on a day: the latest to the owner, then the nominee's.

    A stage that was missed is not made up for once the next has come.
    """
    late = (on - due).days
    if late >= rhythm.overdue_after:
        found = [Stage("overdue")]
        return found + ([Stage("overdue", to_nominee=True)] if late >= rhythm.nominee_after else [])
    reached = [days for days in rhythm.before if late >= -days]
    return [Stage(f"{min(reached)} days before")] if reached else []


@dataclass(frozen=True)
class Remind:
    """One thing to remind one person of."""

    person: int
    key: str
    stage: str
    what: str
    due_on: date
    link: str


def addressed(one: Remind, people: Sequence[int]) -> list[Remind]:
    """The same reminder for each of several people."""
    return [replace(one, person=person) for person in people]
