"""Which questions wait for whom, how long answering took, and what an answer may say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from fairmark.assessment.queries import enrolment_for
from fairmark.assessment.question_models import AssignmentQuestion
from fairmark.briefs.models import Issue
from fairmark.calendar.queries import working_days_after
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.rules import Holding
from fairmark.policies.queries import NoPolicy, number
from fairmark.programmes.queries import visible_programmes
from fairmark.rulebook.queries import rule


def visible_questions(centre: Any, holdings: list[Holding]) -> QuerySet[AssignmentQuestion]:
    """Questions about the programmes that somebody may see."""
    return AssignmentQuestion.objects.filter(
        enrolment__centre=centre,
        issue__brief__assignment__cohort__programme__in=visible_programmes(
            centre, holdings, with_learners=True
        ),
    ).select_related(
        "enrolment__learner", "issue__brief__assignment__unit", "issue__brief__assignment__cohort",
        "answered_by",
    )  # fmt: skip


def days_to_answer(centre: Centre, on: date) -> int | None:
    """The working days that the distance policy gives; None where none is in force."""
    try:
        return number(centre, "distance.answer_days", on=on)
    except NoPolicy:
        return None


@dataclass(frozen=True)
class Timed:
    """A question with the day by which the policy wants it answered."""

    question: AssignmentQuestion
    due_on: date | None

    def is_late(self, on: date) -> bool:
        """Answered after its day, or still open past it."""
        if self.due_on is None:
            return False
        answered = self.question.answered_at
        return (timezone.localdate(answered) if answered else on) > self.due_on


def timed(centre: Centre, questions: Iterable[AssignmentQuestion], on: date) -> list[Timed]:
    """Each question with its day, counted from the day after it was asked."""
    days = days_to_answer(centre, on)
    return [
        Timed(one, working_days_after(centre, timezone.localdate(one.at), days) if days is not None
              else None)
        for one in questions
    ]  # fmt: skip


def what_may_be_said(question: AssignmentQuestion, on: date) -> str:
    """The rule on feedback while an assignment is live."""
    family = question.issue.brief.assignment.cohort.programme.qualification.family
    return str(rule("assessment.feedback.live", family=family, on=on).value)


def obstacles_to_asking(issue: Issue, by: Person, at: datetime, **_: Any) -> list[str]:
    if enrolment_for(issue, by) is None:
        return ["This brief was not issued to you."]
    return []


def obstacles_to_answering(
    question: AssignmentQuestion, by: Person, at: datetime, **_: Any
) -> list[str]:
    if question.answered_at:
        return [f"{question.answered_by} has answered it already."]
    return []
