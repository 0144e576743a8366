"""When something is due and whom to remind, as tables."""

from datetime import date

import pytest

from fairmark.planner.rules import (
    Rhythm,
    Stage,
    Standing,
    asked_of_each,
    day_in_year,
    has_each_done,
    stages,
    standing,
)

YEAR = {"starts_on": date(2027, 9, 1), "ends_on": date(2028, 8, 31)}
RHYTHM = Rhythm(before=(30, 7, 0), overdue_after=1, nominee_after=7)
DUE = date(2028, 3, 15)


@pytest.mark.parametrize(
    ("month", "day", "found"),
    [
        (9, 1, date(2027, 9, 1)), (12, 31, date(2027, 12, 31)), (1, 1, date(2028, 1, 1)),
        (8, 31, date(2028, 8, 31)), (2, 29, date(2028, 2, 29)),
    ],
)  # fmt: skip
def test_a_day_falls_once_in_an_academic_year(month, day, found):
    assert day_in_year(month, day, **YEAR) == found


def test_29_february_is_the_28th_in_other_years():
    year = {"starts_on": date(2025, 9, 1), "ends_on": date(2026, 8, 31)}
    assert day_in_year(2, 29, **year) == date(2026, 2, 28)


def test_a_short_year_does_not_have_every_day():
    assert day_in_year(8, 1, starts_on=date(2027, 9, 1), ends_on=date(2028, 7, 20)) is None


@pytest.mark.parametrize(
    ("on", "done", "left_out", "found"),
    [
        (date(2028, 2, 13), False, False, Standing.TO_COME),
        (date(2028, 2, 14), False, False, Standing.DUE),
        (DUE, False, False, Standing.DUE),
        (date(2028, 3, 16), False, False, Standing.OVERDUE),
        (date(2028, 3, 16), True, False, Standing.DONE),
        (date(2028, 3, 16), False, True, Standing.LEFT_OUT),
    ],
)
def test_standing(on, done, left_out, found):
    assert standing(DUE, done=done, left_out=left_out, on=on, soon_days=30) == found


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (date(2028, 2, 13), []),
        (date(2028, 2, 14), [Stage("30 days before")]),
        (date(2028, 3, 7), [Stage("30 days before")]),
        (date(2028, 3, 8), [Stage("7 days before")]),
        (date(2028, 3, 14), [Stage("7 days before")]),
        (DUE, [Stage("0 days before")]),
        (date(2028, 3, 16), [Stage("overdue")]),
        (date(2028, 3, 21), [Stage("overdue")]),
        (date(2028, 3, 22), [Stage("overdue"), Stage("overdue", to_nominee=True)]),
    ],
)
def test_reminders_at_a_month_a_week_the_day_and_overdue(on, found):
    assert stages(DUE, on=on, rhythm=RHYTHM) == found


BEFORE, AFTER = date(2028, 1, 1), date(2028, 3, 16)


@pytest.mark.parametrize(
    ("since", "asked"),
    [
        ({}, []),
        ({1: BEFORE, 2: DUE}, [1, 2]),
        ({1: BEFORE, 2: AFTER}, [1]),
        ({1: AFTER, 2: AFTER}, [1, 2]),
    ],
)
def test_who_came_after_the_day_is_not_asked_unless_all_did(since, asked):
    assert asked_of_each(since, due=DUE) == asked


@pytest.mark.parametrize(
    ("asked", "ticked", "done"),
    [
        ([], [], False), ([], [1], False), ([1, 2], [1], False), ([1, 2], [2, 1], True),
        ([1], [1, 3], True), ([1], [3], False),
    ],
)  # fmt: skip
def test_it_is_done_when_nobody_is_missing(asked, ticked, done):
    assert has_each_done(asked, ticked) == done
