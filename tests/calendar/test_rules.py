"""Working days and academic years."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairmark.calendar.rules import (
    days_of,
    is_working_day,
    working_days_after,
    working_days_between,
    year_label,
)

HALF_TERM = days_of([(date(2025, 10, 27), date(2025, 10, 31))])


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2025, 9, 3), 0, date(2025, 9, 3)),
        (date(2025, 9, 3), 1, date(2025, 9, 4)),
        (date(2025, 9, 5), 1, date(2025, 9, 8)),
        (date(2025, 10, 24), 1, date(2025, 11, 3)),
        (date(2025, 9, 3), 40, date(2025, 11, 5)),
    ],
)
def test_working_days_after(start, days, expected):
    assert working_days_after(start, days, closed=HALF_TERM) == expected


def test_working_days_are_counted_forwards_only():
    with pytest.raises(ValueError, match="forwards"):
        working_days_after(date(2025, 9, 3), -1, closed=frozenset())


def test_late_is_negative():
    assert working_days_between(date(2025, 9, 8), date(2025, 9, 4), closed=frozenset()) == -2


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_between_undoes_after(start, days):
    end = working_days_after(start, days, closed=HALF_TERM)
    assert working_days_between(start, end, closed=HALF_TERM) == days
    assert days == 0 or is_working_day(end, closed=HALF_TERM)


def test_the_label_of_a_year():
    assert year_label(date(2025, 9, 1), date(2026, 8, 31)) == "2025/26"
