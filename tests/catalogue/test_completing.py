"""A centre types in the numbers of a scheme that nobody knew: kept as theirs, refused where wrong."""

import pytest

from fairmark.catalogue.grading.awarding import Combination
from fairmark.catalogue.grading.units import Result, Unit
from fairmark.catalogue.models import CompletedScheme
from fairmark.catalogue.scheme_actions import complete_scheme
from fairmark.catalogue.scheme_queries import schemes_of
from fairmark.people.rules import Role
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NotYours, Refused
from tests.builders import MONDAY, a_centre, a_person

pytestmark = pytest.mark.django_db

TYPED = {
    "document": "Specification, issue 2, page 40", "size": 360, "unit_grades": "U P M D",
    "passes_from": "P", "points": "60: U 0, P 6, M 10, D 16\n120: U 0, P 12, M 20, D 32",
    "external_grades": "U N P M D", "external_points": "90: U 0, N 6, P 9, M 15, D 24",
    "thresholds": "U 0\nP 36\nM 52\nD 74",
}  # fmt: skip


@pytest.fixture
def quinn():
    return a_person(a_centre(), "Quinn", Role.QUALITY_NOMINEE)


def complete(by, scheme="aaq_2025", **but):
    return complete_scheme(by.centre, by=by, at=MONDAY, scheme=scheme, **{**TYPED, **but})


def test_a_completed_scheme_grades_and_is_marked_as_theirs(quinn):
    complete(quinn)

    scheme = schemes_of(quinn.centre)["aaq_2025"]
    award = Combination(scheme, [Unit(120, number=str(n)) for n in range(3)]).award(
        [Result("M")] * 3
    )
    assert (award.least, award.grade) == (60, "M")
    assert scheme.completed_by.startswith("Typed in by Quinn on ")
    assert {one.source.document for one in scheme.origins() if one.source.code == "OURS"} == {
        "Specification, issue 2, page 40"
    }
    event = Event.objects.get(name="scheme_completed")
    assert "Alternative Academic Qualification (2025)" in event.sentence


def test_points_of_externals_typed_in_slide(quinn):
    complete(quinn)
    scheme = schemes_of(quinn.centre)["aaq_2025"]
    units = [Unit(90, "external", number="1"), *(Unit(60, number=str(n)) for n in range(2, 5)),
             Unit(120, number="5")]  # fmt: skip
    with pytest.raises(ValueError, match="add up to 390"):
        Combination(scheme, units).award([Result("P")] * 5)
    award = Combination(
        scheme, [Unit(90, "external", number=str(n)) for n in range(4)]
    ).award([Result("P")] * 4)  # fmt: skip
    assert (award.least, award.most) == (36, 56)


def test_a_correction_is_a_new_row_and_the_newest_holds(quinn):
    complete(quinn)
    complete(quinn, thresholds="U 0\nP 40")
    assert CompletedScheme.objects.count() == 2
    assert schemes_of(quinn.centre)["aaq_2025"].thresholds[1].least == 40


def test_another_centre_does_not_see_it(quinn):
    complete(quinn)
    assert not schemes_of(a_centre(number="10999"))["aaq_2025"].has_numbers


def test_uniform_marks_are_completed_by_thresholds_alone(quinn):
    nothing = dict.fromkeys(
        ("unit_grades", "passes_from", "points", "external_grades", "external_points"), ""
    )
    complete(quinn, "tech_award_2022", **nothing, size=None, thresholds="U 0\nL1P 60\nL2P 120")
    assert schemes_of(quinn.centre)["tech_award_2022"].thresholds[2].grade == "L2P"


@pytest.mark.parametrize(
    ("but", "says"),
    [
        ({"scheme": "rqf_l3_ext_certificate_360"}, "The numbers of this scheme are known."),
        ({"scheme": "made_up"}, "The numbers of this scheme are known."),
        ({"thresholds": "U 0\nP thirty"}, "Grades of the qualification, line 2: “P thirty”."),
        ({"thresholds": "U 0\nP 36\nM 30"}, "The thresholds must rise"),
        ({"thresholds": "P 36"}, "The lowest grade must begin at 0 points"),
        ({"thresholds": ""}, "Type in the grades of the qualification"),
        ({"points": ""}, "Type in what a unit is worth", ),
        ({"points": "60 U 0"}, "Points of units, line 1: “60 U 0”. Write the size, a colon"),
        ({"points": "60: U 0, P six, M 10, D 16"}, "Points of units, line 1"),
        ({"points": "60: U 0, P 6, M 10, D 16\n60: U 0, P 7, M 10, D 16"}, "size 60 stands twice"),
        ({"points": "60: U 0, P 6, M 10"}, "say how many points D brings"),
        ({"points": "60: U 0, P 6, M 10, D 16, S 20"}, "“S” is not one of the unit grades"),
        ({"points": "60: U 0, P 10, M 6, D 16"}, "a better grade must not bring fewer points"),
        ({"unit_grades": "U P P"}, "A grade stands twice."),
        ({"passes_from": "E"}, "“E” is not one of the unit grades U, P, M, D."),
        ({"unit_grades": "U PassGrade"}, "is no grade. Write grades with spaces between"),
        ({"external_grades": ""}, "“external”, which have no grades"),
    ],
)  # fmt: skip
def test_numbers_that_do_not_hang_together_are_refused(quinn, but, says):
    if "points" in but and but["points"] == "":
        but |= {"external_points": "", "external_grades": ""}
    with pytest.raises(Refused) as refusal:
        complete(quinn, **but)
    assert says in str(refusal.value)
    assert not CompletedScheme.objects.exists()


def test_an_assessor_cannot(quinn):
    asha = a_person(quinn.centre, "Asha", Role.ASSESSOR)
    with pytest.raises(NotYours):
        complete(asha)
