"""Questions that have no answer: each is told why and what to mend."""

import pytest

from fairmark.catalogue import schemes
from fairmark.catalogue.grading.operations import answer

RQF, INT, QCF = "rqf_l3_ext_certificate_360", "int_l3_certificate_180", "qcf_l3_certificate_30"


def asked(scheme, operation, **given):
    return answer(
        {"scheme": scheme, "operation": operation, "input": given}, schemes.shipped()
    ).get("error", "")


def units(*rows):
    return [
        {"glh": hours, "type": kind, "mandatory": True, "grade": grade, "number": str(n), **rest}
        for n, (hours, kind, grade, rest) in enumerate(((*row, {})[:4] for row in rows), 1)
    ]


DULL = [(90, "internal", "P"), (90, "external", "P"), (120, "external", "P"), (60, "internal", "P")]


def but(place, **changes):
    rows = units(*DULL)
    rows[place] |= changes
    return rows


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (but(0, grade="N"), "A near pass exists only for external units. Choose one of U, P, M, D."),
        (but(0, grade="D*"), "A starred distinction exists only for the whole qualification."),
        (but(0, grade="Q"), "“Q” is no grade of a unit assessed as internal."),
        (but(0, grade=3), "Give it as text, such as P or M."),
        (but(0, glh=45), "no points for a unit of 45 guided learning hours. It has 60, 90, 120."),
        (but(0, glh=0), "Give its guided learning hours as a whole number above 0."),
        (but(0, glh="90"), "Give its guided learning hours as a whole number above 0."),
        (but(0, points=-3), "Points are never negative: give 0 or more."),
        (but(0, points=True), "Give them as a whole number."),
        (but(1, points=15), "15 points do not fit the grade P, which brings 9 to 14."),
        (but(1, grade="D", points=20), "which brings 24 or more"),
        (but(0, points=10), "10 points do not fit the grade P, which brings 9."),
        (but(1, number="1"), "Unit 1 stands twice. Leave one of the two out."),
        (but(0, type="portfolio"), "no units assessed as “portfolio”"),
        (units(*DULL[:3]), "The units add up to 300 guided learning hours; "
                           "Level 3 National Extended Certificate has 360. Add units of 60"),
        (units(*DULL, (90, "internal", "D")), "The units add up to 450, the qualification has 360"),
        ([], "There are no units."),
    ],
)  # fmt: skip
def test_units_that_cannot_be_graded(rows, says):
    for operation in ("qualification_grade", "eligibility", "projections"):
        assert says in asked(RQF, operation, units=rows)


@pytest.mark.parametrize(
    ("scheme", "operation", "given", "says"),
    [
        (RQF, "threshold_lookup", {"points": -1}, "Points are never negative. Give 0 or more."),
        (RQF, "threshold_lookup", {}, "“points” is missing or no number."),
        (RQF, "threshold_lookup", {"points": True}, "“points” is missing or no number."),
        (INT, "threshold_lookup", {"points": 20, "registered_on": "2019-09-01"},
         "is for a registration from 1 April 2020 on; this one is of 1 September 2019. "
         "Use the scheme of that time."),
        (INT, "threshold_lookup", {"points": 20, "registered_on": "1.9.19"},
         "is no date. Write it as 2025-09-15."),
        ("aaq_2025", "threshold_lookup", {"points": 1}, "are not known to us. Type them in"),
        ("l3_made_up", "threshold_lookup", {"points": 1}, "“l3_made_up” is no scheme."),
        (None, "threshold_lookup", {"points": 1}, "“scheme” is missing."),
        (RQF, "guess", {}, "“guess” is no operation."),
        (RQF, "unit_grade_from_criteria", {"criteria": {"P1": True}},
         "“P1” is not written as a criterion of Level 3 Nationals (RQF, 2016). Write it as A.P1"),
        (RQF, "unit_grade_from_criteria", {"criteria": {"C.P9": True}, "unit_criteria": ["A.P1"]},
         "C.P9 is no criterion of this unit, which has A.P1."),
        (RQF, "unit_grade_from_criteria", {"criteria": {"A.P1": "yes"}},
         "A.P1: “yes” is neither true, false nor null."),
        (RQF, "unit_grade_from_criteria", {"criteria": ["A.P1"]}, "“criteria” is missing."),
        (QCF, "qualification_grade", {"units": [{"credits": 30, "grade": "P"}]}, "say its level"),
        (QCF, "qualification_grade", {"units": [{"credits": 30, "level": 7, "grade": "P"}]},
         "has points for levels 2, 3, 4"),
        (RQF, "external_points", {"glh": 90, "raw_mark": 40, "boundaries": {"P": 41, "M": 24}},
         "The boundaries must rise"),
        (RQF, "external_points", {"glh": 90, "raw_mark": 3, "boundaries": {"P": 24, "M": 41}},
         "Give the boundary of N too, to tell N from U."),
        (RQF, "external_points", {"glh": 90, "raw_mark": -3, "boundaries": {"P": 24}}, "“raw_mark” is -3"),
        (RQF, "external_points_range", {"glh": 60, "grade": "P"}, "no points for a unit of 60"),
        (RQF, "unit_points", {"glh": 90, "type": "internal", "grade": "N"}, "is no grade of a unit"),
        ("tech_award_2022", "terminal_rule", {"sittings": [{"component": 1, "series": "spring"}]},
         "“spring” is no series."),
        ("tech_award_2022", "terminal_rule", {"sittings": [{"component": 1, "series": "Y1-MayJun"}]},
         "Component 2 has no sitting."),
    ],
)  # fmt: skip
def test_questions_without_an_answer(scheme, operation, given, says):
    assert says in asked(scheme, operation, **given)


@pytest.mark.parametrize("question", [None, [], "P", {"scheme": RQF, "operation": "eligibility"}])
def test_what_is_no_question_is_told_so(question):
    assert answer(question, schemes.shipped())["error"]
