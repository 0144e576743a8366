"""Which section may answer a clause, by the words that both use."""

import pytest

from fairmark.policies.suggestion_rules import stem, subject_of, subjects, suggested


def section(id, heading, text=""):
    return {"id": id, "heading": heading, "text": text}


APPEALS = section("appeals", "Appeals", "A learner may appeal against an assessment decision.")
RECORDS = section("records", "Keeping records", "Appeal records are kept for eighteen months.")
PARKING = section("parking", "Parking", "Bicycles go behind the library.")
CLAUSE = "Appeal records are kept for inspection for at least 18 months"


@pytest.mark.parametrize(
    ("clause", "sections", "named"),
    [
        (CLAUSE, [APPEALS, RECORDS, PARKING], ["records"]),
        (CLAUSE, [PARKING], []),
        (CLAUSE, [], []),
        ("Learners may appeal against decisions", [RECORDS, APPEALS], ["appeals"]),
        ("Is it to be?", [APPEALS], []),
        ("Appeal", [APPEALS], ["appeals"]),
        ("Bicycle races in the mountains every summer", [PARKING], []),
    ],
)
def test_sections_that_share_what_a_clause_is_about_are_named(clause, sections, named):
    assert [one.section for one in suggested(clause, map(subject_of, sections))] == named


def test_the_best_comes_first_and_no_more_than_asked():
    better = section("better", "Records of appeals kept for inspection", "For months.")
    assert [
        one.section for one in suggested(CLAUSE, [subject_of(RECORDS), subject_of(better)])
    ] == ["better", "records"]
    assert [
        one.section for one in suggested(CLAUSE, [subject_of(RECORDS), subject_of(better)], most=1)
    ] == ["better"]


def test_it_says_by_which_words():
    (only,) = suggested("Learners may appeal against decisions", [subject_of(APPEALS)])
    assert (only.share, only.words) == (100, ("against", "appeal", "decision"))


@pytest.mark.parametrize(
    ("word", "same"),
    [("appeals", "appeal"), ("assessments", "assessment"), ("records", "recorded"),
     ("monitoring", "monitored"), ("registration", "registrations")],
)  # fmt: skip
def test_endings_do_not_hide_that_words_are_the_same(word, same):
    assert stem(word) == stem(same)


def test_empty_words_are_no_subject():
    assert subjects("The policy of the centre for every BTEC learner") == frozenset()
