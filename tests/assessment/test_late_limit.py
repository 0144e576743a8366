"""Late work at Levels 4 to 7: judged like any other, and counted as the published policy says."""

import pytest

from fairmark.assessment import grades
from fairmark.assessment.models import UnitGrade
from fairmark.assessment.rules import Attempt, Judged, counted
from fairmark.catalogue.models import Criterion
from fairmark.policies.models import PolicyChoice
from fairmark.policies.queries import ChoicesOverTime
from tests.assessment.conftest import confirmed, decide_all, handed_in, returned
from tests.builders import a_policy

pytestmark = pytest.mark.django_db
KEY = "assessment.late_higher"


def limits(centre, option, **but):
    """A policy in force that chooses this of late work at Levels 4 to 7."""
    version = a_policy(centre, "assessment", **but)
    PolicyChoice.objects.filter(version=version, key=KEY).update(option=option)


@pytest.fixture
def late(issue, lena, asa, too_late):
    """Late work that met everything its unit asks."""
    Criterion.objects.exclude(code__startswith="A").delete()
    work = confirmed(handed_in(issue, lena, too_late), asa, too_late)
    decide_all(work, asa, too_late)
    return work


def of_family(work, family):
    qualification = work.assignment.cohort.programme.qualification
    qualification.family = family
    qualification.save()
    return type(work).objects.get(pk=work.pk)


def grade(work, asa, at):
    returned(work, asa, at)
    return UnitGrade.objects.values_list("so_far", "reachable", "is_final", "earned").get()


@pytest.mark.parametrize(
    ("family", "option", "kept"),
    [
        ("hn_rqf_2016", "pass", ("P", "P", True, "D")),
        ("hn_rqf_2016", "kept", ("D", "D", True, "")),
        # Below Level 4 no policy can limit it, whatever it says.
        ("l3_nationals_rqf_2016", "pass", ("D", "D", True, "")),
    ],
)
def test_late_work_counts_as_the_policy_says_and_what_it_earned_is_kept(
    late, asa, too_late, family, option, kept
):
    limits(late.assignment.cohort.centre, option)
    assert grade(of_family(late, family), asa, too_late) == kept


def test_work_that_came_in_time_is_not_limited(own_work, asa, in_time):
    Criterion.objects.exclude(code__startswith="A").delete()
    limits(own_work.assignment.cohort.centre, "pass")
    decide_all(own_work, asa, in_time)
    assert grade(of_family(own_work, "hn_rqf_2016"), asa, in_time)[0] == "D"


def test_the_policy_of_the_day_it_came_counts(late, asa, too_late):
    centre = late.assignment.cohort.centre
    limits(centre, "kept")
    limits(centre, "pass", effective_on=too_late.date().replace(year=too_late.year + 1))
    assert grade(of_family(late, "hn_rqf_2016"), asa, too_late)[0] == "D"
    over_time = ChoicesOverTime(centre, KEY)
    assert over_time.on(too_late.date()) == "kept"
    assert over_time.on(too_late.date().replace(year=too_late.year + 2)) == "pass"
    assert over_time.on(too_late.date().replace(year=2000)) is None


def test_a_version_from_before_there_was_the_choice_keeps_the_grade(late, asa, too_late):
    centre = late.assignment.cohort.centre
    a_policy(centre, "assessment")
    PolicyChoice.objects.filter(key=KEY).delete()
    assert ChoicesOverTime(centre, KEY).on(too_late.date()) == "kept"


def test_it_is_rebuilt_the_same(late, asa, too_late):
    limits(late.assignment.cohort.centre, "pass")
    late = of_family(late, "hn_rqf_2016")
    before = grade(late, asa, too_late)
    grades.rebuild(late.assignment.cohort, too_late.date())
    assert (
        UnitGrade.objects.values_list("so_far", "reachable", "is_final", "earned").get() == before
    )


def test_only_what_is_above_pass_does_not_count():
    judged = [Judged(7, Attempt.FIRST, 1, True, True), Judged(7, Attempt.FIRST, 2, True, True),
              Judged(7, Attempt.FIRST, 3, True)]  # fmt: skip
    assert [one.met for one in counted(judged, {2, 3})] == [True, False, True]
