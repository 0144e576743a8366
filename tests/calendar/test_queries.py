"""The centre's own days: bank holidays of its nation, its closures, and days it works all the same."""

from datetime import date

import pytest

from fairmark.calendar.models import Closure
from fairmark.calendar.queries import bank_holidays, working_days_after, year_of
from fairmark.centre.models import Nation
from tests.builders import a_centre

pytestmark = pytest.mark.django_db


def test_bank_holidays_differ_by_nation():
    assert date(2026, 3, 17) in bank_holidays("NIR", 2026)
    assert date(2026, 3, 17) not in bank_holidays("ENG", 2026)
    assert date(2026, 12, 28) in bank_holidays("ENG", 2026)


def test_a_closure_and_a_bank_holiday_do_not_count():
    centre = a_centre()
    assert centre.nation == Nation.ENGLAND
    assert working_days_after(centre, date(2025, 12, 24), 1) == date(2025, 12, 29)
    Closure.objects.create(
        centre=centre, first_on=date(2025, 12, 22), last_on=date(2026, 1, 2), reason="Christmas"
    )
    assert working_days_after(centre, date(2025, 12, 24), 1) == date(2026, 1, 5)


def test_a_day_worked_all_the_same_counts():
    centre = a_centre()
    Closure.objects.create(
        centre=centre, first_on=date(2026, 5, 4), last_on=date(2026, 5, 4), reason="Open day",
        is_open=True,
    )  # fmt: skip
    assert working_days_after(centre, date(2026, 5, 1), 1) == date(2026, 5, 4)


def test_the_year_of_a_day():
    centre = a_centre()
    assert year_of(centre, date(2026, 8, 31)).label == "2025/26"
    assert year_of(centre, date(2026, 9, 1)) is None
