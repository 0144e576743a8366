"""The engines that no shipped scheme has numbers for, and rules that a specification adds."""

import pytest

from fairmark.catalogue import schemes
from fairmark.catalogue.grading.awarding import Combination, award_of_marks
from fairmark.catalogue.grading.eligibility import Reason
from fairmark.catalogue.grading.ladder import CannotGrade
from fairmark.catalogue.grading.projections import Projector, View, smaller_sizes
from fairmark.catalogue.grading.units import Result, Unit
from fairmark.catalogue.schemes import BadScheme, Confidence, Origin, SchemeRule

SHIPPED = schemes.shipped()
SOURCE = schemes.sources()["INT3"]
PASS_ONLY = {
    "id": "entry", "family": "introductory_2016", "title": "Entry Award", "basis": "credits",
    "size": 12, "engine": "pass_only", "source": "INT3",
    "scales": [{"assessment": "internal", "grades": ["U", "P"], "passes_from": "P",
                "source": "INT3", "confidence": "high"}],
    "thresholds": [{"grade": "U", "least": 0, "source": "INT3", "confidence": "high"},
                   {"grade": "P", "least": 12, "source": "INT3", "confidence": "high"}],
}  # fmt: skip


def read(**but):
    return schemes.read({**PASS_ONLY, **but}, {"name": "Introductory"}, schemes.sources())


def test_pass_only_is_passed_when_every_credit_is():
    combination = Combination(read(), [Unit(4, number=str(n)) for n in range(3)])
    assert combination.award([Result("P")] * 3).grade == "P"
    assert combination.award([Result("P"), Result("P"), Result("U")]).grade == "U"
    open_one = Projector(combination).picture([Result("P"), Result("P"), Result()]).projections
    assert (open_one[View.BANKED].grade, open_one[View.FLOOR].grade) == ("U", "P")


def test_marks_are_added_and_compensate_each_other():
    scheme = SHIPPED["tech_award_2017_legacy_before_change"]
    assert award_of_marks(scheme, [0, 29, 40]).grade == "L2P"
    with pytest.raises(CannotGrade, match="Give 0 or more, whole"):
        award_of_marks(scheme, [-1])


@pytest.mark.parametrize(
    ("but", "says"),
    [
        ({"thresholds": [{"grade": "P", "least": 1, "source": "INT3", "confidence": "high"}]},
         "The lowest grade must begin at 0 points"),
        ({"thresholds": [{"grade": "U", "least": 0}]}, "A number has no source"),
        ({"thresholds": [{"grade": "U", "least": 0, "source": "X", "confidence": "high"}]},
         "is not among the sources"),
        ({"size": None}, "Say how many credits the qualification has."),
    ],
)  # fmt: skip
def test_a_scheme_that_does_not_hang_together_is_not_read(but, says):
    with pytest.raises(BadScheme, match=says):
        read(**but)


def certificate(**but):
    units = [Unit(90, number="1"), Unit(90, "external", number="2")]
    return Combination(SHIPPED["rqf_l3_certificate_180"], units, **but)


def test_what_keeps_units_from_being_a_combination_blocks_every_award():
    problem = Reason("combination", "barred", "Units 1 and 2 may not be taken together.")
    award = certificate(problems=(problem,)).award([Result("D"), Result("D")])
    assert (award.grade, award.blocked_by) == (None, (problem,))


@pytest.mark.parametrize(
    ("confidence", "blocked"), [("high", True), ("low", False), ("none", False)]
)
def test_a_rule_of_low_or_no_confidence_is_pointed_out_and_never_blocks(confidence, blocked):
    rule = SchemeRule(
        "least_at_pass", {"size": 180, "near_pass_counts": False},
        Origin(SOURCE, Confidence(confidence)), "All of it.",
    )  # fmt: skip
    award = certificate(own_rules=(rule,)).award([Result("U"), Result("P")])
    assert bool(award.blocked_by) is blocked
    assert ("least_at_pass" in {one.rule for one in award.cautions}) is not blocked


def test_a_smaller_size_is_named_where_the_larger_is_blocked():
    units = [
        Unit(90, number="1"), Unit(90, number="2"), Unit(120, number="3", must_pass=True),
        Unit(60, number="4"),
    ]  # fmt: skip
    combination = Combination(SHIPPED["rqf_l3_ext_certificate_360"], units)
    results = [Result("M"), Result("P"), Result("U"), Result("D")]
    suite = [one for one in SHIPPED.values() if one.suite == "l3_nationals_rqf_2016"]
    assert not combination.award(results).eligible
    [smaller] = smaller_sizes(combination, results, suite)
    assert (smaller.scheme.id, smaller.award.grade) == ("rqf_l3_certificate_180", "P")
    assert [unit.number for unit in smaller.units] == ["1", "2"]


def test_an_over_taker_is_graded_on_the_best_that_adds_up():
    units = [Unit(90, number=str(n), status="optional") for n in range(3)]
    award = Combination(SHIPPED["rqf_l3_certificate_180"], units).award(
        [Result("P"), Result("D"), Result("M")]
    )
    assert (award.least, award.grade) == (39, "M")
    assert [part.place for part in award.surplus] == [0]
