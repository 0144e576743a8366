"""Whether a learner may hand in again: the family's rules, and each condition with how it stands."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fairmark.assessment import queries, rules
from fairmark.assessment.models import (
    AssessmentRecord,
    Authorisation,
    Decision,
    Recommendation,
    Submission,
    UnitGrade,
)
from fairmark.assessment.rules import Attempt, Chances, Condition, Outcome
from fairmark.assessment.tie_queries import key_of, near_ties
from fairmark.calendar.queries import working_days_after, year_of
from fairmark.catalogue.models import Criterion
from fairmark.people.models import Person
from fairmark.people.queries import holders, in_force
from fairmark.people.rules import Role
from fairmark.policies.queries import NoPolicy, choice, number
from fairmark.rulebook.queries import rule, value_of


def family_of(work: Submission) -> str:
    return work.assignment.cohort.programme.qualification.family


def limit_of(attempt: Attempt, family: str, on: date) -> int | None:
    """How many attempts of a kind a family allows; None where no text was found."""
    reassessments = value_of("attempts.reassessments", family=family, on=on)
    if attempt is Attempt.REASSESSMENT:
        return reassessments or 0
    if attempt is Attempt.RETAKE:
        return value_of("attempts.retakes", family=family, on=on)
    if reassessments:
        return 0  # Higher Nationals have a reassessment in its place
    return value_of("attempts.resubmissions", family=family, on=on)


def authoriser(family: str, on: date) -> Role:
    """The role that allows another attempt. Source: RES-02."""
    return Role(rule("attempts.authorised_by", family=family, on=on).value)


def open_criteria(work: Submission) -> list[Criterion]:
    """The criteria that this work did not meet, in the order of the specification."""
    missed = Decision.objects.filter(submission=work, stands=True, outcome=Outcome.NOT_MET)
    return list(Criterion.objects.filter(pk__in=missed.values("criterion")).order_by("position"))


def conditions_of(work: Submission, on: date) -> list[Condition]:
    """Each condition of another attempt, with how this learner's work stands. Source: RES-03."""
    asked = rule("attempts.conditions", family=family_of(work), on=on).value
    found: dict[str, tuple[Any, ...]] = {
        "on_time": (
            not work.is_late,
            f"{work.enrolment.learner} handed in after the deadline, without an extension.",
        ),
        "own": (bool(work.statement), "There is no statement that the work is their own."),
        "authentic": (
            _is_authentic(work), "The assessor has not confirmed that the work is the learner’s."
        ),
        "improve": _recommended(work),
    }  # fmt: skip
    return [Condition(one["id"], one["asks"], *found.get(one["id"], (None, ""))) for one in asked]


def recommendation_of(work: Submission) -> Recommendation | None:
    """The assessor's last word on whether another attempt would help; None where nothing is said."""
    found = Recommendation.objects.filter(record__submission=work)
    return found.select_related("by").last()


def _recommended(work: Submission) -> tuple[bool | None, str, str]:
    """What the assessor said. Where nothing is said, whoever authorises it answers for them."""
    one = recommendation_of(work)
    if one is None:
        return None, "", ""
    said = f"{one.by}, {timezone.localdate(one.at):%-d %B %Y}: {one.words}"
    return one.can_improve, f"The assessor judges that it would not help. {said}", said


def obstacles_to_recommending(
    record: AssessmentRecord, by: Person, at: datetime, *, words: str = "a reason", **_: Any
) -> list[str]:
    """By whoever signed the record, while a resubmission is neither authorised nor refused. RES-03."""
    work, name = record.submission, str(record.submission.enrolment.learner)
    if record.by_id != by.pk:
        return [f"{record.by} signed this record, and recommends it or not."]
    if kind_of(work, timezone.localdate(at)) is not Attempt.RESUBMISSION:
        return ["There is no resubmission after this work."]
    if not open_criteria(work):
        return [f"{name} met every criterion of this assignment, so there is nothing to better."]
    if Authorisation.objects.filter(
        assignment=work.assignment_id, enrolment=work.enrolment_id, attempt=Attempt.RESUBMISSION
    ).exists():
        return ["The resubmission is authorised or refused already."]
    return [] if words.strip() else ["Say what you judge it by."]


