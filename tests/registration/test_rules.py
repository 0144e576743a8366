"""Fee bands, windows and what a registration cannot do without."""

from datetime import date

import pytest

from fairmark.registration.rules import (
    band_on,
    bands_by_date,
    bands_by_days,
    deletion_obstacles,
    incomplete_details,
    too_long,
)
from fairmark.rulebook.queries import NoRule, rule

YEAR = date(2025, 9, 1)
BY_DATE = bands_by_date(rule("registration.late_fee_by_date", on=YEAR).value, year_starts_on=YEAR)
BY_DAYS = bands_by_days(
    rule("registration.late_fee_by_days", on=YEAR).value, enrolled_on=date(2025, 9, 3)
)


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2025, 9, 1), 100), (date(2025, 11, 1), 100), (date(2025, 11, 2), 105),
        (date(2025, 12, 23), 105), (date(2025, 12, 24), 110), (date(2026, 1, 31), 110),
        (date(2026, 2, 1), 125), (date(2026, 8, 31), 125),
    ],
)  # fmt: skip
def test_the_fee_by_date(day, percent):
    assert band_on(BY_DATE, day).percent == percent


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2025, 11, 2), 100), (date(2025, 11, 3), 125), (date(2025, 12, 2), 125),
        (date(2025, 12, 3), 150), (date(2026, 1, 1), 150), (date(2026, 1, 2), 200),
    ],
)  # fmt: skip
def test_the_fee_by_days_since_enrolment(day, percent):
    assert band_on(BY_DAYS, day).percent == percent


def test_a_family_has_its_own_deadline_and_no_rule_is_guessed():
    assert rule("registration.deadline", family="hn_rqf_2016", on=YEAR).value["day"] == 15
    assert rule("registration.deadline", family="l3_nationals_rqf_2016", on=YEAR).value["day"] == 1
    with pytest.raises(NoRule):
        rule("registration.colour", on=YEAR)
    with pytest.raises(NoRule):
        rule("registration.deadline", on=date(1999, 1, 1))


def test_every_rule_says_where_it_was_read_and_how_sure_we_are():
    from fairmark.rulebook.queries import pack

    assert all(one.source and one.document and one.says for one in pack())
    assert {one.confidence for one in pack()} <= {"high", "medium", "low"}
    assert not rule("entry.deadline.january", on=YEAR).may_block


WHOLE = {
    "surname": "Baptiste", "forenames": "Lena", "date_of_birth": date(2008, 11, 17),
    "completes_on": date(2027, 7, 2), "registered_on": date(2025, 9, 15),
}  # fmt: skip


@pytest.mark.parametrize(
    ("but", "expected"),
    [
        ({}, []),
        ({"surname": " "}, ["The surname is missing."]),
        ({"forenames": ""}, ["The first names are missing."]),
        ({"date_of_birth": None}, ["The date of birth is missing."]),
        ({"date_of_birth": date(2026, 1, 1)},
         ["The date of birth is not before the registration."]),
        ({"completes_on": None}, ["The estimated completion date is missing."]),
        ({"completes_on": date(2025, 9, 15)},
         ["The estimated completion date is not after the registration."]),
    ],
)  # fmt: skip
def test_what_a_registration_cannot_do_without(but, expected):
    assert incomplete_details(**(WHOLE | but)) == expected


def test_details_too_long_for_the_form_are_a_caution():
    assert too_long({"first names": ("Maximiliana Anastasia", 20)}) == [
        "The first names has 21 characters; the awarding body takes 20."
    ]
    assert too_long({"surname": ("Baptiste", 30)}) == []


@pytest.mark.parametrize(
    ("on", "count"),
    [(date(2025, 12, 14), 0), (date(2025, 12, 15), 1), (date(2026, 1, 2), 2)],
)
def test_the_window_for_deletions(on, count):
    found = deletion_obstacles(
        counted_from=date(2025, 9, 15), days=90, last_day=date(2025, 12, 31), on=on
    )
    assert len(found) == count
    assert all("Withdraw the learner instead." in one for one in found)
