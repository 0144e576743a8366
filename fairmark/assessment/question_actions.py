"""Asking about an assignment, and answering."""

from datetime import datetime

from fairmark.assessment import question_queries
from fairmark.assessment.hand_in_actions import TEACHERS
from fairmark.assessment.queries import enrolment_for
from fairmark.assessment.question_models import AssignmentQuestion
from fairmark.briefs.models import Issue
from fairmark.briefs.queries import is_theirs
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.trail.writing import record
from fairmark.workflow.actions import action


@action(
    by=Role.LEARNER, whose=is_theirs, unless=question_queries.obstacles_to_asking,
    records="question_asked",
)  # fmt: skip
def ask_question(issue: Issue, *, by: Person, at: datetime, words: str) -> AssignmentQuestion:
    """Ask about an assignment that you were given."""
    enrolment = enrolment_for(issue, by)
    assert enrolment is not None
    made = AssignmentQuestion.objects.create(issue=issue, enrolment=enrolment, words=words, at=at)
    record(
        f"{by.name} asked about {issue.brief.assignment}: {words}", made, name="question_asked",
        by=by, at=at, words=words,
    )  # fmt: skip
    return made


@action(by=TEACHERS, unless=question_queries.obstacles_to_answering, records="question_answered")
def answer_question(
    question: AssignmentQuestion, *, by: Person, at: datetime, answer: str
) -> AssignmentQuestion:
    """Answer a learner’s question; the brief is explained, no criterion is judged."""
    question.answer, question.answered_by, question.answered_at = answer, by, at
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    record(
        f"{by.name} answered {question.enrolment.learner} on {question.issue.brief.assignment}: "
        f"{answer}", question, name="question_answered", by=by, at=at, answer=answer,
    )  # fmt: skip
    return question
