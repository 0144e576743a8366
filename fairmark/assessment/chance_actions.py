"""Another attempt: authorised or refused, on grounds that stay."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone

from fairmark.assessment import chances, grades
from fairmark.assessment.models import (
    AssessmentRecord,
    Authorisation,
    Recommendation,
    Submission,
)
from fairmark.assessment.rules import Attempt
from fairmark.catalogue.models import Criterion
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.trail.writing import record
from fairmark.workflow.actions import action

AUTHORISERS = (Role.LEAD_INTERNAL_VERIFIER, Role.PROGRAMME_LEADER)


@action(
    by=AUTHORISERS, unless=chances.obstacles_to_authorising, warn=chances.cautions_on_authorising,
    records="attempt_authorised",
)  # fmt: skip
def authorise_attempt(
    work: Submission, *, by: Person, at: datetime, due_on: date,
    criteria: Collection[Criterion], can_improve: bool = False, task: str = "", reason: str = "",
) -> Authorisation:  # fmt: skip
    """Allow a learner to hand in again, for what was not met, until a day."""
    on = timezone.localdate(at)
    attempt = chances.kind_of(work, on)
    conditions = chances.conditions_of(work, on) if attempt is Attempt.RESUBMISSION else []
    made = Authorisation.objects.create(
        centre_id=work.centre_id, assignment=work.assignment, enrolment=work.enrolment,
        attempt=attempt, granted=True, due_on=due_on, task=task, why=reason, by=by, at=at,
        conditions=[
            [one.asks, can_improve if one.holds is None else one.holds] for one in conditions
        ],
    )  # fmt: skip
    made.criteria.set(criteria)
    codes = [one.code for one in criteria]
    record(
        f"{by.name} authorised a {attempt} of {work.assignment} for {work.enrolment.learner} by "
        f"{due_on:%-d %B %Y}: {', '.join(codes)}.", made, name="attempt_authorised", by=by, at=at,
        attempt=attempt, due_on=due_on, criteria=codes, conditions=made.conditions, task=task,
    )  # fmt: skip
    grades.bring_up_to_date(
        work.assignment.cohort, {work.assignment.unit_id}, {work.enrolment_id}, on
    )
    return made


@action(
    by=Role.ASSESSOR, unless=chances.obstacles_to_recommending, records="resubmission_recommended"
)
def recommend_resubmission(
    signed: AssessmentRecord, *, by: Person, at: datetime, can_improve: bool, words: str
) -> Recommendation:
    """Say whether a learner can do better without more guidance: a condition of a resubmission."""
    made = Recommendation.objects.create(
        record=signed, can_improve=can_improve, words=words, by=by, at=at
    )
    work = signed.submission
    can = "can" if can_improve else "cannot"
    record(
        f"{by.name} judged that {work.enrolment.learner} {can} do better on {work.assignment} without "
        f"more guidance: {words}", made, name="resubmission_recommended", by=by, at=at,
        can_improve=can_improve, words=words,
    )  # fmt: skip
    return made


@action(by=AUTHORISERS, unless=chances.obstacles_to_refusing, records="attempt_refused")
def refuse_attempt(work: Submission, *, by: Person, at: datetime, why: str) -> Authorisation:
    """Refuse a learner another attempt, and say why. They see the reason."""
    attempt = chances.kind_of(work, timezone.localdate(at))
    made = Authorisation.objects.create(
        centre_id=work.centre_id, assignment=work.assignment, enrolment=work.enrolment,
        attempt=attempt, granted=False, why=why, by=by, at=at,
    )  # fmt: skip
    record(
        f"{by.name} refused a {attempt} of {work.assignment} for {work.enrolment.learner}: {why}",
        made, name="attempt_refused", by=by, at=at, attempt=attempt, why=why,
    )  # fmt: skip
    return made
