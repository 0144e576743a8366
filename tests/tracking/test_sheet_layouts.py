"""How colleges lay their sheets out: every layout read alike, and what does not fit named with its place."""

import pytest

from fairmark.exchange.sheets import Grid
from fairmark.tracking.sheet_layouts import read_layout
from fairmark.tracking.sheet_names import (
    KnownCriterion,
    KnownUnit,
    Unclear,
    criteria_named,
    is_code,
    unit_named,
)


def known(number, title, codes, level=None):
    """A unit whose criteria are given as `code/band`."""
    made = []
    for place, one in enumerate(codes.split()):
        code, _, band = one.partition("/")
        digits = code[-1]
        made.append(KnownCriterion(int(number) * 100 + place, code, band, int(digits), level,
                                   "".join(sign for sign in code.partition(".")[0] if sign in "ABCD")))  # fmt: skip
    return KnownUnit(int(number), number, title, tuple(made))


ONE = known("1", "Exploring Business", "A.P1/P A.M1/M AB.D1/D B.P2/P")
TWO = known("2", "Developing a Campaign", "A.P1/P A.M1/M A.D1/D")
FIRST = KnownUnit(7, "7", "Business for Retail", (
    KnownCriterion(71, "1A.1", "L1", 1, 1, "A"), KnownCriterion(72, "2A.P1", "P", 1, 2, "A"),
    KnownCriterion(73, "2A.M1", "M", 1, 2, "A"),
))  # fmt: skip
OUTCOMES = KnownUnit(8, "8", "Managing People", (
    KnownCriterion(81, "1.1", "P", 1, None, "1"), KnownCriterion(82, "2.1", "P", 1, None, "2"),
    KnownCriterion(83, "M1", "M", 1, None, ""),
))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "unit", "codes"),
    [
        ("P1", ONE, ["A.P1"]), ("A.P1", ONE, ["A.P1"]), ("a p1", ONE, ["A.P1"]), ("1P1", ONE, ["A.P1"]),
        ("U1 P1", ONE, ["A.P1"]), ("Unit 1: P1", ONE, ["A.P1"]), ("Pass 1", ONE, ["A.P1"]),
        ("Merit 1", ONE, ["A.M1"]), ("Distinction 1", ONE, ["AB.D1"]), ("P1: Explain two firms", ONE, ["A.P1"]),
        ("B.P2 – Compare", ONE, ["B.P2"]), ("P1 (A)", ONE, ["A.P1"]), ("P9", ONE, []), ("2P1", ONE, []),
        ("L1", FIRST, ["1A.1"]), ("1P1", FIRST, ["1A.1"]), ("1A.1", FIRST, ["1A.1"]),
        ("2A.P1", FIRST, ["2A.P1"]), ("2P1", FIRST, ["2A.P1"]), ("P1", FIRST, ["2A.P1"]),
        ("1.1", OUTCOMES, ["1.1"]), ("P1", OUTCOMES, ["1.1", "2.1"]), ("M1", OUTCOMES, ["M1"]),
    ],
)  # fmt: skip
def test_what_a_heading_means(text, unit, codes):
    assert [one.code for one in criteria_named(text, unit)] == codes


@pytest.mark.parametrize("text", ["Name", "Group", "ULN", "Overall grade", "", "Comments", "Total"])
def test_what_is_no_criterion(text):
    assert not is_code(text, [ONE, FIRST, OUTCOMES])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Unit 1", ONE), ("unit 1: Exploring Business", ONE), ("U2", TWO), ("Exploring Business", ONE),
        ("Developing a Cam", TWO), ("Unit 9", None), ("Group 1", None), ("1", None), ("", None),
    ],
)  # fmt: skip
def test_which_unit_a_heading_names(text, found):
    assert unit_named(text, [ONE, TWO]) == found


def test_a_bare_number_and_two_units_at_once():
    assert unit_named("1", [ONE, TWO], bare=True) == ONE
    with pytest.raises(Unclear, match="number of unit 2 and the title of unit 1"):
        unit_named("Unit 2 Exploring Business", [ONE, TWO])


def grid(*lines, name="", merged=(), formulas=()):
    """Lines as people see them, cells between bars."""
    rows = tuple(tuple(cell.strip() for cell in line.split("|")) for line in lines)
    return Grid(name, rows, tuple(merged), frozenset(formulas))


def marks(read):
    assert read.problems == []
    return [
        (one.who.name or one.who.ref or f"{one.who.surname}, {one.who.forenames}", one.unit.number,
         one.criterion.code, one.text)
        for one in read.marks if one.text
    ]  # fmt: skip


WANTED = [("Baptiste, Lena", "1", "A.P1", "Y"), ("Baptiste, Lena", "1", "A.M1", "N"),
          ("Ravi Shah", "1", "A.P1", "Y")]  # fmt: skip


