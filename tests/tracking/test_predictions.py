"""Predicted grades: a teacher's own, beside what is worked out and never above what is in reach."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairmark.assessment.models import UnitGrade
from fairmark.assessment.prediction_models import PredictedGrade
from fairmark.catalogue.models import Qualification
from fairmark.guide.showing import State, shown
from fairmark.learners.models import Enrolment
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.tracking import prediction_rules as rules
from fairmark.tracking.by_unit import unit_sheet_of
from fairmark.tracking.prediction_actions import predict_grade
from fairmark.tracking.prediction_queries import lines_of, reach_of
from fairmark.tracking.prediction_rules import Reach
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NotYours, Refused
from tests.assessment.conftest import decide, decide_all, enrolment_of, returned
from tests.builders import a_person, a_programme, take
from tests.tracking.test_sheets import a_unit_like

WHY = "Two strong drafts, and she is never away."


@pytest.fixture
def lenas(own_work):
    return own_work.enrolment


def predict(enrolment, by, at, grade, unit=None, why=WHY):
    return predict_grade(enrolment, by=by, at=at, grade=grade, why=why, unit=unit)


def test_a_prediction_is_added_and_the_newest_stands(lenas, asa, in_time, unit):
    predict(lenas, asa, in_time, "M", unit)
    predict(lenas, asa, in_time, "D", unit, why="Better since.")
    [_, line] = lines_of(lenas)
    assert [one.grade for one in line.said] == ["D", "M"]
    [row] = [one for one in unit_sheet_of(lenas.cohort).rows if one.enrolment == lenas.pk]
    assert (row.predicted, row.predicted_whole) == (("D",), "")
    event = Event.objects.latest("sequence")
    assert (event.name, event.sentence.endswith("in unit 1: Better since.")) == (
        "grade_predicted",
        True,
    )


def test_it_is_not_above_what_is_in_reach(lenas, own_work, asa, in_time, unit):
    returned(own_work, asa, in_time, A_P1="met", A_M1="met", A_D1="not met")
    assert reach_of(lenas, unit).best == "M"
    with pytest.raises(Refused, match="best that is still in reach for unit 1 is M, so D is not"):
        predict(lenas, asa, in_time, "D", unit)
    assert predict(lenas, asa, in_time, "M", unit).reachable == "M"


def test_a_settled_grade_is_not_predicted(lenas, own_work, asa, in_time, unit):
    returned(own_work, asa, in_time)
    UnitGrade.objects.update(is_final=True, so_far="D", reachable="D")
    with pytest.raises(Refused, match="settled: D"):
        predict(lenas, asa, in_time, "M", unit)


def test_the_qualification_is_predicted_no_higher_than_it_can_come_to(lenas, asa, in_time):
    with pytest.raises(Refused, match="No grading scheme is set"):
        predict(lenas, asa, in_time, "M")
    Qualification.objects.update(scheme="rqf_l3_ext_certificate_360")
    for number, glh in enumerate((60, 60, 60, 90), start=21):
        take(lenas.cohort, a_unit_like(lenas.cohort, str(number), glh))
    lenas = Enrolment.objects.get(pk=lenas.pk)
    units = [one.unit for one in lenas.cohort.units_taken.all()]
    assert predict(lenas, asa, in_time, "D*").reachable == "D*"
    for unit in units:
        UnitGrade.objects.create(enrolment=lenas, unit=unit, so_far="U", reachable="P")
    with pytest.raises(Refused, match="is P, so M is not"):
        predict(lenas, asa, in_time, "M")
    UnitGrade.objects.update(reachable="U")
    with pytest.raises(Refused, match="Even at best"):
        predict(lenas, asa, in_time, "P")
    assert predict(lenas, asa, in_time, "U").unit is None


def test_only_the_programmes_assessors_and_leader_predict(lenas, ivor, vera, centre, in_time, unit):
    other = a_person(centre, "Erik Elsewhere", Role.ASSESSOR, a_programme(centre, code="OTHER"))
    for somebody in (ivor, vera, other):
        with pytest.raises(NotYours):
            predict(lenas, somebody, in_time, "P", unit)


def test_nothing_is_predicted_of_who_has_left(lenas, asa, in_time, unit):
    lenas.status, lenas.left_on = "left", in_time.date()
    lenas.save()
    with pytest.raises(Refused, match="has left"):
        predict(lenas, asa, in_time, "P", unit)


@pytest.mark.parametrize(
    ("reach", "grade", "said"),
    [
        (Reach(tuple("UPMD")), "D", []),
        (Reach(tuple("UPMD"), best="M"), "M", []),
        (Reach(tuple("UPMD"), best="M"), "D", ["The best that is still in reach for it is M, so D is not."]),
        (Reach(tuple("UPMD"), best="M"), "X", ["“X” is no grade of it. There are U, P, M, D."]),
        (Reach(tuple("UPMD"), blocked_by="unit 3 not passed"), "U", []),
        (Reach(tuple("UPMD"), blocked_by="unit 3 not passed"), "P",
         ["Even at best it is not awarded: unit 3 not passed."]),
        (Reach(()), "P", ["No grading scheme is set for it, so there is no grade to predict."]),
    ],
)  # fmt: skip
def test_what_may_be_predicted(reach, grade, said):
    assert rules.obstacles_to_grade(reach, grade, "it") == said


class TestHBP15:
    """Everybody predicted, and nothing above what is in reach."""

    def state(self, centre, on):
        return shown("HBP-15", centre, on).state

    def test_it_turns_with_who_is_missing_and_what_is_overtaken(
        self, lenas, own_work, ravi, asa, in_time, centre, unit
    ):
        on = in_time.date()
        assert self.state(centre, on) == State.CANNOT_TELL
        for person in (lenas.learner.person, ravi):
            assert self.state(centre, on) != State.MET
            PredictedGrade.objects.create(
                enrolment=enrolment_of(person), grade="M", why=WHY, by=asa, at=in_time
            )
        assert self.state(centre, on) == State.MET
        predict(lenas, asa, in_time, "D", unit)
        assert self.state(centre, on) == State.MET
        returned(own_work, asa, in_time, A_P1="met", A_M1="met", A_D1="not met")
        showing = shown("HBP-15", centre, on)
        assert showing.state == State.NOT_MET
        assert "D is predicted in unit 1, and M is the best in reach" in showing.findings[0].what
        predict(lenas, asa, in_time, "M", unit)
        assert self.state(centre, on) == State.MET
        PredictedGrade.objects.filter(enrolment=enrolment_of(ravi)).delete()
        assert [one.count for one in shown("HBP-15", centre, on).findings] == [1]
        assert self.state(centre, on) == State.UNDER_WAY

    def test_it_asks_as_much_for_three_overtaken_as_for_one(
        self, lenas, own_work, asa, in_time, centre, unit
    ):
        decide_all(own_work, asa, in_time)
        UnitGrade.objects.create(enrolment=lenas, unit=unit, so_far="P", reachable="P")
        counts = []
        for _ in range(2):
            PredictedGrade.objects.create(enrolment=lenas, unit=unit, grade="D", why=WHY, by=asa,
                                          at=in_time)  # fmt: skip
            with CaptureQueriesContext(connection) as asked:
                shown("HBP-15", centre, in_time.date())
            counts.append(len(asked))
        assert counts[0] == counts[1]


def test_the_pages_show_and_take_it(lenas, own_work, asa, unit, client, in_time, time_machine):
    time_machine.move_to(in_time)
    client.force_login(Account.objects.create(email="asa@example.ac.uk", person=asa))
    here = f"/tracking/cohorts/{lenas.cohort_id}/predictions/{lenas.pk}/"
    assert f'href="units/{unit.pk}/"' in client.get(here).content.decode()
    client.post(f"{here}units/{unit.pk}/", {"grade": "M", "why": WHY})
    assert WHY in client.get(here).content.decode()
    sheet = client.get(f"/tracking/cohorts/{lenas.cohort_id}/").content.decode()
    assert "predicted </span>M" in sheet
    decide(own_work, asa, in_time, A_P1="met")
