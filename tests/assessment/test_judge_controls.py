"""ASM-6: who signed was standardised; the control has twins."""

import pytest

from fairmark.guide.showing import State, shown
from fairmark.people.models import RoleHeld
from fairmark.programmes.models import Allocation
from fairmark.standardisation.models import Attendance
from tests.assessment.conftest import decide_all, returned
from tests.builders import standardise

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(own_work, asa, in_time):
    decide_all(own_work, asa, in_time)
    return returned(own_work, asa, in_time)


@pytest.fixture
def standardised(done, asa, in_time):
    return standardise(done.assignment.cohort.programme, asa, on=in_time.date(), at=in_time)


def found(centre, at):
    return shown("ASM-6", centre, at.date())


def bad(showing):
    return [one.what for one in showing.findings if one.bad]


def test_signed_by_who_is_standardised_it_is_under_way(standardised, centre, in_time):
    told = found(centre, in_time)
    assert (told.state, told.told, told.asked) == (State.UNDER_WAY, 1, 1)
    assert "1 of 1 signed piece of work judged by people standardised" in told.sentence
    assert bad(told) == []
    assert any("verifiers agree" in one.what for one in told.findings)


def test_signed_by_who_is_not_it_turns(standardised, asa, centre, in_time):
    Attendance.objects.all().delete()
    told = found(centre, in_time)
    assert (told.state, told.told) == (State.NOT_MET, 0)
    assert f"1 piece of work signed by {asa.name}, who is not standardised" in bad(told)[0]


def test_of_who_holds_no_role_any_more_it_is_only_said(standardised, asa, centre, in_time):
    RoleHeld.objects.filter(person=asa).update(until_at=in_time)
    Allocation.objects.filter(person=asa).delete()
    told = found(centre, in_time)
    assert (told.state, told.told, bad(told)) == (State.UNDER_WAY, 0, [])
    assert any("so it cannot be told" in one.what for one in told.findings)


def test_without_signed_work_it_cannot_be_told(own_work, asa, centre, in_time):
    decide_all(own_work, asa, in_time)
    assert found(centre, in_time).state == State.CANNOT_TELL
