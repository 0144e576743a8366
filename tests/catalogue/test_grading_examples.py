"""Every example of grading, through the command's own questions; both sides of every threshold.

The examples are facts gathered from published tables, worked examples and rules; each names its
source and confidence. An answer may say more than an example expects, never otherwise.
"""

import json
from pathlib import Path

import pytest

from fairmark.catalogue import schemes
from fairmark.catalogue.grading.operations import answer

EXAMPLES = json.loads((Path(__file__).parent / "data/grading-examples.json").read_text())["vectors"]
WITH_NUMBERS = [one for one in schemes.shipped().values() if one.has_numbers]
THRESHOLDS = [
    pytest.param(scheme, place, id=f"{scheme.id}-{one.grade}")
    for scheme in WITH_NUMBERS
    for place, one in enumerate(scheme.thresholds)
    if place
]


@pytest.mark.parametrize("example", EXAMPLES, ids=[one["id"] for one in EXAMPLES])
def test_an_example_is_answered_as_it_expects(example):
    question = {name: example[name] for name in ("scheme", "operation", "input")}

    told = answer(question, schemes.shipped())

    assert {name: told.get(name) for name in example["expected"]} == example["expected"]


@pytest.mark.parametrize(("scheme", "place"), THRESHOLDS)
def test_a_grade_begins_at_its_threshold_and_not_one_point_below(scheme, place):
    below, here = scheme.thresholds[place - 1], scheme.thresholds[place]

    assert _grade(scheme, here.least) == here.grade
    assert _grade(scheme, here.least - 1) == below.grade


def _grade(scheme, points):
    question = {"scheme": scheme.id, "operation": "threshold_lookup", "input": {"points": points}}
    return answer(question, schemes.shipped())["grade"]


@pytest.mark.parametrize("scheme", WITH_NUMBERS, ids=[one.id for one in WITH_NUMBERS])
def test_the_highest_grade_has_no_end(scheme):
    assert _grade(scheme, 10_000) == scheme.thresholds[-1].grade


def test_schemes_are_as_many_as_were_read():
    assert len(WITH_NUMBERS) == 26
    assert len(schemes.shipped()) == 31


@pytest.mark.parametrize(
    "scheme", schemes.shipped().values(), ids=[one.id for one in schemes.shipped().values()]
)
def test_every_number_has_a_source_and_a_confidence(scheme):
    for origin in scheme.origins():
        assert origin.source.document
        assert origin.confidence in schemes.Confidence
