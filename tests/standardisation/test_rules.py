"""Tables: who is briefed and standardised, how many meetings are due, which days are refused."""

from datetime import date

import pytest

from fairmark.standardisation.rules import (
    Kind,
    Part,
    Standing,
    meetings_due,
    obstacles_to_a_day,
    standing,
)

SEPT, OCT, NOV = date(2025, 9, 10), date(2025, 10, 1), date(2025, 11, 3)
BOTH = frozenset({1, 2})


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], Standing()),
        ([Part(Kind.BRIEFING, SEPT, BOTH)], Standing(SEPT)),
        ([Part(Kind.SHARING, SEPT, BOTH)], Standing()),
        ([Part(Kind.STANDARDISATION, OCT, BOTH)], Standing(None, {1: OCT, 2: OCT})),
        (
            [
                Part(Kind.STANDARDISATION, NOV, BOTH),
                Part(Kind.STANDARDISATION, OCT, frozenset({1})),
            ],
            Standing(None, {1: OCT, 2: NOV}),
        ),
        ([Part(Kind.BRIEFING, NOV, BOTH), Part(Kind.BRIEFING, SEPT, BOTH)], Standing(SEPT)),
    ],
)
def test_the_first_part_of_each_kind_counts(parts, expected):
    assert standing(parts, None) == expected


def test_a_confirmation_is_a_thing_of_its_own():
    assert standing([], OCT) == Standing(None, {}, OCT)


TERMS = [date(2025, 12, 19), date(2026, 3, 27), date(2026, 7, 17)]
END = date(2026, 8, 31)


@pytest.mark.parametrize(
    ("wanted", "terms", "on", "due"),
    [
        (3, TERMS, date(2025, 12, 19), 0),
        (3, TERMS, date(2025, 12, 20), 1),
        (3, TERMS, date(2026, 4, 1), 2),
        (3, TERMS, date(2026, 7, 18), 3),
        (2, TERMS, date(2025, 12, 20), 0),
        (2, TERMS, date(2026, 7, 18), 2),
        (3, [], date(2026, 8, 1), 0),
    ],
)
def test_meetings_fall_due_in_step_with_the_terms(wanted, terms, on, due):
    assert meetings_due(wanted, terms=terms, on=on, ends_on=END) == due


@pytest.mark.parametrize(
    ("on", "has_year", "held", "words"),
    [
        (OCT, True, True, ""),
        (NOV, True, True, "still to come"),
        (NOV, True, False, ""),
        (SEPT, True, False, "is over"),
        (OCT, False, True, "in no academic year"),
    ],
)
def test_days_that_cannot_be(on, has_year, held, words):
    found = obstacles_to_a_day(on, today=OCT, has_year=has_year, held=held)
    assert [words in one for one in found] == ([True] if words else [])