@pytest.mark.parametrize(
    "of",
    [
        # One unit, its name in the tab; headings not in the first row; blank dividers; a total.
        grid("Tracking 2025/26", "", "Name | Group | P1 | | M1 | | Grade", "Baptiste, Lena | A | Y | | N | | P",
             "", "Ravi Shah | A | Y | | |", "Total | | 2 | | 0", name="Unit 1"),
        # The unit's name over the sheet.
        grid("Unit 1: Exploring Business | |", "Learner | A.P1 | A.M1", "Baptiste, Lena | Y | N",
             "Ravi Shah | Y |"),
        # The title of the unit alone, and names without a heading.
        grid("Exploring Business | |", " | P1: Explain | M1: Compare", "Baptiste, Lena | Y | N",
             "Ravi Shah | Y |"),
        # The headings again on the next page.
        grid("Student | P1 | M1", "Baptiste, Lena | Y | N", "Student | P1 | M1", "Ravi Shah | Y |",
             name="1 Exploring Business"),
        # The unit in each heading.
        grid("Name | U1 P1 | U1 M1", "Baptiste, Lena | Y | N", "Ravi Shah | Y |"),
        # A row for each learner and criterion.
        grid("Learner | Unit | Criterion | Result", "Baptiste, Lena | 1 | P1 | Y",
             "Baptiste, Lena | Unit 1 | A.M1 | N", "Ravi Shah | Exploring Business | Pass 1 | Y"),
    ],
)  # fmt: skip
def test_every_layout_says_the_same(of):
    assert marks(read_layout(of, [ONE, TWO])) == WANTED


def test_several_units_under_merged_headings():
    of = grid(
        "| Unit 1: Exploring Business | | | | Unit 2: Developing a Campaign |",
        "Name | P1 | M1 | | | P1 | D1", "Baptiste, Lena | Y | N | | | Y | Y",
        merged=[(0, 1, 0, 2), (0, 5, 0, 6)],
    )  # fmt: skip
    assert marks(read_layout(of, [ONE, TWO])) == [
        ("Baptiste, Lena", "1", "A.P1", "Y"), ("Baptiste, Lena", "1", "A.M1", "N"),
        ("Baptiste, Lena", "2", "A.P1", "Y"), ("Baptiste, Lena", "2", "A.D1", "Y"),
    ]  # fmt: skip


def test_dates_and_assessors_stand_beside():
    of = grid(
        "| Unit 1 | | | Unit 2 | |", "Name | P1 | Date | Assessor | P1 | Date | Assessor",
        "Lena | Y | 3/10/2025 | Asa | Y | 4/11/2025 | Ben",
    )  # fmt: skip
    read = read_layout(of, [ONE, TWO])
    assert [(one.unit.number, one.date, one.assessor) for one in read.marks] == [
        ("1", "3/10/2025", "Asa"), ("2", "4/11/2025", "Ben"),
    ]  # fmt: skip


def test_a_tab_without_criteria_is_left_out():
    read = read_layout(grid("How to fill this in", "Write Y or N.", name="Notes"), [ONE])
    assert (read.is_sheet, read.marks, read.problems) == (False, [], [])
    assert "“Notes” has no row of criteria" in read.notes[0]


@pytest.mark.parametrize(
    ("of", "row", "column", "words"),
    [
        (grid("Name | P9", "Lena | Y", name="Unit 1"), 1, "Unit 1: B “P9”", "no criterion of unit 1"),
        (grid("Name | P1", "Lena | Y", name="Unit 9"), 1, "Unit 9: A", "“Unit 9” is no unit"),
        (grid("Name | P1", "Lena | Y"), 1, "B “P1”", "not said of which unit"),
        (grid("| Unit 1 | Unit 9", "Name | P1 | P2", "Lena | Y | Y"), 1, "C “P2”", "no unit of this cohort"),
        (grid("Name | P1 | A.P1", "Lena | Y | Y", name="Unit 1"), 1, "Unit 1: C “A.P1”", "in column B already"),
        (grid("Name | P1", "Lena | Y", "Lena | N", name="Unit 1"), 3, "Unit 1: A “Name”", "in row 2 already"),
        (grid("Name | P1", " | Y", name="Unit 1"), 2, "Unit 1: A “Name”", "names no learner"),
        (grid("Name | P1", "Lena | Y", name="Unit 1", formulas=[(1, 1)]), 2, "Unit 1: B “P1”",
         "Cell B2 holds a formula"),
        (grid("Name | P1 | M1", "Lena | Y |", name="Unit 1", merged=[(1, 1, 1, 2)]), 2, "Unit 1: B “P1”",
         "is merged"),
        (grid("Group | P1", "1 | Y", name="Unit 1"), 1, "Unit 1: A “Group”", "No column says whose"),
        (grid("Name | P1", "Lena | Y", name="Unit 2 Exploring Business"), 1, "Unit 2 Exploring Business: A",
         "number of unit 2"),
        (grid("Unit 1: Exploring Business", "Name | P1", "Lena | Y", name="Unit 2"), 1, "Unit 2: A",
         "name different units"),
        (grid("Name | Unit | Criterion | Mark", "Lena | 9 | P1 | Y"), 2, "B “Unit”", "“9” is no unit"),
        (grid("Name | Unit | Criterion | Mark", " | 1 | P1 | Y"), 2, "A “Name”", "No learner is named"),
        (grid("Name | Unit | Criterion | Mark", "Lena | 1 | P8 | Y"), 2, "C “Criterion”", "“P8” is no criterion"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_with_its_place(of, row, column, words):
    read = read_layout(of, [ONE, TWO])
    assert [(one.row, one.column) for one in read.problems[:1]] == [(row, column)]
    assert words in read.problems[0].message
    assert read.problems[0].message.endswith(".")
