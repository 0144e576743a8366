"""Identifiers: published and calculated vectors of process-facts §13."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairmark.catalogue.rules import qan_problem, uci_problem, uln_problem, upn_problem


@pytest.mark.parametrize(
    "value",
    ["9276308686", "1000000000", "1234567899", "5555555554", "3001234562", "9999999998",
     "1000000183", "7000000073"],
)  # fmt: skip
def test_a_right_uln(value):
    assert uln_problem(value) == ""


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("9999999999", "check digit"), ("1234567890", "check digit"), ("1000000001", "check digit"),
        ("9876543210", "No ULN begins"), ("2000000010", "No ULN begins"), ("927630868", "this has 9"),
        ("92763086866", "this has 11"), ("0276308686", "begin with 0"), ("92763O8686", "other characters"),
        ("", "other characters"), ("٩٢٧٦٣٠٨٦٨٦", "other characters"),
    ],
)  # fmt: skip
def test_a_wrong_uln_says_why(value, what):
    assert what in uln_problem(value)


@given(st.from_regex(r"\A[1-9][0-9]{9}\Z"), st.integers(0, 9), st.integers(1, 9))
def test_one_changed_digit_of_a_uln_is_found(value, place, by):
    changed = value[:place] + str((int(value[place]) + by) % 10) + value[place + 1 :]
    assert uln_problem(value) or uln_problem(changed)


@pytest.mark.parametrize(
    "value",
    ["681990012058G", "689990980001D", "999990090001C", "123450240001G", "123450250123M",
     "900010259999V", "12345B250123X", "201030260042D", "649010231007M", "556770100450G"],
)  # fmt: skip
def test_a_right_uci(value):
    assert uci_problem(value) == ""
    other = "A" if value[-1] != "A" else "B"
    assert "check letter" in uci_problem(value[:-1] + other)


@pytest.mark.parametrize(
    ("value", "what"),
    [("68199001205G", "thirteen"), ("6819900120589", "check letter"), ("681990010000G", "0001"),
     ("68199Q012058G", "not known")],
)  # fmt: skip
def test_a_wrong_uci_says_why(value, what):
    assert what in uci_problem(value)


@pytest.mark.parametrize(
    "value",
    ["H801200001001", "B801200005001", "X00180001701A", "G801200026001", "B330400125042",
     "P20112342407A", "P207000016049"],
)  # fmt: skip
def test_a_right_upn(value):
    assert upn_problem(value) == ""


@pytest.mark.parametrize(
    ("value", "what"),
    [("A801200005001", "check letter"), ("X80120000A001", "twelve digits"),
     ("E000200005001", "local authority"), ("B207000016049", "check letter"),
     ("Q207000016049", "check letter"), ("H80120000100", "thirteen")],
)  # fmt: skip
def test_a_wrong_upn_says_why(value, what):
    assert what in upn_problem(value)


QANS = [
    "601/4530/4", "600/4781/1", "600/6814/0", "600/6817/6", "600/6818/8", "600/4779/3", "600/6512/6",
    "600/4786/0", "600/4788/4", "601/0924/5", "601/0925/7", "600/7044/4", "600/6831/0", "600/6627/1",
    "603/6837/8", "601/5226/6", "500/7998/0", "501/1131/0", "600/3328/9", "601/2977/3", "603/0862/X",
    "501/1217/X", "601/1096/X", "600/4083/X", "603/6452/X", "601/7436/5", "601/7438/9", "603/3040/5",
    "603/0863/1", "603/0864/3", "603/1219/1", "603/1216/6", "601/4068/9", "603/0872/2", "603/1911/2",
]  # fmt: skip


@pytest.mark.parametrize("value", QANS)
def test_a_published_qan(value):
    assert qan_problem(value) == ""
    assert qan_problem(value.replace("/", "")) == ""


@pytest.mark.parametrize(
    ("value", "what"), [("601/7436/6", "last character"), ("60174365X", "written")]
)
def test_a_doubtful_qan_says_why(value, what):
    assert what in qan_problem(value)
