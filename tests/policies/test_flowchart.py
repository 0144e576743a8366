"""A procedure as a picture: every step drawn once, in its lane, joined to where it leads."""

import re
from itertools import pairwise

import pytest

from fairmark.policies import exemplars, rules, wording
from fairmark.policies.flowchart import FITS, LETTER, PAGE, USUAL, Drawn, Shape, flowchart
from fairmark.policies.procedure_rules import ways

STEPS = [
    Drawn("Ask the assessor", "learner", "7 working days"),
    Drawn("Reply", "assessor", "", "Does the learner accept?"),
    Drawn("Send it to the awarding body, with consent", "learner"),
]
IDS = [{"id": "ask"}, {"id": "reply", "asks": "x", "answers": [
    {"word": "Yes", "to": "end"}, {"word": "No", "to": "next"}]}, {"id": "send"}]  # fmt: skip


def chart_of(steps, content):
    return flowchart(steps, ways(content))


def drawn(block):
    return chart_of(
        [Drawn(one["title"], one["who"], "5 working days", one.get("asks", ""))
         for one in block["steps"]], block["steps"],
    )  # fmt: skip


def every_procedure():
    for kind in exemplars.KINDS:
        content = exemplars.exemplar(kind).content(
            frozenset({"lower", "higher", "sites", "partners"})
        )
        for block in rules.procedures(content):
            yield pytest.param(block, id=f"{kind}-{block['id']}")


#: More than we ship: loops to the start, three answers that all pass over others, many roles.
TANGLE = {"steps": [
    {"id": "a", "title": "Unforeseeable administrative circumstances", "who": "learner"},
    {"id": "b", "title": "B", "who": "lead internal verifier", "asks": "Is it what was asked for then?",
     "answers": [{"word": "Absolutely", "to": "end"}, {"word": "No", "to": "a"},
                 {"word": "Perhaps", "to": "d"}]},
    {"id": "c", "title": "C", "who": "assessor", "then": "a"},
    {"id": "d", "title": "D", "who": "learner", "asks": "Again?",
     "answers": [{"word": "Yes", "to": "a"}, {"word": "No", "to": "c"}, {"word": "Later", "to": "b"}]},
    {"id": "e", "title": "E", "who": "quality nominee", "then": "b"},
]}  # fmt: skip

PICTURES = [*every_procedure(), pytest.param(TANGLE, id="tangle")]


def test_a_lane_for_each_role_and_a_box_for_each_step_in_its_lane():
    chart = chart_of(STEPS, IDS)
    lanes = {lane.words[0].text: lane for lane in chart.lanes}
    assert list(lanes) == ["Learner", "Assessor"]
    boxes = [one for one in chart.boxes if one.shape == Shape.STEP]
    for box, step in zip(boxes, STEPS, strict=True):
        lane = lanes[step.who.capitalize()]
        assert lane.y < box.y
        assert box.bottom < lane.y + lane.height
    assert [one.shape for one in chart.boxes] == [
        "start",
        "step",
        "step",
        "question",
        "step",
        "end",
    ]


def test_the_words_of_a_step_stand_in_its_box_and_are_all_there():
    chart = chart_of(STEPS, IDS)
    boxes = [one for one in chart.boxes if one.shape == Shape.STEP]
    for number, (box, step) in enumerate(zip(boxes, STEPS, strict=True), 1):
        said = " ".join(words.text for words in box.words)
        assert said == f"{number} {step.title} {step.clock}".strip()
        assert all(box.y < words.y <= box.bottom for words in box.words)
    (diamond,) = (one for one in chart.boxes if one.shape == Shape.QUESTION)
    assert " ".join(words.text for words in diamond.words) == "Does the learner accept?"


def test_who_does_not_see_it_is_told_the_same():
    assert chart_of(STEPS, IDS).says == (
        "Flowchart of step 1, learner: Ask the assessor; step 2, assessor: Reply. Does the learner "
        "accept? If yes, the end; if no, step 3; step 3, learner: Send it to the awarding body, with "
        "consent. The numbered steps say the same in words."
    )


# -- geometry --------------------------------------------------------------------------------


def points(arrow):
    """The corners of a line, written with absolute moves along and across."""
    x, y, found = 0, 0, []
    for kind, numbers in re.findall(r"([MHV])([-\d ]+)", arrow):
        values = [int(one) for one in numbers.split()]
        if kind == "M":
            x, y = values
        elif kind == "H":
            (x,) = values
        else:
            (y,) = values
        found.append((x, y))
    return found


def rectangle(words):
    """Where a line of text stands that begins at its place."""
    return (words.x, words.y - 12, words.x + len(words.text) * LETTER, words.y + 3)


