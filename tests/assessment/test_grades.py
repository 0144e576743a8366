"""Unit grades: what the decisions say, in the transaction that saves them and all anew."""

import pytest

from fairmark.assessment import grades
from fairmark.assessment.models import UnitGrade
from fairmark.assessment.rules import Attempt, Judged, standing_of
from tests.assessment.conftest import decide

pytestmark = pytest.mark.django_db

FIRST, AGAIN = Attempt.FIRST, Attempt.RESUBMISSION


@pytest.mark.parametrize(
    ("judged", "open_for", "stands"),
    [
        ([], {1, 2}, {1: None, 2: None}),
        ([Judged(7, FIRST, 1, True)], {2}, {1: True, 2: None}),
        ([Judged(7, FIRST, 1, False)], set(), {1: False, 2: None}),
        # It can still be shown in another assignment, or by an attempt that was authorised.
        ([Judged(7, FIRST, 1, False)], {1}, {1: None, 2: None}),
        ([Judged(7, FIRST, 1, False), Judged(8, FIRST, 1, True)], set(), {1: True, 2: None}),
        # What was met once stays met, whatever a later attempt brings.
        ([Judged(7, FIRST, 1, True), Judged(7, AGAIN, 1, False)], set(), {1: True, 2: None}),
    ],
)
def test_how_a_criterion_stands(judged, open_for, stands):
    assert standing_of([1, 2], judged, open_for) == stands


def _kept():
    return list(
        UnitGrade.objects.values_list("enrolment", "unit", "so_far", "reachable", "is_final")
    )


def test_a_grade_is_kept_with_its_decision_and_rebuilt_the_same(own_work, asa, in_time):
    decide(own_work, asa, in_time, A_P1="met", A_M1="met", A_D1="not met")
    grade = UnitGrade.objects.get()
    assert (grade.so_far, grade.reachable, grade.is_final) == ("U", "M", False)
    before = _kept()
    assert grades.rebuild(own_work.assignment.cohort, in_time.date()) == 1
    assert _kept() == before
    UnitGrade.objects.update(so_far="D")
    grades.rebuild(own_work.assignment.cohort, in_time.date())
    assert _kept() == before


def test_taking_back_a_decision_takes_back_its_grade(own_work, asa, in_time):
    decide(own_work, asa, in_time, A_P1="not met")
    assert UnitGrade.objects.get().reachable == "U"
    decide(own_work, asa, in_time, A_P1="cleared")
    assert not UnitGrade.objects.exists()
    decide(own_work, asa, in_time, A_P1="met")
    assert UnitGrade.objects.get().reachable == "D"
