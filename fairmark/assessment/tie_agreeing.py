"""When somebody with a declared tie may judge a learner's work after all, and who waits for that."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fairmark.assessment.models import Decision, Submission
from fairmark.assessment.queries import columns_of
from fairmark.assessment.rules import Outcome
from fairmark.assessment.tie_models import AgreedTie
from fairmark.assessment.tie_queries import key_of, near_ties
from fairmark.assessment.tie_rules import told_of
from fairmark.people.models import ConflictOfInterest, Person
from fairmark.ui.words import in_turn


def tied_judges(work: Submission, on: date) -> list[ConflictOfInterest]:
    """The near ties to its learner of those who judge a piece of work: by the plan, or already."""
    ties = near_ties(work.centre_id, on).get(key_of(work.enrolment.learner.ref), [])
    if not ties:
        return []
    decided = Decision.objects.filter(submission=work, stands=True).exclude(outcome=Outcome.CLEARED)
    people = {one.pk for one in judges_of(work)} | set(decided.values_list("by", flat=True))
    return [one for one in ties if one.person_id in people]


def judges_of(work: Submission) -> list[Person]:
    """Whom the plan in force names for this learner."""
    return [
        one.person
        for column in columns_of(work.assignment.cohort, {work.assignment.unit_id})
        if column.assignment.pk == work.assignment_id
        for one in column.assessors
        if one.group_id in (None, work.enrolment.group_id)
    ]


def agreed_on(work: Submission) -> Mapping[int, AgreedTie]:
    """What was agreed about this learner's work on the assignment, by declaration."""
    rows = AgreedTie.objects.filter(assignment=work.assignment_id, enrolment=work.enrolment_id)
    return {one.conflict_id: one for one in rows.select_related("by", "conflict__person")}


def to_be_agreed(work: Submission, on: date) -> list[ConflictOfInterest]:
    """Ties of those who judge the work that nobody has agreed to yet."""
    ties = tied_judges(work, on)
    agreed = agreed_on(work) if ties else {}
    return [one for one in ties if one.pk not in agreed]


def obstacles_to_agreeing(
    work: Submission, by: Person, at: datetime, *, conflict: ConflictOfInterest | None = None,
    why: str = "", **_: Any,
) -> list[str]:  # fmt: skip
    """A declared tie, nobody else to judge, and agreed by somebody without one. COI-02, SOD-07."""
    who, on = work.enrolment.learner, timezone.localdate(at)
    waiting = to_be_agreed(work, on)
    if not waiting:
        return [f"Nobody who judges this work has a tie to {who} that waits to be agreed."]
    every = near_ties(work.centre_id, on)[key_of(who.ref)]
    if by.pk in {one.person_id for one in every}:
        return [
            f"You have declared a tie to {who} yourself. Somebody without one agrees: the quality "
            "nominee, or the lead internal verifier."
        ]
    tied = {one.person_id for one in every}
    if free := [one for one in judges_of(work) if one.pk not in tied]:
        return [
            f"The plan names {in_turn([str(one) for one in free])} for {who} too, without a tie."
        ]
    if conflict is None:
        return []
    if conflict.pk not in {one.pk for one in waiting}:
        return ["This declaration does not concern the work, or it is agreed already."]
    if not why.strip():
        return ["Say why nobody else can judge it."]
    return []


def said_of(conflict: ConflictOfInterest, work: Submission) -> str:
    """A tie as one sentence, without what its owner wrote about it."""
    return f"{conflict.person} declared that {work.enrolment.learner} is {told_of(conflict.kind)}."
