"""One pack over another, what changes, and the rule that holds on a day."""

from dataclasses import replace
from datetime import date

import pytest

from fairmark.rulebook.rules import Pack, Rule, What, differences, laid_over


def a_rule(value=10, first="2023-09-01", last=None, *, key="appeals.days", family="*", **but):
    return Rule(
        key, family, value, "working days", date.fromisoformat(first),
        date.fromisoformat(last) if last else None,
        **{"source": "APP-01", "document": "The guide", "confidence": "high", "says": "So."} | but,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "family", "value"),
    [
        ("2023-08-31", "*", None),
        ("2023-09-01", "*", 10),
        ("2026-08-31", "*", 10),
        ("2026-09-01", "*", 12),
        ("2026-09-01", "hn_2024", 7),
        ("2027-09-01", "hn_2024", 12),
        ("2026-09-01", "firsts_2012", 12),
    ],
)
def test_the_family_s_own_rule_else_that_of_every_family(on, family, value):
    pack = Pack("A pack", [
        a_rule(10, last="2026-08-31"), a_rule(12, "2026-09-01"),
        a_rule(7, "2026-09-01", "2027-08-31", family="hn_2024"),
    ])  # fmt: skip
    found = pack.rule("appeals.days", family, date.fromisoformat(on))
    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        # from a day on: the old one ends the day before
        (("2026-09-01", None), [(10, "2023-09-01", "2026-08-31"), (12, "2026-09-01", None)]),
        # for one year: the old one is parted in two
        (("2026-09-01", "2027-08-31"), [
            (10, "2023-09-01", "2026-08-31"), (10, "2027-09-01", None), (12, "2026-09-01", "2027-08-31"),
        ]),
        # over the whole of it: nothing is left of the old one
        (("2020-01-01", None), [(12, "2020-01-01", None)]),
        # before it began: both stand
        (("2020-01-01", "2021-01-01"), [(10, "2023-09-01", None), (12, "2020-01-01", "2021-01-01")]),
        # up to its first day
        (("2020-01-01", "2023-09-01"), [(10, "2023-09-02", None), (12, "2020-01-01", "2023-09-01")]),
    ],
)  # fmt: skip
def test_a_new_rule_takes_the_days_it_holds_on(over, expected):
    found = laid_over([a_rule()], [a_rule(12, *over)])
    assert [
        (one.value, one.from_on.isoformat(), one.until_on and one.until_on.isoformat())
        for one in found
    ] == expected


def test_another_family_or_key_is_left_alone():
    old = [a_rule(), a_rule(family="hn_2024"), a_rule(key="appeals.other")]
    assert laid_over(old, [a_rule(12, family="hn_2024", first="2020-01-01")]) == (
        old[0], old[2], a_rule(12, family="hn_2024", first="2020-01-01"),
    )  # fmt: skip


def told(old, new):
    return [
        (one.what, one.before and one.before.value, one.after and one.after.value,
         one.from_on.isoformat())
        for one in differences(Pack("old", old), Pack("new", new))
    ]  # fmt: skip


def test_what_changes_is_told_with_the_day_from_which():
    old = [a_rule()]
    assert told(old, old) == []
    assert told(old, laid_over(old, [a_rule(12, "2026-09-01")])) == [
        (What.CHANGED, 10, 12, "2026-09-01")
    ]
    assert told(old, laid_over(old, [a_rule(7, "2026-09-01", family="hn_2024")])) == [
        (What.ADDED, 10, 7, "2026-09-01")
    ]
    assert told(old, [*old, a_rule(3, key="appeals.new")]) == [(What.ADDED, None, 3, "2023-09-01")]
    assert told(old, []) == [(What.WITHDRAWN, 10, None, "2023-09-01")]


def test_a_rule_that_is_ended_is_withdrawn_from_the_day_after():
    old = [a_rule()]
    assert told(old, [a_rule(last="2026-08-31")]) == [(What.WITHDRAWN, 10, None, "2026-09-01")]
    # ended, and another follows after a gap
    assert told(old, [a_rule(last="2026-08-31"), a_rule(12, "2027-09-01")]) == [
        (What.CHANGED, 10, 12, "2027-09-01"), (What.WITHDRAWN, 10, None, "2026-09-01"),
    ]  # fmt: skip
    # a year in the middle is left bare
    assert told(old, [a_rule(last="2024-08-31"), a_rule(first="2025-09-01")]) == [
        (What.WITHDRAWN, 10, None, "2024-09-01")
    ]
    # its days up to a year were always there; a rule that begins later leaves the first ones bare
    assert told(old, [a_rule(12, "2024-09-01")]) == [
        (What.CHANGED, 10, 12, "2024-09-01"), (What.WITHDRAWN, 10, None, "2023-09-01"),
    ]  # fmt: skip


def test_a_source_that_changes_is_told_apart_from_a_value():
    old = [a_rule()]
    [one] = differences(
        Pack("old", old), Pack("new", [replace(old[0], document="Key dates 2026", source="KD")])
    )
    assert one.what == What.CHANGED
    assert one.about_source
    [other] = differences(Pack("old", old), Pack("new", [replace(old[0], value=11)]))
    assert not other.about_source
