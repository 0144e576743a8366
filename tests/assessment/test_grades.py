"""Unit grades: what the decisions say, in the transaction that saves them and all anew."""

import pytest

from fairmark.assessment import decision_actions, grades
from fairmark.assessment.models import UnitGrade
from fairmark.assessment.rules import Attempt, Judged, standing_of
from tests.assessment.conftest import decide, decide_all, returned

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


def test_a_grade_is_kept_when_its_record_is_signed_and_rebuilt_the_same(own_work, asa, in_time):
    decide_all(own_work, asa, in_time, A_D1="not met")
    assert not UnitGrade.objects.exists()  # a draft counts for nothing
    returned(own_work, asa, in_time)
    grade = UnitGrade.objects.get()
    assert (grade.so_far, grade.reachable, grade.is_final) == ("U", "M", False)
    before = _kept()
    assert grades.rebuild(own_work.assignment.cohort, in_time.date()) == 1
    assert _kept() == before
    UnitGrade.objects.update(so_far="D")
    grades.rebuild(own_work.assignment.cohort, in_time.date())
    assert _kept() == before


def test_a_correction_counts_from_its_signature(own_work, asa, in_time):
    returned(own_work, asa, in_time, A_D1="not met")
    decide(own_work, asa, in_time, why="The row above was meant.", A_D1="met")
    assert UnitGrade.objects.get().reachable == "M"
    decision_actions.sign_records(
        own_work.assignment, by=asa, at=in_time, works=[own_work], declared=True
    )
    assert UnitGrade.objects.get().reachable == "D"
