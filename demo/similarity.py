"""Thornmere's nights of comparing: one likeness was looked into, one was signed over without a look."""

from datetime import date, datetime
from functools import partial

from demo.briefs import BUSINESS, Diary, at
from fairmark.people.models import Person
from fairmark.similarity import actions
from fairmark.similarity.checks import compare_at_night
from fairmark.similarity.models import Likeness

_PROFILE = (
    "The agency’s profile says: “The valley has 412 registered businesses, of which nine in ten "
    "employ fewer than ten people. Half of those that opened in the past five years sell food or "
    "look after visitors, and four in ten of their customers live within walking distance.”"
)
_COMPETITION = (
    "The two businesses work in different kinds of market. The bakery has three rivals within a mile "
    "and all of them charge much the same, so it competes by opening early and by taking orders for "
    "the weekend. The climbing centre has no rival nearer than the county town, so it can set its "
    "own prices, and it loses customers only when the weather is good enough to climb outdoors."
)
#: What some learners of Business wrote in their second assignment, by their place in the list.
WRITTEN = {
    4: f"{_PROFILE} This matters to the bakery, because most of what it sells goes to people who walk "
    "past its door on the way to work. It would lose them if the bus stop moved.",
    6: "The climbing centre depends on visitors more than on neighbours. Its owner told us that coach "
    f"parties fill the weekdays. {_PROFILE} So the centre is an exception in the valley.",
    8: f"{_COMPETITION} If a supermarket opened, the bakery would have to choose between its prices "
    "and its hours.",
    11: "I visited both places with my uncle in October and spoke with the people at the desk. "
    f"{_COMPETITION} I think that the centre has the safer position of the two.",
}
#: The mornings on which the night's work had something new.
NIGHTS = (
    date(2025, 11, 14), date(2025, 11, 18), date(2026, 1, 9), date(2026, 1, 16), date(2026, 1, 20),
    date(2026, 1, 21),
)  # fmt: skip


def compare_and_look(college: Diary) -> None:
    """Every night after work came in; Joanne looks into one of two likenesses, and forgets the other."""
    for night in NIGHTS:
        college.on(at(night, 6), lambda when: _compare(college, when))
    college.on(at(date(2026, 1, 22), 11), partial(_look, college))


def _compare(college: Diary, when: datetime) -> None:
    machine = Person.objects.get(centre=college.centre, is_system=True)
    compare_at_night(college.centre, by=machine, at=when)


def _look(college: Diary, when: datetime) -> None:
    cohort = college.cohorts[BUSINESS]
    quoted = Likeness.objects.filter(one__assignment__cohort=cohort).order_by("pk").first()
    assert quoted is not None
    actions.look_into_likeness(
        quoted, by=college.people["joanne"], at=when, outcome="nothing",
        words="Both quote the agency’s profile of the valley, in quotation marks, and name it.",
    )  # fmt: skip
