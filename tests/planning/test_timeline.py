"""The plan as a picture: where each bar stands, and that its words are words."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from fairmark.planning.timeline import BAR, EDGE, HEAD, LABEL, LINE, WEEK, Line, picture

MONDAY = date(2025, 9, 1)


def weeks(*counts):
    return [MONDAY + timedelta(weeks=count) for count in counts]


def drawn(*lines, closed=(), on=date(2024, 1, 1)):
    made = picture(lines, closed=closed, on=on)
    return made, list(ElementTree.fromstring(f"<svg>{made.marks()}</svg>"))


def bars(marks):
    return [
        (one.get("class"), int(one.get("x")), int(one.get("width")))
        for one in marks
        if one.tag == "rect"
    ]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((0, 2), [("work", 0, 2)]),
        ((0, 2, 3, 4, 5), [("work", 0, 2), ("mark", 2, 3)]),
        ((0, 2, 3, 4, 5, 8), [("work", 0, 2), ("mark", 2, 3), ("again", 5, 3)]),
    ],
    ids=["two days", "returned", "resubmitted"],
)
def test_an_assignment_is_at_work_then_marked_then_open_again(days, expected):
    _, marks = drawn(Line("1.1", weeks(*days)))
    assert bars(marks) == [
        (f"bar bar--{kind}", LABEL + WEEK * first, WEEK * width) for kind, first, width in expected
    ]


def test_each_line_has_its_name_and_stands_below_the_last():
    made, marks = drawn(Line("1.1 Reports", weeks(0, 2)), Line("1.2 Plans", weeks(1, 3)))
    texts = [one.text for one in marks if one.tag == "text"]
    tops = [int(one.get("y")) for one in marks if one.tag == "rect"]
    assert texts == ["Sep 2025", "1.1 Reports", "1.2 Plans"]
    assert tops == [HEAD + (LINE - BAR) // 2, HEAD + LINE + (LINE - BAR) // 2]
    assert (made.width, made.height) == (LABEL + WEEK * 4 + EDGE, HEAD + LINE * 2 + 6)


def test_a_name_is_words_whatever_stands_in_it():
    name = "<script>alert('1')</script> & \"more\""
    made, marks = drawn(Line(name, weeks(0, 2)))
    assert [one.text for one in marks if one.tag == "text"][-1] == name
    assert "<script" not in made.marks()


def test_closures_lie_behind_and_today_in_front():
    made, marks = drawn(
        Line("1.1", weeks(0, 8)), closed=[tuple(weeks(2, 3)), (MONDAY, MONDAY)], on=weeks(4)[0]
    )
    assert (marks[0].get("class"), int(marks[0].get("x"))) == ("shut", LABEL + WEEK * 2)
    assert int(marks[0].get("height")) == made.height
    assert len([one for one in marks if one.get("class") == "shut"]) == 1, "one day is not drawn"
    assert marks[-1].attrib == {"class": "now", "d": f"M{LABEL + WEEK * 4} 14V{made.height}"}


def test_today_is_drawn_only_while_the_plan_lasts():
    _, marks = drawn(Line("1.1", weeks(0, 2)), on=weeks(20)[0])
    assert all(one.get("class") != "now" for one in marks)


def test_nothing_is_drawn_without_two_days():
    assert picture([Line("1.1", weeks(0))], closed=[], on=MONDAY) is None
