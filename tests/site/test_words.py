"""Numbers in front of words."""

import pytest

from fairmark.ui.words import how_many


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ((1, "learner"), "1 learner"),
        ((0, "learner"), "0 learners"),
        ((1204, "learner"), "1,204 learners"),
        ((1, "query", "queries"), "1 query"),
        ((2, "query", "queries"), "2 queries"),
    ],
)
def test_a_number_and_its_word_agree(asked, words):
    assert how_many(*asked) == words
