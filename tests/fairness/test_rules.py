"""What is compared, what is shown, and what asks for a review."""

import pytest

from fairmark.fairness.intervals import Share
from fairmark.fairness.rules import (
    By,
    Group,
    Judged,
    Line,
    Outcome,
    Reviewed,
    Verdict,
    asks_still,
    hidden_among,
    picture_of,
)

FEMALE, MALE = Group("F", "Female"), Group("M", "Male")


def learners(group, met, of, by=By.SEX, band="P"):
    return [Judged({by: group}, {band: place < met}) for place in range(of)]


def said(picture):
    return [(line.group.label, line.verdict) for line in picture.lines]


def test_a_difference_beyond_chance_asks_once_for_two_groups():
    picture = picture_of(learners(FEMALE, 19, 20) + learners(MALE, 5, 20), gap_percent=10)
    assert said(picture) == [("Female", Verdict.ASKS), ("Male", Verdict.ASKS)]
    [line] = picture.asking
    assert (line.group, line.share, line.others) == (FEMALE, Share(19, 20), Share(5, 20))
    assert line.between.low > 0
    assert line.seen == pytest.approx(0.7)
    assert (picture.learners, picture.held[By.SEX], picture.held[By.SITE]) == (40, 40, 0)


def test_what_chance_brings_asks_for_nothing():
    picture = picture_of(learners(FEMALE, 12, 20) + learners(MALE, 10, 20), gap_percent=10)
    assert said(picture) == [("Female", Verdict.CHANCE), ("Male", Verdict.CHANCE)]
    assert picture.asking == []
    assert picture.compared == 2


def test_a_difference_smaller_than_the_policy_asks_about_is_told_apart():
    many = learners(FEMALE, 950, 1000) + learners(MALE, 900, 1000)
    assert said(picture_of(many, gap_percent=10))[0] == ("Female", Verdict.SMALL)
    assert said(picture_of(many, gap_percent=5))[0] == ("Female", Verdict.ASKS)
    assert said(picture_of(many, gap_percent=None))[0] == ("Female", Verdict.ASKS)


def test_the_more_is_compared_the_more_it_takes():
    """A difference that asks alone asks no more beside three others."""
    pair = learners(FEMALE, 16, 20) + learners(MALE, 9, 20)
    assert picture_of(pair, gap_percent=10).asking
    more = [
        one
        for by in (By.SITE, By.MODE, By.GROUP)
        for one in (
            *learners(Group("a", "A"), 5, 10, by, "M"), *learners(Group("b", "B"), 5, 10, by, "M"),
        )
    ]  # fmt: skip
    assert picture_of(pair + more, gap_percent=10).asking == []


def test_a_learner_counts_once_in_each_band_and_only_where_the_record_holds_the_group():
    nobody = [Judged({}, {"P": True})] * 15
    picture = picture_of(learners(FEMALE, 19, 20) + learners(MALE, 5, 20) + nobody, gap_percent=10)
    assert picture.lines[0].others == Share(5, 20)
    assert (picture.learners, picture.held[By.SEX]) == (55, 40)


def test_one_group_alone_is_compared_with_nobody():
    assert picture_of(learners(FEMALE, 5, 40), gap_percent=10).lines == []


# -- what is not shown -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({"a": 10, "b": 10}, ""),
        ({"a": 9, "b": 30}, "ab"),
        ({"a": 9, "b": 30, "c": 12}, "ac"),
        ({"a": 9, "b": 30, "c": 8}, "ac"),
        ({"a": 9, "b": 9, "c": 30, "d": 11}, "ab"),
    ],
)
def test_small_groups_are_hidden_and_cannot_be_worked_out(sizes, hidden):
    groups = {Group(name, name): of for name, of in sizes.items()}
    assert {one.key for one in hidden_among(groups)} == set(hidden)


def test_a_group_that_is_hidden_has_no_figures():
    picture = picture_of(learners(FEMALE, 9, 9) + learners(MALE, 0, 30), gap_percent=10)
    assert said(picture) == [("Female", Verdict.TOO_FEW), ("Male", Verdict.TOO_FEW)]
    assert [line.share for line in picture.lines] == [None, None]
    assert picture.compared == 0


# -- reviews ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "asks"),
    [
        (None, True),
        (Reviewed(Outcome.EXPLAINED, 0.1, 0.6), False),
        (Reviewed(Outcome.TO_DO, 0.1, 0.6), False),
        (Reviewed(Outcome.EXPLAINED, 0.6, 0.9), True),
        (Reviewed(Outcome.EXPLAINED, -0.6, -0.1), True),
    ],
)
def test_a_review_stands_until_the_difference_moves(last, asks):
    line = Line(By.SEX, FEMALE, "P", Share(15, 20), Share(6, 20))
    assert asks_still(line, last) is asks
