"""What every control of registration is written with: the policy's numbers, owners, the state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps

from fairmark.calendar.queries import closed_days
from fairmark.calendar.rules import is_working_day
from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Showing, State
from fairmark.policies.queries import NoPolicy, numbers

Numbers = dict[str, int]
Read = Callable[[Centre, date, Numbers], Showing]

OFFICE = "Exams officer"
LEADER = "Programme leader"


def by_policy(control: Read) -> Callable[[Centre, date], Showing]:
    """Hand the control the numbers of the registration policy in force; without one, say so."""

    @wraps(control)
    def with_numbers(centre: Centre, on: date) -> Showing:
        try:
            found = numbers(centre, "registration", on=on)
        except NoPolicy:
            return Showing(
                State.CANNOT_TELL,
                "No registration policy is in force, so there is nothing to hold the records to.",
                findings=(
                    Finding("No registration policy is in force", link="/policies/registration/",
                            link_text="Publish the policy", owner="Quality nominee"),
                ),
            )  # fmt: skip
        return control(centre, on, {key.split(".")[1]: value for key, value in found.items()})

    return with_numbers


def days_before(centre: Centre, on: date, days: int) -> date:
    """The latest date that is `days` working days or more before a day."""
    closed = closed_days(centre, on - timedelta(days=days * 3 + 90), on)
    while days:
        if is_working_day(on, closed=closed):
            days -= 1
        on -= timedelta(days=1)
    while not is_working_day(on, closed=closed):
        on -= timedelta(days=1)
    return on
