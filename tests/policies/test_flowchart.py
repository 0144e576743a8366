"""A procedure as a picture: every step drawn once, in its lane, joined to the next."""

import pytest

from fairmark.policies import exemplars, rules, wording
from fairmark.policies.flowchart import flowchart

STEPS = [
    ("Ask the assessor", "learner", "7 working days"),
    ("Reply", "assessor", ""),
    ("Send it to the awarding body, with consent", "learner", ""),
]


def test_a_lane_for_each_role_and_a_box_for_each_step_in_its_lane():
    chart = flowchart(STEPS)
    assert [lane.words[0].text for lane in chart.lanes] == ["Learner", "Assessor"]
    lanes = {lane.words[0].text: lane for lane in chart.lanes}
    for box, (_, who, _) in zip(chart.boxes, STEPS, strict=True):
        lane = lanes[who.capitalize()]
        assert lane.y < box.y
        assert box.y + box.height < lane.y + lane.height
    assert len(chart.arrows) == len(STEPS) - 1


def test_the_words_of_a_step_stand_in_its_box_and_are_all_there():
    chart = flowchart(STEPS)
    for number, (box, (title, _, clock)) in enumerate(zip(chart.boxes, STEPS, strict=True), 1):
        assert " ".join(words.text for words in box.words) == f"{number} {title} {clock}".strip()
        assert all(box.y < words.y <= box.y + box.height for words in box.words)


def test_who_does_not_see_it_is_told_the_same():
    assert flowchart(STEPS).says.startswith(
        "Flowchart of step 1, learner: Ask the assessor; then step 2, assessor: Reply; then"
    )


@pytest.mark.parametrize("kind", exemplars.KINDS)
def test_every_procedure_we_ship_can_be_drawn_without_boxes_that_touch(kind):
    for block in rules.procedures(exemplars.exemplar(kind).content(frozenset({"higher"}))):
        chart = flowchart([(step["title"], step["who"], "") for step in block["steps"]])
        for a, b in zip(chart.boxes, chart.boxes[1:], strict=False):
            assert a.x + a.width < b.x
        assert chart.boxes[-1].x + chart.boxes[-1].width <= chart.width


def test_the_time_in_a_box_is_the_first_live_number_that_counts_days():
    assert wording.clock("Within {a.b} working days", {"a.b": 5}) == "5 working days"
    assert wording.clock("At least {a.b} people", {"a.b": 5}) == ""
    assert wording.clock("In {c.d} days, or {a.b} months", {"a.b": 5}) == "5 months"
