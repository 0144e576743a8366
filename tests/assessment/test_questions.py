"""Learners' questions: asked of their own assignments, answered once, in the time of the policy."""

from datetime import timedelta

import pytest

from fairmark.assessment import question_actions
from fairmark.assessment.models import AssignmentQuestion
from fairmark.guide.showing import State, shown
from fairmark.people.rules import Role
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NotYours, Refused
from tests.builders import a_learner, a_person, a_policy


@pytest.fixture
def asked(issue, lena, in_time):
    return question_actions.ask_question(issue, by=lena, at=in_time, words="May it be a poster?")


def answer(question, by, at, words="Read the evidence list of the brief again."):
    return question_actions.answer_question(question, by=by, at=at, answer=words)


def test_a_question_is_asked_and_answered_once(asked, asa, in_time):
    answer(asked, asa, in_time + timedelta(hours=2))
    asked.refresh_from_db()
    assert asked.answered_by == asa
    names = list(Event.objects.order_by("sequence").values_list("name", flat=True))
    assert names[-2:] == ["question_asked", "question_answered"]
    with pytest.raises(Refused, match="answered it already"):
        answer(asked, asa, in_time + timedelta(hours=3))


def test_nobody_asks_about_an_assignment_that_they_were_not_given(issue, centre, in_time):
    person = a_person(centre, "Otto Elsewhere", Role.LEARNER)
    a_learner(centre, person=person)
    with pytest.raises(NotYours):
        question_actions.ask_question(issue, by=person, at=in_time, words="What is it about?")


def test_only_the_programmes_teachers_answer(asked, ivor, erin, in_time):
    for somebody in (ivor, erin):
        with pytest.raises(NotYours):
            answer(asked, somebody, in_time)
    assert not AssignmentQuestion.objects.exclude(answer="").exists()


class TestDBL2:
    """The log and its times."""

    def state(self, centre, on):
        return shown("DBL-2", centre, on).state

    def test_without_a_policy_or_a_question_it_cannot_be_told(self, issue, centre, in_time):
        on = in_time.date()
        assert self.state(centre, on) == State.CANNOT_TELL
        a_policy(centre, "distance", answer_days=2)
        assert self.state(centre, on) == State.CANNOT_TELL

    def test_it_is_met_within_the_time_and_turns_after_it(self, asked, asa, centre, in_time):
        a_policy(centre, "distance", answer_days=2)
        assert self.state(centre, in_time.date()) == State.MET
        later = in_time + timedelta(days=7)
        assert self.state(centre, later.date()) == State.NOT_MET
        answer(asked, asa, later)
        assert self.state(centre, later.date()) == State.UNDER_WAY
        AssignmentQuestion.objects.update(answered_at=in_time + timedelta(hours=1))
        assert self.state(centre, later.date()) == State.MET
