"""Held against what their authors published."""

import pytest

from fairmark.fairness.intervals import Share, chance_of, difference, holm

#: Newcombe 1998 (Stat. Med. 17, 857), table I, method 3: met, of, lower and upper limit.
SINGLE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
#: Newcombe 1998 (Stat. Med. 17, 873), table II, method 10: two shares, lower and upper limit.
DIFFERENCES = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((0, 10), (0, 10), -0.2775, 0.2775),
    ((10, 10), (0, 20), 0.6791, 1.0000),
    ((10, 10), (0, 10), 0.6075, 1.0000),
]


@pytest.mark.parametrize(("met", "of", "low", "high"), SINGLE)
def test_wilsons_interval(met, of, low, high):
    assert Share(met, of).interval == pytest.approx((low, high), abs=0.00006)


@pytest.mark.parametrize(("one", "other", "low", "high"), DIFFERENCES)
def test_newcombes_interval(one, other, low, high):
    found = difference(Share(*one), Share(*other))
    assert found == pytest.approx((low, high), abs=0.00006)
    back = difference(Share(*other), Share(*one))
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low))


@pytest.mark.parametrize(
    ("one", "other", "chance"),
    [
        ((3, 4), (1, 4), 0.4857),  # the lady tasting tea, one cup mistaken
        ((4, 4), (0, 4), 0.0286),  # and none
        ((10, 13), (2, 17), 0.0005367),  # convictions of twins
        ((0, 10), (0, 10), 1.0),
        ((10, 10), (12, 12), 1.0),
    ],
)
def test_fishers_test(one, other, chance):
    assert chance_of(Share(*one), Share(*other)) == pytest.approx(chance, rel=0.001)
    assert chance_of(Share(*other), Share(*one)) == pytest.approx(chance, rel=0.001)


@pytest.mark.parametrize(
    ("chances", "adjusted"),
    [
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
        ([0.2], [0.2]),
        ([0.9, 0.8], [1.0, 1.0]),
        ([], []),
    ],
)
def test_holms_rule(chances, adjusted):
    assert holm(chances) == pytest.approx(adjusted)


def test_nothing_of_nothing_may_be_anything():
    assert Share(0, 0).interval == (0.0, 1.0)
