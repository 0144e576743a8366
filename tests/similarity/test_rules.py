"""Words, fingerprints and passages; above all that a passage of the least length is always found."""

from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairmark.similarity.rules import (
    COMMON_FROM,
    MOST_TEXTS,
    SHORTEST,
    Index,
    Passage,
    blank,
    common_runs,
    compare,
    joined,
    may_be_alike,
    runs_of,
    text_of,
    unpacked,
    winnow,
    words_of,
)

WORD = st.text(st.sampled_from("abcdefgh"), min_size=3, max_size=5)
NUMBERS = st.lists(st.integers(0, 10**6), max_size=60)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The firm's PROFIT, up 5%.", ["the", "firm's", "profit", "up", "5"]),
        ("The firm’s profit", ["the", "firm's", "profit"]),
        ("Straße ﬁrm", ["strasse", "firm"]),
        ("def pay_of(x):\n    return x*2", ["def", "pay_of", "x", "return", "x", "2"]),
        ("市場 調査", ["市場", "調査"]),
        ("", []),
    ],
)
def test_words_are_compared_without_case_marks_or_forms_of_letters(text, words):
    assert words_of(text) == words


def a_text(letter, numbers):
    return " ".join(f"{letter}{number}" for number in numbers)


@settings(max_examples=300, deadline=None)
@given(
    NUMBERS, NUMBERS, NUMBERS, NUMBERS,
    st.lists(WORD, min_size=SHORTEST, max_size=SHORTEST + 30, unique=True),
)  # fmt: skip
def test_every_planted_passage_of_the_least_length_is_found_whole(a, b, c, d, planted):
    """The guarantee of winnowing: whatever stands around it, in either text."""
    one = f"{a_text('y', a)} {' '.join(planted)} {a_text('y', b)}"
    other = f"{a_text('z', c)} {' '.join(planted).upper()} {a_text('z', d)}"

    alike = compare(text_of(one), text_of(other))

    assert alike.passages == (Passage(len(a), len(c), len(planted)),)
    assert alike.percent == len(planted) * 100 // (len(a) + len(planted) + len(b))
    assert alike.percent_other == len(planted) * 100 // (len(c) + len(planted) + len(d))


@settings(max_examples=200, deadline=None)
@given(NUMBERS, NUMBERS, st.lists(WORD, max_size=SHORTEST - 1, unique=True))
def test_nothing_is_found_in_unrelated_text_or_in_a_shorter_passage(a, b, planted):
    one = text_of(f"{a_text('y', a)} {' '.join(planted)}")
    other = text_of(f"{a_text('z', b)} {' '.join(planted)}")
    assert compare(one, other).passages == ()


@given(st.lists(st.integers(0, 2**60), max_size=200))
def test_of_every_window_one_fingerprint_is_kept_and_packing_keeps_them(runs):
    prints = winnow(runs)
    again = unpacked(prints.packed())
    assert (list(again.runs), list(again.places)) == (list(prints.runs), list(prints.places))
    assert [runs[place] for place in prints.places] == list(prints.runs)
    kept = set(prints.places)
    windows = range(max(len(runs) - 7, 1) if runs else 0)
    assert all(kept & set(range(first, first + 8)) for first in windows)


@pytest.mark.parametrize("repeats", [40, 400, 20_000])
def test_text_that_repeats_itself_ends_in_time(repeats):
    one, other = text_of("again " * repeats), text_of("again " * (repeats + 3))
    assert compare(one, other).percent == 100


def test_two_passages_in_another_order_are_both_found():
    one, two = a_text("p", range(30)), a_text("q", range(25))
    alike = compare(text_of(f"{one} middle {two}"), text_of(f"{two} {one}"))
    assert alike.passages == (Passage(0, 25, 30), Passage(31, 0, 25))
    assert (alike.percent, alike.percent_other) == (98, 100)


def test_no_passage_runs_over_the_join_of_two_files():
    first, second = a_text("p", range(8)), a_text("q", range(8))
    apart = joined([(words_of(t), text_of(t).prints) for t in (first, second)])
    assert len(apart.words) == 17
    assert compare(apart, text_of(f"{first} {second}")).passages == ()


def test_what_the_brief_says_is_left_out_and_the_rest_is_found():
    brief, own = a_text("b", range(20)), a_text("p", range(20))
    one = text_of(f"{brief} {own}")
    left_out = blank(one, set(), set(runs_of(words_of(brief))))
    assert left_out == 20
    assert compare(one, text_of(f"{brief} {own}")).passages == (Passage(20, 20, 20),)


def test_a_template_that_most_of_the_work_has_is_left_out():
    template = a_text("t", range(40))
    works = [text_of(f"{template} {a_text(letter, range(60))}") for letter in "abcd"]
    common = common_runs([one.prints.runs for one in works])
    assert common
    one = works[0]
    assert blank(one, common, set()) >= 40 - SHORTEST
    assert compare(one, works[1], without=common).passages == ()


def test_with_few_pieces_of_work_nothing_is_common():
    same = text_of(a_text("t", range(40))).prints.runs
    assert common_runs([same] * (COMMON_FROM - 1)) == set()
    assert common_runs([same] * COMMON_FROM) == set(same)
    assert common_runs([same, same, [1], [2]]) == set()


def test_texts_with_nothing_in_common_never_meet():
    one, other, third = (text_of(a_text(letter, range(50))).prints.runs for letter in "pqr")
    index = Index({1: one, 2: other})
    index.meet(10, third)
    index.meet(11, other)
    assert set(index.pairs()) == {(2, 11)}


def test_what_stands_in_too_many_texts_says_nothing():
    index = Index({1: [7, 8]})
    for key in range(MOST_TEXTS + 1):
        index.meet(key, array("Q", [7]))
    index.meet(-1, array("Q", [8]))
    assert index.everybodys() == {7}
    assert set(index.pairs()) == {(1, -1)}


@pytest.mark.parametrize(
    ("shared", "one", "other", "may"),
    [(1, 400, 400, True), (1, 401, 401, False), (8, 3000, 5000, True), (7, 3000, 3000, False)],
)
def test_pairs_that_cannot_come_to_what_is_kept_are_not_compared(shared, one, other, may):
    assert may_be_alike(shared, one, other) is may