def _is_authentic(work: Submission) -> bool:
    last = work.authentications.last()
    return last is not None and last.authentic


def late_is_decided(work: Submission, on: date) -> bool:
    """Whether the policy leaves it to the lead internal verifier what lateness costs."""
    try:
        return choice(work.assignment.cohort.centre, "assessment.late_work", on=on) == "decided"
    except NoPolicy:
        return False


def last_day(work: Submission, attempt: Attempt, on: date) -> date | None:
    """The latest deadline of another attempt: the shorter of policy and rule pack, in working days
    from the day on which the learner had their result.
    """
    allowed = value_of("attempts.working_days", family=family_of(work), on=on)
    centre = work.assignment.cohort.centre
    try:
        ours = number(centre, "assessment.resubmission_days", on=on)
    except NoPolicy:
        ours = None
    days = min((one for one in (allowed, ours) if one is not None), default=None)
    if days is None or attempt is not Attempt.RESUBMISSION:
        return None
    returned = work.records.filter(released_at__isnull=False).first()
    start = timezone.localdate(returned.released_at) if returned else on
    return working_days_after(centre, start, days)


def year_end(work: Submission, on: date) -> date | None:
    """The end of the academic year of the first work, where the family asks that it is the same."""
    if (
        not value_of("attempts.same_year", family=family_of(work), on=on)
        or work.handed_in_at is None
    ):
        return None
    year = year_of(work.assignment.cohort.centre, timezone.localdate(work.handed_in_at))
    return year.ends_on if year else None


def had(work: Submission, attempt: Attempt) -> int:
    """How many attempts of a kind were authorised: of the assignment, or of the unit."""
    granted = Authorisation.objects.filter(
        enrolment=work.enrolment_id, granted=True, attempt=attempt
    )
    if attempt is Attempt.REASSESSMENT:
        return granted.filter(assignment__unit=work.assignment.unit_id).count()
    return granted.filter(assignment=work.assignment_id).count()


def kind_of(work: Submission, on: date) -> Attempt:
    """The attempt that may come after this work."""
    if value_of("attempts.reassessments", family=family_of(work), on=on):
        return Attempt.REASSESSMENT
    return Attempt.RESUBMISSION if work.attempt == Attempt.FIRST else Attempt.RETAKE


def obstacles_to_authorising(
    work: Submission, by: Person, at: datetime, *, due_on: date | None = None,
    criteria: Collection[Criterion] = (), can_improve: bool | None = None, task: str = "", **_: Any,
) -> list[str]:  # fmt: skip
    """By the role that the family asks for, at this moment; every condition of the rule pack."""
    on = timezone.localdate(at)
    family, name = family_of(work), str(work.enrolment.learner)
    if found := _not_the_one(work, by, at, family, on):
        return found
    if not work.records.filter(released_at__isnull=False).exists():
        return ["The decisions on this work are not returned yet. A further attempt comes after."]
    if queries.next_attempt(work.assignment, work.enrolment, at) is not None:
        return [f"{name} has an attempt open already."]
    missed = open_criteria(work)
    if not missed:
        return [f"{name} met every criterion of this assignment, so there is nothing to better."]
    attempt = kind_of(work, on)
    if attempt is Attempt.REASSESSMENT and _has_passed(work):
        return [f"{name} has passed the unit, and a reassessment is for those who have not."]
    chances = Chances(attempt, limit_of(attempt, family, on), had(work, attempt))
    conditions = conditions_of(work, on) if attempt is Attempt.RESUBMISSION else []
    if late_is_decided(work, on):
        conditions = [one for one in conditions if one.id != "on_time"]
    found = rules.obstacles_to_another(chances, conditions, name=name)
    last = last_day(work, attempt, on)
    if not found and last is not None and last < on:
        return [f"The time for a {attempt} ended on {last:%-d %B %Y}."]
    if found or due_on is None:
        return found
    is_open = any(one.id == "improve" and one.holds is None for one in conditions)
    if attempt is Attempt.RESUBMISSION and is_open and not can_improve:
        found.append(
            "The assessor has to judge that the learner can do better without more guidance."
        )
    found += rules.obstacles_to_window(due_on, first=on, last=last, year_ends_on=year_end(work, on))
    return found + _wrong_criteria(attempt, missed, criteria, task)


