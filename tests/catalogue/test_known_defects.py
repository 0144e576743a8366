"""The mistakes of other systems, by their number in the list of defects: each tried on a faulty rule.

Every test holds three things: what is right, what the faulty rule says instead, and what ours says.
The faulty rules are written here from what was described; none is anybody's code.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import pytest

from fairmark.catalogue import criteria, schemes
from fairmark.catalogue.grading import attempts
from fairmark.catalogue.grading.awarding import Combination
from fairmark.catalogue.grading.ladder import CannotGrade, ladder_of
from fairmark.catalogue.grading.projections import Projector, View
from fairmark.catalogue.grading.sliding import external_worths
from fairmark.catalogue.grading.unit_grades import Decided, unit_grade
from fairmark.catalogue.grading.units import Result, Unit

SHIPPED = schemes.shipped()
PMD = ("U", "P", "M", "D")
FIRST_SCALE = ("U", "L1", "L2P", "L2M", "L2D")


def ours(scheme: str, points: int) -> str:
    return ladder_of(SHIPPED[scheme]).grade(points)


def steps(scheme: str) -> list[tuple[int, int, str]]:
    """Each grade with the points it begins at and those at which the next begins."""
    thresholds = SHIPPED[scheme].thresholds
    ends = [one.least for one in thresholds[1:]] + [10_000]
    return [(one.least, end, one.grade) for one, end in zip(thresholds, ends, strict=True)]


def test_01_shared_end_points_tested_lowest_first():
    def faulty(points):
        return next(
            grade for low, high, grade in steps("first_certificate_240") if low <= points <= high
        )

    assert (faulty(96), faulty(180)) == ("L1", "L2D*D")
    assert ours("first_certificate_240", 96) == "L2PP"
    assert ours("first_certificate_240", 180) == "L2D*D*"


def test_02_an_upper_bound_left_out_matches_nothing():
    def faulty(points):
        inclusive = [(low, high - 1, grade) for low, high, grade in steps("qcf_l3_ext_diploma_180")]
        return next((grade for low, high, grade in inclusive if low <= points < high), None)

    assert faulty(1299) is None
    assert ours("qcf_l3_ext_diploma_180", 1299) == "PPP"


def test_03_a_half_point_between_whole_ranges_matches_nothing():
    def faulty(points):
        whole = [(low, high - 1, grade) for low, high, grade in steps("qcf_l3_ext_diploma_180")]
        return next((grade for low, high, grade in whole if low <= points <= high), None)

    assert faulty(1299.5) is None
    assert ours("qcf_l3_ext_diploma_180", Fraction(2599, 2)) == "PPP"


def test_04_higher_nationals_divided_by_credits_instead_of_the_best_75():
    units, worth = [Unit(15, level=4, number=str(n)) for n in range(8)], {"P": 0, "M": 1, "D": 2}

    def faulty(grades):
        total = sum(worth[grade] * 15 for grade in grades) // 5
        return "D" if total >= 150 else "M" if total >= 75 else "P"

    assert faulty(["D"] * 8) == "P"
    award = Combination(SHIPPED["hn_qcf_hnc_120"], units).award([Result("D")] * 8)
    assert (award.least, award.grade) == (150, "D")


def test_05_points_by_the_level_of_the_qualification_instead_of_the_unit():
    units = [Unit(10, level=level, number=str(n)) for n, level in enumerate((3, 3, 2))]
    grades = ("M", "M", "D")
    by_level_3 = {"P": 7, "M": 8, "D": 9}

    def faulty():
        return sum(by_level_3[grade] * unit.size for unit, grade in zip(units, grades, strict=True))

    assert faulty() == 250
    award = Combination(SHIPPED["qcf_l3_certificate_30"], units).award(
        [Result(one) for one in grades]
    )
    assert (award.least, award.grade) == (230, "M")


def certificate(grades: Sequence[str | None], **but):
    units = [
        Unit(90, "internal", status="mandatory", must_pass=True, number="1"),
        Unit(90, "external", status="mandatory", number="2"),
        Unit(120, "external", status="mandatory", number="3"),
        Unit(60, "internal", status="optional", number="8"),
    ]
    combination = Combination(SHIPPED["rqf_l3_ext_certificate_360"], units)
    return combination, [Result(one, **but) for one in grades]


def test_06_final_as_soon_as_every_unit_has_a_grade():
    combination, results = certificate(["D", "U", "M", "D"])

    def faulty():
        return combination.ladder.grade(combination.tally(results).least)

    award = combination.award(results)
    assert faulty() == "M"
    assert (award.grade_by_points, award.grade) == ("M", None)
    assert [one.short for one in award.blocked_by] == ["external unit below N"]


def test_06_core_units_of_a_first_must_bring_their_points():
    units = [Unit(30, core=n < 2, number=str(n)) for n in range(4)]
    results = [Result(one) for one in ("L1", "L1", "L2M", "L2M")]
    award = Combination(SHIPPED["first_award_120"], units).award(results)
    assert (award.least, award.grade_by_points, award.grade) == (48, "L2P", None)


def test_07_surplus_units_dropped_by_their_place_in_the_list():
    units = [Unit(60, status="optional", number=str(n)) for n in range(7)]
    grades = ["P", "P", "P", "P", "P", "P", "D"]

    def faulty():
        points = {"P": 6, "D": 16}
        return sum(points[grade] for grade in grades[:6])

    award = Combination(SHIPPED["int_l3_sub_diploma_360"], units).award(
        [Result(one) for one in grades]
    )
    assert (faulty(), award.least) == (36, 46)
    (left_out,) = award.surplus
    assert left_out.place < 6


def test_08_a_grade_never_writes_criteria():
    """A unit grade is worked out of its criteria and is nowhere written back into them."""
    decided = (Decided("P", True), Decided("M", None), Decided("D", None))

    def faulty(rows, grade):
        return tuple(row._replace(met=PMD.index(row.band) <= PMD.index(grade)) for row in rows)

    assert faulty(decided, "D") != decided
    found = unit_grade(decided, PMD)
    assert (found.so_far, found.reachable, found.complete) == ("P", "D", False)
    assert decided == (Decided("P", True), Decided("M", None), Decided("D", None))


def test_09_the_band_taken_from_the_first_letter():
    def faulty(code):
        return code[0] if code[0] in "PMD" else None

    family = "l3_nationals_rqf_2016"
    assert [faulty(code) for code in ("A.P1", "D.P5")] == [None, "D"]
    assert [criteria.parse(code, family).band for code in ("A.P1", "D.P5")] == ["P", "P"]


def test_10_all_criteria_met_is_a_distinction_even_where_there_are_only_pass_criteria():
    only_pass = [Decided("P", True), Decided("P", True)]

    def faulty(rows):
        return "D" if all(row.met for row in rows) else "U"

    assert faulty(only_pass) == "D"
    assert unit_grade(only_pass, PMD).so_far == "P"
    assert faulty([]) == "D"
    assert unit_grade([], PMD).so_far is None


def test_11_level_2_pass_asks_that_level_1_be_ticked_too():
    rows = [Decided("L1", False), Decided("L1", None), Decided("P", True), Decided("P", True)]

    def faulty(rows):
        return "L2P" if all(row.met for row in rows if row.band in ("L1", "P")) else "U"

    assert faulty(rows) == "U"
    assert unit_grade(rows, FIRST_SCALE).so_far == "L2P"


def test_12_names_in_other_letters_match_nothing_and_pass_for_the_wrong_reason():
    def faulty(met):
        return "pass" if met.get("pass") else None

    assert faulty({"PASS": True}) is faulty({"PASS": False}) is None
    combination, _ = certificate(["D", "P", "P", "P"])
    with pytest.raises(CannotGrade, match="“m” is no grade of a unit"):
        combination.award([Result("D"), Result("P"), Result("P"), Result("m")])


def test_13_any_unit_at_u_wipes_out_the_total():
    combination, results = certificate(["D", "M", "M", "U"])

    def faulty():
        points = [
            worth[one.grade].least for worth, one in zip(combination.worths, results, strict=True)
        ]
        return 0 if 0 in points else sum(points)

    assert faulty() == 0
    award = combination.award(results)
    assert (award.least, award.eligible) == (24 + 15 + 20, True)


def test_13_expected_points_without_regard_to_size():
    combination, results = certificate(["D", None, None, "P"])

    def faulty():
        """The mean of what the graded units bring for each hour, unit by unit."""
        rates = [24 / 90, 6 / 60]
        return int(sum(rates) / 2 * 360)

    trend = Projector(combination).picture(results).projections[View.TREND]
    assert (faulty(), trend.least) == (66, (24 + 6) * 360 // 150)


@pytest.mark.parametrize(
    ("scheme", "sizes"),
    [
        ("rqf_l3_diploma_720", [60] * 10),
        ("rqf_l3_diploma_720", [60] * 8 + [90]),
        ("rqf_l3_ext_diploma_1080", [60] * 14 + [90]),
    ],
)
def test_13_units_that_do_not_add_up_to_the_size(scheme, sizes):
    units = [Unit(size, number=str(n)) for n, size in enumerate(sizes)]

    def faulty():
        return sum(unit.size // 10 for unit in units)

    assert faulty() in (57, 60, 93)
    with pytest.raises(CannotGrade, match=f"add up to {sum(sizes)} guided learning hours"):
        Combination(SHIPPED[scheme], units)


def test_13_the_size_of_540_hours_is_there():
    assert SHIPPED["rqf_l3_foundation_diploma_540"].size == 540


def test_14_points_of_externals_shifted_by_one_grade():
    faulty = {"N": 12, "P": 20, "M": 32, "D": 48}
    found = {
        grade: one.least
        for grade, one in external_worths(SHIPPED["rqf_l3_ext_diploma_1080"], 120).items()
    }
    assert found == {"U": 0, "N": 8, "P": 12, "M": 20, "D": 32}
    assert all(found[grade] < points for grade, points in faulty.items())


def test_15_boundaries_spaced_evenly():
    faulty = [90 + 20 * n for n in range(10)]
    real = [one.least for one in SHIPPED["rqf_l3_ext_diploma_1080"].thresholds[1:]]
    assert len({high - low for low, high in pairwise(faulty)}) == 1
    assert len({high - low for low, high in pairwise(real)}) > 1
    assert (real[0], real[-1]) == (108, 270)


def test_16_three_resits_of_a_tech_award_component():
    def faulty(retakes):
        return retakes <= 3

    most = attempts.limit_of(SHIPPED["tech_award_2022"], "retake", of="internal")
    assert (faulty(2), most) == (True, 1)


def test_17_a_starred_distinction_as_a_unit_grade():
    def faulty(grade):
        return bool(re.fullmatch(r"[UPMD]\*?", grade))

    assert faulty("D*")
    combination, _ = certificate(["D", "P", "P", "P"])
    with pytest.raises(CannotGrade, match="only for the whole qualification"):
        combination.award([Result("D*"), Result("P"), Result("P"), Result("P")])


def test_18_a_near_pass_brought_in_as_u():
    def faulty(grade):
        return "U" if grade == "N" else grade

    grades = ["D", "N", "M", "D"]
    as_it_is = certificate(grades)[0].award(certificate(grades)[1])
    combination, results = certificate([faulty(grade) for grade in grades])
    wrong = combination.award(results)
    assert (wrong.eligible, as_it_is.eligible) == (False, True)
    assert as_it_is.least - wrong.least == 6


def test_19_a_minimum_that_supposes_a_pass_everywhere():
    combination, results = certificate(["D", None, None, "M"])

    def faulty():
        return 34 + 9 + 12

    shown = Projector(combination).picture(results).projections
    assert faulty() == shown[View.FLOOR].least
    assert (shown[View.BANKED].least, shown[View.NEAR_PASS].least) == (34, 48)
    assert not any(view.value == "minimum" for view in View)
