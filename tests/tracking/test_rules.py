"""What a cell says, and what marks of many colleges mean: tables."""

import pytest

from fairmark.tracking.rules import (
    Decided,
    Due,
    State,
    Work,
    achieved_by_column,
    read_marks,
    settled_grade,
    shown_grades,
    standing,
)

WAITS, OVER, LONGER = Due(False, False), Due(True, False), Due(False, True)
OWN, LATE = Work(1, "first", False, True), Work(1, "first", True, True)
UNSAID, DOUBT = Work(1, "first", False, None), Work(1, "first", False, False)
MET, MISSED, CLEARED = Decided(1, True, True), Decided(1, False, True), Decided(1, None, False)


@pytest.mark.parametrize(
    ("work", "decided", "due", "is_open", "left", "says"),
    [
        (None, None, WAITS, False, False, State.NOTHING),
        (None, None, OVER, False, False, State.LATE),
        (None, None, LONGER, False, False, State.EXTENSION),
        (None, None, Due(True, True), False, False, State.LATE),
        (None, None, OVER, False, True, State.LEFT),
        (UNSAID, None, OVER, False, False, State.UNCONFIRMED),
        (DOUBT, None, OVER, False, False, State.DOUBTED),
        (OWN, None, OVER, False, False, State.SUBMITTED),
        (LATE, None, OVER, False, False, State.SUBMITTED_LATE),
        (OWN, CLEARED, OVER, False, False, State.SUBMITTED),
        (OWN, MET, OVER, False, False, State.ACHIEVED),
        (OWN, MISSED, OVER, False, False, State.NOT_ACHIEVED),
        (OWN, MISSED, OVER, True, False, State.OPEN),
        (OWN, MET, OVER, True, False, State.ACHIEVED),
        (OWN, MET, OVER, False, True, State.ACHIEVED),
        (LATE, MISSED, OVER, False, False, State.NOT_ACHIEVED),
    ],
)
def test_what_a_cell_says(work, decided, due, is_open, left, says):
    assert standing(work, decided, due, is_open=is_open, has_left=left) == says


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Y", "met"), ("yes", "met"), ("1", "met"), ("A", "met"), ("✓", "met"), (" ✔ ", "met"),
        ("17/10/2025", "met"), ("2025-10-17", "met"), ("P", "met"), ("M", "met"), ("D*", "met"),
        ("L1P", "met"), ("Dist", "met"), ("A + L", "met"), ("Y (2)", "met"), ("achieved", "met"),
        ("N", "not met"), ("0", "not met"), ("no", "not met"), ("NYA", "not met"), ("U", "not met"),
        ("Fail", "not met"), ("R", "not met"), ("PA", "not met"), ("×", "not met"),
        ("", None), ("-", None), ("N/A", None), ("WS", None), ("EXT", None), ("WNS", None),
        ("late", None),
    ],
)  # fmt: skip
def test_marks_as_colleges_write_them(text, outcome):
    read = read_marks([text])
    assert (read.outcomes, read.unknown) == ([outcome], {})


@pytest.mark.parametrize("text", ["maybe", "Q", "13", "=A1", "Y N", "PP", "31.2"])
def test_a_mark_that_nobody_knows(text):
    read = read_marks(["Y", text])
    assert list(read.unknown) == [1]
    assert "Write Y or N." in read.unknown[1]


@pytest.mark.parametrize(
    ("marks", "means"),
    [(["x", "A"], "not met"), (["X", "✓"], "not met"), (["x", "N"], "met"), (["x", "0"], "met")],
)
def test_an_x_means_what_the_marks_beside_it_leave(marks, means):
    read = read_marks(marks)
    assert (read.outcomes[0], read.unknown) == (means, {})


@pytest.mark.parametrize("marks", [["x"], ["x", ""], ["x", "Y", "N"]])
def test_an_x_that_could_mean_both_is_asked_about(marks):
    assert "met in some sheets and not met in others" in read_marks(marks).unknown[0]


@pytest.mark.parametrize(
    ("grade", "shown"),
    [
        (("", "", False), ("", "")), (("U", "D", False), ("–", "D")),
        (("P", "D", False), ("P", "D")), (("P", "P", False), ("P", "")),
        (("U", "U", True), ("U", "")), (("U", "U", False), ("U", "")), (("D", "D", True), ("D", "")),
    ],
)  # fmt: skip
def test_now_and_can_be(grade, shown):
    assert shown_grades(*grade) == shown


def test_totals_of_no_rows():
    assert achieved_by_column([], 2) == [0, 0]


@pytest.mark.parametrize(
    ("grade", "settled"),
    [
        (("", "", False), None), (("P", "D", False), None), (("P", "P", False), "P"),
        (("U", "U", False), "U"), (("M", "M", True), "M"), (("U", "D", False), None),
    ],
)  # fmt: skip
def test_a_grade_counts_once_nothing_can_change_it(grade, settled):
    assert settled_grade(*grade) == settled