def _has_passed(work: Submission) -> bool:
    """Whether the unit is passed by what is signed: then there is no reassessment. Source: §3.3."""
    grade = UnitGrade.objects.filter(
        enrolment=work.enrolment_id, unit=work.assignment.unit_id
    ).first()
    return grade is not None and grade.so_far not in ("", rules.PLAIN_GRADES[0])


def _wrong_criteria(
    attempt: Attempt, missed: list[Criterion], criteria: Collection[Criterion], task: str
) -> list[str]:
    """What was not met, and in a retake Pass criteria only, with a new task. Source: §3.3."""
    if not criteria:
        return ["Choose the criteria that it is for."]
    known = {one.pk for one in missed}
    if stray := [one.code for one in criteria if one.pk not in known]:
        return [f"{', '.join(stray)}: met already, or not of this work. Choose from what is open."]
    if attempt is not Attempt.RETAKE:
        return []
    found = []
    if higher := [one.code for one in criteria if one.band != Criterion.Band.PASS]:
        found.append(f"{', '.join(higher)}: a retake is for Pass criteria only.")
    if not task.strip():
        found.append("A retake is a new task. Write what the learner is to do.")
    return found


def cautions_on_authorising(work: Submission, by: Person, at: datetime, **_: Any) -> list[str]:
    """What may be allowed, and needs its reason: lateness, and the assessor's own hand, a tie. SOD-04."""
    on = timezone.localdate(at)
    found = []
    if work.is_late and late_is_decided(work, on):
        found.append(
            f"{work.enrolment.learner} handed in late. Our policy leaves it to you whether that "
            "costs the resubmission."
        )
    if work.decisions.filter(by=by).exists():
        found.append("You assessed this work yourself.")
    learner = work.enrolment.learner
    if near_ties(work.centre_id, on, person=by).get(key_of(learner.ref)):
        found.append(f"You declared a tie to {learner}.")
    return found


def obstacles_to_refusing(work: Submission, by: Person, at: datetime, **_: Any) -> list[str]:
    on = timezone.localdate(at)
    if found := _not_the_one(work, by, at, family_of(work), on):
        return found
    name = str(work.enrolment.learner)
    if not work.records.filter(released_at__isnull=False).exists():
        return ["The decisions on this work are not returned yet. Refuse a further attempt after."]
    if queries.next_attempt(work.assignment, work.enrolment, at) is not None:
        return [f"{name} has an attempt open already."]
    if not open_criteria(work):
        return [f"{name} met every criterion, so nobody asks for more."]
    attempt = kind_of(work, on)
    chances = Chances(attempt, limit_of(attempt, family_of(work), on), had(work, attempt))
    return rules.obstacles_to_another(chances, [], name=name)


def _not_the_one(work: Submission, by: Person, at: datetime, family: str, on: date) -> list[str]:
    """The role is held now, for this programme; where nobody holds it, it waits. Promise P09."""
    role = authoriser(family, on)
    held = in_force(at).filter(person=by, role=role)
    if any((one.scope_kind, one.scope_id) in work.scopes() for one in held):
        return []
    if not holders(work.assignment.cohort.centre, role, at).exists():
        return [f"Nobody is {role} now. It waits until somebody is; nobody stands in."]
    return [f"Only the {role} of this programme authorises it."]
