"""Each control has a twin: break the records and see it turn."""

from datetime import timedelta

import pytest

from fairmark.assessment.models import UnitGrade
from fairmark.guide.showing import State, shown
from tests.assessment.conftest import decide_all, returned


def state(clause, centre, on):
    return shown(clause, centre, on).state


@pytest.fixture
def judged_by(own_work):
    return own_work.assignment.planned.get().assess_by


def test_a_sheet_with_everything_judged_shows_hbp_12(own_work, asa, in_time, centre, judged_by):
    assert state("HBP-12", centre, judged_by) == State.MET
    late = judged_by + timedelta(days=1)
    assert state("HBP-12", centre, late) == State.NOT_MET
    decide_all(own_work, asa, in_time)
    assert state("HBP-12", centre, late) == State.MET


def test_a_unit_without_a_sheet_turns_hbp_12(own_work, centre, judged_by):
    plan = own_work.assignment.planned.get().plan
    plan.planned.all().delete()
    assert state("HBP-12", centre, judged_by) == State.NOT_MET


def test_a_grade_that_is_missing_turns_hbp_13(own_work, asa, in_time, centre):
    returned(own_work, asa, in_time)
    assert state("HBP-13", centre, in_time.date()) == State.MET
    UnitGrade.objects.all().delete()
    assert state("HBP-13", centre, in_time.date()) == State.NOT_MET


@pytest.mark.parametrize("clause", ["HBP-12", "HBP-13", "HBP-14"])
def test_without_cohorts_or_records_it_cannot_be_told(clause, centre, in_time, own_work):
    own_work.assignment.cohort.units_taken.all().delete()
    assert state(clause, centre, in_time.date()) == State.CANNOT_TELL


def test_records_without_appeals_are_under_way(own_work, asa, in_time, centre):
    returned(own_work, asa, in_time)
    assert state("HBP-14", centre, in_time.date()) == State.UNDER_WAY
