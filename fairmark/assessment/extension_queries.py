"""When a deadline may be moved for one learner, and when staff may hand in for somebody."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fairmark.assessment import queries, rules
from fairmark.briefs.models import Issue
from fairmark.calendar.queries import working_days_after
from fairmark.evidence.keeping import attached_to
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.people.queries import in_force
from fairmark.people.rules import Role
from fairmark.planning.models import Assignment
from fairmark.policies.queries import NoPolicy, number
from fairmark.ui.words import how_many


def obstacles_to_extending(
    assignment: Assignment, by: Person, at: datetime, *, enrolment: Enrolment | None = None,
    until_on: date | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    """Agreed before the deadline, for somebody who has not handed in. Source: RES-12."""
    if enrolment is None or until_on is None:
        return []
    if enrolment.cohort_id != assignment.cohort_id:
        return [f"{enrolment.learner} is not of {assignment.cohort}."]
    brief = queries.brief_for(assignment, enrolment)
    if brief is None:
        return ["The brief is not issued yet, so there is no deadline to move."]
    if any(one.is_handed_in for one in queries.work_of(assignment, enrolment)):
        return [f"{enrolment.learner} has handed in."]
    day = queries.deadline_of(assignment, enrolment, brief)
    over = queries.too_late_from(day)
    if day is None or over is None:
        return ["The brief names no deadline."]
    if at >= over:
        return [
            f"The deadline, {day:%-d %B %Y}, has passed. An extension is agreed before it; work that "
            "comes now is late, and is judged against every criterion all the same."
        ]
    if until_on <= day:
        return [f"The deadline is {day:%-d %B %Y}. Choose a later day."]
    return _too_long(assignment, by, at, brief.hand_in_on or day, until_on)


def _too_long(
    assignment: Assignment, by: Person, at: datetime, day: date, until_on: date
) -> list[str]:
    """A longer one is the lead internal verifier's to agree, by the policy's number."""
    centre = assignment.cohort.centre
    try:
        most = number(centre, "assessment.extension_days", on=timezone.localdate(at))
    except NoPolicy:
        return []
    if until_on <= working_days_after(centre, day, most):
        return []
    held = in_force(at).filter(person=by, role=Role.LEAD_INTERNAL_VERIFIER)
    if any((one.scope_kind, one.scope_id) in assignment.scopes() for one in held):
        return []
    return [
        f"That is more than {how_many(most, 'working day')} after the deadline. The lead internal "
        "verifier agrees to a longer extension."
    ]


def obstacles_to_handing_in_for(
    issue: Issue,
    by: Person,
    at: datetime,
    *,
    enrolment: Enrolment | None = None,
    received_on: date | None = None,
    **what: Any,
) -> list[str]:
    """The learner is one to whom the brief was issued; and what is asked of them is asked here too."""
    if enrolment is None:
        return []
    assignment = issue.brief.assignment
    who = enrolment.learner
    given_to = issue.group_id in (None, enrolment.group_id)
    if enrolment.cohort_id != assignment.cohort_id or not given_to:
        return [f"The brief was not issued to {who}."]
    if enrolment.status != Enrolment.Status.ACTIVE:
        return [f"{who} has left, so nothing can be handed in for them."]
    if received_on and received_on > timezone.localdate(at):
        return ["The day on which you had it is still to come. Give the day on which it came."]
    if received_on and received_on < issue.set_on:
        return [
            f"The brief was set on {issue.set_on:%-d %B %Y}. Work on it cannot have come before."
        ]
    begun = [one for one in queries.work_of(assignment, enrolment) if not one.is_handed_in]
    counts_at = queries.counts_at(at, received_on)
    if not begun and queries.next_attempt(assignment, enrolment, counts_at) is None:
        return [
            f"{who} has handed in, and work is handed in once. A further attempt is authorised by "
            "the lead internal verifier first."
        ]
    work = rules.HandIn(
        files=len(what.get("files", ())), is_practical=bool(what.get("is_practical")),
        declared=bool(what.get("declared")), sources=what.get("sources", ""),
        ai_use=what.get("ai_use", ""), ai_tool=what.get("ai_tool", ""),
        ai_words=what.get("ai_words", ""), ai_copies=len(what.get("copies", ())),
        observed=sum(queries.observed_in(one) for one in begun),
    )  # fmt: skip
    return rules.gaps_of(work, queries.asked_of(issue.brief))


def cautions_on_handing_in_for(
    issue: Issue, by: Person, at: datetime, *, enrolment: Enrolment | None = None, **_: Any
) -> list[str]:
    """What the learner has put together already would be handed in with it, and only once."""
    if enrolment is None:
        return []
    for one in queries.work_of(issue.brief.assignment, enrolment):
        if not one.is_handed_in and (names := [file.name for file in attached_to(one)]):
            return [
                f"{enrolment.learner} is putting their work together: {', '.join(names)}. It would be "
                "handed in with what you add, and they could not go on."
            ]
    return []