def apart(a, b):
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def around(box):
    return (box.x, box.y, box.right, box.bottom)


@pytest.mark.parametrize("block", PICTURES)
def test_no_two_boxes_touch_and_all_is_inside_the_drawing(block):
    chart = drawn(block)
    for i, a in enumerate(chart.boxes):
        assert 0 <= a.x < a.right <= chart.width
        assert 0 <= a.y < a.bottom <= chart.height
        assert all(apart(around(a), around(b)) for b in chart.boxes[i + 1 :])
        widest = max(len(words.text) for words in a.words) * LETTER
        assert widest <= a.width + 2 * LETTER, a
    for lane in chart.lanes:
        assert all(lane.y < words.y < lane.y + lane.height for words in lane.words)


@pytest.mark.parametrize("block", PICTURES)
def test_every_line_leaves_a_box_ends_at_a_box_and_crosses_none(block):
    chart = drawn(block)
    for arrow in chart.arrows:
        line = points(arrow)
        assert all(0 <= x <= chart.width and 0 <= y <= chart.height for x, y in line)
        (x, y), (end_x, end_y) = line[0], line[-1]
        assert [b for b in chart.boxes if (x, y) in
                {(b.right, b.along), (b.across, b.y), (b.across, b.bottom)}]  # fmt: skip
        (target,) = [b for b in chart.boxes if (end_x, end_y) in
                     {(b.x, b.along), (b.across, b.y), (b.across, b.bottom)}]  # fmt: skip
        assert target.shape != Shape.START
        for a, b in pairwise(line):
            flat = (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
            for box in chart.boxes:
                inner = (box.x + 1, box.y + 1, box.right - 1, box.bottom - 1)
                assert apart(flat, inner), (arrow, box)


@pytest.mark.parametrize("block", PICTURES)
def test_as_many_lines_as_ways_and_an_answer_beside_each_that_has_one(block):
    chart, found = drawn(block), ways(block["steps"])
    asked = sum(1 for one in block["steps"] if one.get("asks"))
    assert len(chart.arrows) == len(found) + asked + 1  # into each diamond, and from the start
    assert len(set(chart.arrows)) == len(chart.arrows)
    assert sorted(one.text for one in chart.answers) == sorted(
        one.word for one in found if one.word
    )
    for i, words in enumerate(chart.answers):
        place = rectangle(words)
        assert 0 <= place[0] < place[2] <= chart.width
        assert 0 <= place[1] < place[3] <= chart.height
        assert all(apart(place, around(box)) for box in chart.boxes if box.shape != Shape.QUESTION)
        assert all(apart(place, rectangle(other)) for other in chart.answers[i + 1 :])


@pytest.mark.parametrize("block", PICTURES)
def test_lines_to_other_places_do_not_lie_on_each_other(block):
    """Two lines may cross, or run into one box together; else no stretch is drawn twice."""
    chart = drawn(block)
    stretches = [(a, b, points(arrow)[-1]) for arrow in chart.arrows
                 for a, b in pairwise(points(arrow))]  # fmt: skip
    for i, (a, b, to) in enumerate(stretches):
        for c, d, other in stretches[i + 1 :]:
            if to == other:
                continue
            for along, across in ((0, 1), (1, 0)):
                if a[across] == b[across] == c[across] == d[across]:
                    low, high = (
                        max(min(a[along], b[along]), min(c[along], d[along])),
                        min(max(a[along], b[along]), max(c[along], d[along])),
                    )
                    assert low >= high, ((a, b), (c, d))


# -- on paper --------------------------------------------------------------------------------


@pytest.mark.parametrize("block", PICTURES)
def test_on_paper_its_letters_stay_readable_and_every_box_is_there_once(block):
    chart = drawn(block)
    parts = chart.on_paper
    for part in parts:
        assert part.width <= FITS
        assert part.millimetres <= PAGE
        points_high = 15 * part.millimetres / part.width * 72 / 25.4
        assert 6.2 < points_high < 7.4
        for box in part.boxes:
            assert (part.labels if part.shift else 0) <= box.x - part.shift
            assert box.right - part.shift <= part.width
    assert [box for part in parts for box in part.boxes] == list(chart.boxes)
    assert sorted(one.text for part in parts for one in part.answers) == sorted(
        one.text for one in chart.answers
    )
    assert len(parts) == 1 or chart.width > FITS
    assert USUAL < FITS


def test_the_time_in_a_box_is_the_first_live_number_that_counts_days():
    assert wording.clock("Within {a.b} working days", {"a.b": 5}) == "5 working days"
    assert wording.clock("At least {a.b} people", {"a.b": 5}) == ""
    assert wording.clock("In {c.d} days, or {a.b} months", {"a.b": 5}) == "5 months"
