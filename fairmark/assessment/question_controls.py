"""What questions and their answers show of the guide’s clauses."""

from datetime import date

from django.utils import timezone

from fairmark.assessment.question_models import AssignmentQuestion
from fairmark.assessment.question_queries import days_to_answer, timed
from fairmark.calendar.queries import year_of
from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Promise, Showing, State, shows, state_of
from fairmark.ui.words import how_many

_ANSWERED = "each question of the year about an assignment was answered in the time of the policy."


@shows("DBL-2")
def questions_are_answered(centre: Centre, on: date) -> Showing:
    """The log of questions, with the time that each answer took against the centre's limit."""
    year, days = year_of(centre, on), days_to_answer(centre, on)
    if days is None:
        return Showing(
            State.CANNOT_TELL, "No policy on distance and blended learning is in force.",
            (Finding("No policy sets a time for answers", link="/policies/", link_text="Open policies",
                     owner="Quality nominee"),), met_when=_ANSWERED,
        )  # fmt: skip
    asked = AssignmentQuestion.objects.filter(enrolment__centre=centre).select_related(
        "enrolment__learner", "issue__brief__assignment__unit", "issue__brief__assignment__cohort"
    )
    found = [
        one
        for one in timed(centre, asked, on)
        if year is None or timezone.localdate(one.question.at) >= year.starts_on
    ]
    if not found:
        return Showing(State.CANNOT_TELL, "No learner has asked a question this year.",
                       met_when=_ANSWERED)  # fmt: skip
    late = [one for one in found if one.is_late(on)]
    findings = [
        Finding(
            f"{one.question.issue.brief.assignment.cohort}: a question of "
            f"{one.question.enrolment.learner} "
            f"{'was answered late' if one.question.answered_at else 'waits past its day'}",
            f"Due {one.due_on:%-d %B %Y}." if one.due_on else "", link="/questions/",
            owner="Assessor", bad=one.question.answered_at is None, act_by=one.due_on,
            scopes=one.question.issue.scopes(),
        )
        for one in late
    ]  # fmt: skip
    return Showing(
        state_of(findings),
        f"{how_many(len(found), 'question')} this year; {len(found) - len(late)} answered in time or "
        f"still within it.", tuple(findings),
        (Meter("In time", len(found) - len(late), len(found)),),
        (Promise("Questions are answered within", f"{days} working days"),), len(found),
        "/questions/", len(found), len(found), _ANSWERED,
    )  # fmt: skip
