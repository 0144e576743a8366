"""What a policy may say and when it is looked at again, as tables."""

from datetime import date

import pytest

from fairmark.policies.rules import months_after, review_day, roles_to_decide


@pytest.mark.parametrize(
    ("start", "month", "found"),
    [
        (date(2025, 9, 1), None, date(2026, 9, 1)),
        (date(2025, 9, 1), 7, date(2026, 7, 31)),
        (date(2025, 9, 1), 8, date(2026, 8, 31)),
        (date(2025, 9, 1), 9, date(2026, 9, 1)),  # its end would be past the twelve months
        (date(2025, 9, 1), 2, date(2026, 9, 1)),  # too soon: within the first half
        (date(2025, 9, 1), 3, date(2026, 3, 31)),
        (date(2025, 7, 20), 7, date(2026, 7, 20)),
        (date(2026, 2, 10), 2, date(2027, 2, 10)),
        (date(2026, 3, 1), 2, date(2027, 2, 28)),
    ],
)
def test_a_review_is_due_within_the_year_and_in_the_centres_month(start, month, found):
    assert review_day(start, 12, month=month) == found


@pytest.mark.parametrize("month", [None, *range(1, 13)])
def test_never_later_than_the_months_allow(month):
    for start in (date(2025, 1, 1), date(2025, 6, 30), date(2025, 12, 31), date(2024, 2, 29)):
        due = review_day(start, 12, month=month)
        assert months_after(start, 6) < due <= months_after(start, 12)


@pytest.mark.parametrize(
    ("approvers", "agreed", "anyone", "waiting"),
    [
        (["a", "b"], [], False, ["a", "b"]),
        (["a", "b"], ["a"], False, ["b"]),
        (["a", "b"], ["a"], True, []),
        (["a", "b"], ["c"], True, ["a", "b"]),  # somebody else’s agreement is not one of theirs
        (["a"], ["c"], False, ["a"]),
    ],
)
def test_who_still_has_to_agree(approvers, agreed, anyone, waiting):
    decided = [(role, True) for role in agreed] + [("b", False)]
    assert roles_to_decide(approvers, decided, anyone=anyone) == waiting
