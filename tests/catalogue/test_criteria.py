"""Codes of criteria, read by the patterns of grading.md §2."""

import pytest

from fairmark.catalogue.criteria import PATTERNS, Parsed, doubts, families_that_know, parse

RQF, FIRSTS, TECH = "l3_nationals_rqf_2016", "firsts_2012", "tech_award_2017_legacy"
QCF, HN, HN_QCF = "l3_nationals_qcf_2010", "hn_rqf_2016", "hn_qcf_2010"


@pytest.mark.parametrize(
    ("family", "code", "aims", "band", "ordinal", "level"),
    [
        (RQF, "A.P1", ("A",), "P", 1, None),
        (RQF, "B.M2", ("B",), "M", 2, None),
        (RQF, "AB.D1", ("A", "B"), "D", 1, None),
        (RQF, "D.P5", ("D",), "P", 5, None),  # the aim is D, the band is not
        (RQF, "D.D2", ("D",), "D", 2, None),
        (RQF, "M.P12", ("M",), "P", 12, None),
        (RQF, " a.p1 ", ("A",), "P", 1, None),
        ("international_l3", "BC.D2", ("B", "C"), "D", 2, None),
        ("l3_aaq_2025", "C.M3", ("C",), "M", 3, None),
        (FIRSTS, "1A.1", ("A",), "L1", 1, 1),
        (FIRSTS, "1D.4", ("D",), "L1", 4, 1),
        (FIRSTS, "2A.P1", ("A",), "P", 1, 2),
        (FIRSTS, "2B.M2", ("B",), "M", 2, 2),
        (FIRSTS, "2A.D1", ("A",), "D", 1, 2),
        (TECH, "A.1P1", ("A",), "P", 1, 1),
        (TECH, "A.1M1", ("A",), "M", 1, 1),
        (TECH, "A.2D1", ("A",), "D", 1, 2),
        (QCF, "P1", (), "P", 1, None),
        (QCF, "M4", (), "M", 4, None),
        (QCF, "P1.1", (), "P", 1, None),
        (HN, "P10", (), "P", 10, None),
        (HN, "D2", (), "D", 2, None),
        (HN_QCF, "1.1", ("1",), "P", 1, None),
        (HN_QCF, "4.2", ("4",), "P", 2, None),
        (HN_QCF, "10.3", ("10",), "P", 3, None),
        (HN_QCF, "M1", (), "M", 1, None),
        (HN_QCF, "D3", (), "D", 3, None),
    ],
)
def test_a_code_is_read_by_its_family(family, code, aims, band, ordinal, level):
    assert parse(code, family) == Parsed(aims, band, ordinal, level)


@pytest.mark.parametrize(
    ("family", "code"),
    [
        (RQF, "P1"), (RQF, "2A.P1"), (RQF, "A.1P1"), (RQF, "A.P"), (RQF, "A.P0"), (RQF, "A.X1"),
        (RQF, "AA.P1"), (RQF, "A.P1.1"), (RQF, "A P1"), (RQF, ".P1"), (RQF, ""), (RQF, "A.P٣"),
        (RQF, "A.P100"), (FIRSTS, "A.P1"), (FIRSTS, "1A.P1"), (FIRSTS, "2A.1"), (FIRSTS, "3A.P1"),
        (TECH, "A.P1"), (TECH, "A.3P1"), (QCF, "A.P1"), (QCF, "1.1"), (QCF, "P1.0"),
        (HN, "P1.1"), (HN, "1.1"), (HN_QCF, "P1"), (HN_QCF, "M4"), (HN_QCF, "0.1"),
        ("tech_award_2022", "A.P1"), ("l2_technicals_2017", "A.P1"), ("hn_2024", "P1"), ("", "P1"),
    ],
)  # fmt: skip
def test_a_code_of_another_pattern_is_not_guessed(family, code):
    assert parse(code, family) is None


def test_every_example_that_is_shown_is_known():
    for family, pattern in PATTERNS.items():
        assert doubts(pattern.examples, family) == []


def test_a_doubtful_code_names_the_families_that_would_know_it():
    assert families_that_know("2A.P1") == (FIRSTS,)
    assert set(families_that_know("P1")) == {QCF, HN}
    assert families_that_know("LO1") == ()


def test_doubts_are_told_in_their_order():
    assert doubts(["A.P1", "P2", "AB.D1", "x"], RQF) == ["P2", "x"]
