"""The combination check against sums worked by hand."""

import csv
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairmark.catalogue.combination import (
    Chosen,
    GroupShape,
    Line,
    Problem,
    Shape,
    check,
    number_order,
)
from tests.conftest import DATA

STATUS = {"M": "mandatory", "O": "optional"}


def shared(code: str) -> Shape:
    """The shape of one of the shared specifications, straight from its rows."""
    with (DATA / "specifications.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["programme_code"] == code]
    units = tuple(
        Chosen(row["unit"], row["unit_title"], int(row["unit_glh"]), STATUS[row["group"]])
        for row in rows
    )
    return Shape(int(rows[0]["size_glh"]), "hours", units)


def choose(shape: Shape, numbers: str) -> list[Chosen]:
    by_number = {unit.number: unit for unit in shape.units}
    return [by_number[number] for number in numbers.split()]


#: Worked by hand from the hours of each unit: programme, units, state, total, the lines.
BY_HAND = [
    # Business, 360: units 1 (90), 2 (90) and 3 (120) are mandatory; 8, 14 and 16 have 60 each.
    ("XBS3A", "1 2 3 8", "valid", 360,
     ["Mandatory: 3 of 3 units, 300 of 300 hours", "Optional: 1 unit, 60 hours",
      "Total 360 of 360 hours"]),
    ("XBS3A", "1 2 3 14", "valid", 360,
     ["Mandatory: 3 of 3 units, 300 of 300 hours", "Optional: 1 unit, 60 hours",
      "Total 360 of 360 hours"]),
    ("XBS3A", "1 2 3", "not valid", 300,
     ["Mandatory: 3 of 3 units, 300 of 300 hours", "Optional: 0 units, 0 hours",
      "Total 300 of 360 hours"]),
    ("XBS3A", "1 2 8 14 16", "not valid", 360,
     ["Mandatory: 2 of 3 units, 180 of 300 hours", "Optional: 3 units, 180 hours",
      "Total 360 of 360 hours"]),
    ("XBS3A", "1 2 3 8 16", "valid", 420,
     ["Mandatory: 3 of 3 units, 300 of 300 hours", "Optional: 2 units, 120 hours",
      "Total 420 of 360 hours"]),
    ("XBS3A", "", "not valid", 0,
     ["Mandatory: 0 of 3 units, 0 of 300 hours", "Optional: 0 units, 0 hours",
      "Total 0 of 360 hours"]),
    # Business, 1080: 90 + 90 + 120 + 90 + 90 + 120 + 120 = 720, and six units of 60 are 360.
    ("XBS3E", "1 2 3 4 5 6 7 8 9 14 16 17 19", "valid", 1080,
     ["Mandatory: 7 of 7 units, 720 of 720 hours", "Optional: 6 units, 360 hours",
      "Total 1080 of 1080 hours"]),
    ("XBS3E", "1 2 3 4 5 6 7 8 9 14 16 17", "not valid", 1020,
     ["Mandatory: 7 of 7 units, 720 of 720 hours", "Optional: 5 units, 300 hours",
      "Total 1020 of 1080 hours"]),
    ("XBS3E", "1 2 3 4 5 6 8 9 14 16 17 19", "not valid", 960,
     ["Mandatory: 6 of 7 units, 600 of 720 hours", "Optional: 6 units, 360 hours",
      "Total 960 of 1080 hours"]),
    # Computing, 1080: 120 + 90 + 120 + 120 + 90 + 90 + 90 = 720, and six units of 60 are 360.
    ("XCP3E", "1 2 3 4 7 8 9 10 11 14 15 16 17", "valid", 1080,
     ["Mandatory: 7 of 7 units, 720 of 720 hours", "Optional: 6 units, 360 hours",
      "Total 1080 of 1080 hours"]),
    ("XCP3E", "1 2 3 4 7 8 10 11 14 15 16 17", "not valid", 990,
     ["Mandatory: 6 of 7 units, 630 of 720 hours", "Optional: 6 units, 360 hours",
      "Total 990 of 1080 hours"]),
    # Applied Science, 360: units 1 (90), 2 (90) and 3 (120) are mandatory; 8 and 9 have 60 each.
    ("XAS3A", "1 2 3 9", "valid", 360,
     ["Mandatory: 3 of 3 units, 300 of 300 hours", "Optional: 1 unit, 60 hours",
      "Total 360 of 360 hours"]),
    ("XAS3A", "1 2 3 8 9", "valid", 420,
     ["Mandatory: 3 of 3 units, 300 of 300 hours", "Optional: 2 units, 120 hours",
      "Total 420 of 360 hours"]),
    ("XAS3A", "2 3 8 9", "not valid", 330,
     ["Mandatory: 2 of 3 units, 210 of 300 hours", "Optional: 2 units, 120 hours",
      "Total 330 of 360 hours"]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "numbers", "state", "total", "lines"), BY_HAND)
def test_the_check_agrees_with_the_sum_worked_by_hand(code, numbers, state, total, lines):
    shape = shared(code)
    verdict = check(choose(shape, numbers), shape)
    assert (verdict.state, verdict.total) == (state, total)
    assert [line.words for line in verdict.lines] == lines


def test_each_shared_specification_is_worked_by_hand():
    with (DATA / "specifications.csv").open(encoding="utf-8") as file:
        assert {row["programme_code"] for row in csv.DictReader(file)} == {c for c, *_ in BY_HAND}


def test_what_is_wrong_says_why_and_what_to_do():
    shape = shared("XAS3A")
    verdict = check(choose(shape, "2 3 8 9"), shape)
    assert verdict.problems == (
        Problem(
            "Unit 1, Principles and Applications of Science I, is mandatory and is not chosen.",
            "Choose it: no combination is valid without it.",
        ),
        Problem(
            "The units come to 330 hours; the qualification has 360.",
            "Choose units of 30 hours more.",
        ),
    )


def test_more_than_the_size_is_told_and_no_fault():
    shape = shared("XBS3A")
    verdict = check(choose(shape, "1 2 3 8 16"), shape)
    assert verdict.is_valid
    assert verdict.notes[0].startswith("60 hours more than the qualification has.")


# A made-up specification with groups: A asks one or two units and 60 to 120 hours, B just 90.
ONE = Chosen("1", "First", 90, "mandatory")
TWO = Chosen("2", "Second", 90, "core")
A1, A2, A3 = (Chosen(str(n), f"A{n}", 60, "optional", "A") for n in (3, 4, 5))
B1, B2 = Chosen("6", "B6", 90, "optional", "B"), Chosen("7", "B7", 60, "optional", "B")
GROUPED = Shape(
    360, "hours", (ONE, TWO, A1, A2, A3, B1, B2),
    (GroupShape("A", least_units=1, most_units=2, least_size=60, most_size=120),
     GroupShape("B", least_size=60, most_size=90)),
    (("3", "6"), ("3", "4")),
)  # fmt: skip


def test_groups_show_their_least_and_their_most():
    verdict = check([ONE, TWO, A2, A3, B2], GROUPED)
    assert verdict.lines == (
        Line("Mandatory: 1 of 1 unit, 90 of 90 hours", True),
        Line("Core: 1 of 1 unit, 90 of 90 hours", True),
        Line("Optional group A: 2 of at least 1, at most 2 units, 120 of at least 60, at most 120 hours",
             True),
        Line("Optional group B: 1 unit, 60 of at least 60, at most 90 hours", True),
        Line("Total 360 of 360 hours", True),
    )  # fmt: skip
    assert verdict.is_valid


@pytest.mark.parametrize(
    ("chosen", "reasons"),
    [
        ([ONE, TWO, A1, A2, A3, B2],
         ["From optional group A 3 units are chosen; at most 2 may count.",
          "From optional group A 180 hours are chosen; at most 120 may count.",
          "Units 3 and 4 may not be taken together."]),
        ([ONE, TWO, A2, B1, B2],
         ["From optional group B 150 hours are chosen; at most 90 may count.",
          "The units come to 390 hours, 30 more than the qualification has, and none of them can "
          "be left out so that 360 remain."]),
        ([ONE, TWO, A1, B1],
         ["Units 3 and 6 may not be taken together.",
          "The units come to 330 hours; the qualification has 360."]),
        ([ONE, TWO, B1],
         ["From optional group A 0 units are chosen; at least 1 are needed.",
          "From optional group A 0 hours are chosen; at least 60 are needed.",
          "The units come to 270 hours; the qualification has 360."]),
        ([ONE, A2, A3, B2],
         ["Unit 2, Second, is core and is not chosen.",
          "The units come to 270 hours; the qualification has 360."]),
        ([ONE, TWO, A2, A3, B2, B2], ["Unit 7 is chosen twice."]),
        ([ONE, TWO, A2, A3, B2, Chosen("99", "Alien", 60, "optional")],
         ["Unit 99 is not in this specification."]),
        ([ONE, TWO, A2, A3, B1],
         ["The units come to 390 hours, 30 more than the qualification has, and none of them can "
          "be left out so that 360 remain."]),
    ],
)  # fmt: skip
def test_every_fault_has_its_reason_and_a_cure(chosen, reasons):
    verdict = check(chosen, GROUPED)
    assert [problem.reason for problem in verdict.problems] == reasons
    assert verdict.state == "not valid"
    assert all(problem.cure.endswith(".") for problem in verdict.problems)


def test_hours_nobody_typed_are_no_zero():
    shape = replace(GROUPED, units=(replace(ONE, size=None), *GROUPED.units[1:]))
    verdict = check([shape.units[0], TWO, A2, A3, B2], shape)
    assert verdict.state == "cannot tell"
    assert verdict.unknown == (
        Problem("The hours of unit 1 are not recorded.", "Add the hours to the specification."),
    )
    assert verdict.lines[-1] == Line("Total 270 of 360 hours", None)


def test_a_size_nobody_typed_cannot_be_met():
    verdict = check([ONE, TWO, A2, A3, B2], replace(GROUPED, size=None))
    assert verdict.state == "cannot tell"
    assert verdict.lines[-1] == Line("Total 360 hours", None)


def test_a_unit_of_which_nobody_said_what_it_is_cannot_be_told():
    unsaid = Chosen("8", "Unsaid", 60)
    verdict = check([ONE, unsaid], Shape(150, "hours", (ONE, unsaid)))
    assert verdict.state == "cannot tell"
    assert "unit 8 is mandatory or optional" in verdict.unknown[0].reason


def test_of_credits_a_part_may_count():
    ten, fifteen = (Chosen(str(n), "x", n, "optional") for n in (10, 15))
    shape = Shape(20, "credits", (ten, fifteen))
    assert check([ten, fifteen], shape).is_valid
    assert check([ten, fifteen], replace(shape, counted_in="hours")).state == "not valid"


def test_units_stand_in_the_order_of_their_numbers():
    assert sorted(["10", "2", "10a", "1"], key=number_order) == ["1", "2", "10", "10a"]


@given(st.lists(st.sampled_from(GROUPED.units), unique=True), st.randoms())
def test_the_order_of_units_never_matters(chosen, chance):
    mixed = list(chosen)
    chance.shuffle(mixed)
    one, other = check(chosen, GROUPED), check(mixed, GROUPED)
    assert (one.state, one.lines, one.problems) == (other.state, other.lines, other.problems)


@given(st.lists(st.sampled_from(GROUPED.units), unique=True))
def test_a_rule_taken_away_never_makes_a_combination_invalid(chosen):
    if check(chosen, GROUPED).is_valid:
        for less in (
            replace(GROUPED, barred=()),
            replace(GROUPED, groups=tuple(GroupShape(g.code) for g in GROUPED.groups)),
        ):
            assert check(chosen, less).is_valid
