"""Dates and a fee that the awarding body is said to have announced; invented, and marked so."""

from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from demo.year_plan import at
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.rulebook.actions import put_rules_in_use, try_rules

FILE = Path(__file__).parent / "data" / "rules-2026-27.json"


class Diary(Protocol):
    """What the demonstration is planned in."""

    centre: Centre
    nominee: Person

    def on(self, when: datetime, work) -> None: ...


def announced(college: Diary) -> None:
    """The nominee works them in a week before the day of the demonstration."""
    college.on(at(date(2026, 2, 16)), lambda when: _amend(college, when))


def _amend(college: Diary, when: datetime) -> None:
    amendment = try_rules(
        college.centre, by=college.nominee, at=when, name="Fees and dates 2026/27",
        content=FILE.read_bytes(), file_name=FILE.name,
    )  # fmt: skip
    put_rules_in_use(amendment, by=college.nominee, at=when)
