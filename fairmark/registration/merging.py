"""Two records of one learner become one, and nothing of either is lost."""

from datetime import datetime
from typing import Any

from fairmark.learners.class_list import DETAILS, shown
from fairmark.learners.models import Enrolment, FormerValue, Learner
from fairmark.learners.tutorial_models import TutorialNote
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.registration.agreement_models import Difference
from fairmark.registration.models import Change, CheckQuery, Entry, Registration
from fairmark.teaching.told_models import Telling
from fairmark.trail.writing import record
from fairmark.workflow.actions import action


def obstacles_to_merging(
    learner: Learner, person: Person, at: datetime, *, other: Any = None, **_: Any
) -> list[str]:
    """Two present records of this centre, not both signed in, not both registered on one programme."""
    if other is None:
        return []
    found = []
    if other.centre_id != learner.centre_id:
        return ["That record is not one of this centre’s."]
    if learner == other:
        found.append("This is one record, not two.")
    for one in (learner, other):
        if one.merged_into:
            found.append(f"{one.ref} was merged into {one.merged_into.ref} already.")
    if learner.person_id and other.person_id:
        found.append("Both records have a sign-in of their own. The administrator ends one first.")
    both = Registration.objects.current().filter(learner__in=[learner, other])
    programmes = list(both.values_list("programme__code", flat=True))
    twice = {code for code in programmes if programmes.count(code) > 1}
    found += [
        f"Both are registered on {code}. Delete or withdraw one of the two registrations first."
        for code in sorted(twice)
    ]
    return found


@action(by=Role.EXAMS_OFFICER, unless=obstacles_to_merging, records="learners_merged")
def merge_learners(learner: Learner, *, by: Person, at: datetime, other: Learner) -> Learner:
    """Keep one record of a learner; the other's enrolments, registrations and values move to it."""
    other = Learner.objects.select_for_update().get(pk=other.pk)
    taken = _take_values(learner, other, at)
    moved = _move(learner, other)
    if other.person_id and not learner.person_id:
        account_holder, other.person = other.person, None
        other.save(update_fields=["person"])
        learner.person = account_holder
    learner.save()
    other.merged_into = learner
    other.save(update_fields=["merged_into"])
    record(
        f"{by.name} merged {other} ({other.ref}) into {learner} ({learner.ref}).",
        learner, name="learners_merged", by=by, at=at, other=f"learner:{other.pk}",
        other_ref=other.ref, taken=taken, moved=moved,
    )  # fmt: skip
    return learner


def _take_values(learner: Learner, other: Learner, at: datetime) -> list[str]:
    """Fill what is empty in the one kept; what differs is kept beside it as an earlier value."""
    why = f"From {other.ref}, merged into this record."
    taken = []
    kept = [("ref", other.ref)]
    for name in DETAILS:
        mine, theirs = getattr(learner, name), getattr(other, name)
        if theirs in ("", None) or mine == theirs:
            continue
        if mine in ("", None):
            setattr(learner, name, theirs)
            taken.append(name)
        else:
            kept.append((name, shown(theirs)))
    FormerValue.objects.bulk_create(
        FormerValue(learner=learner, field=name, value=value, until_at=at, why=why)
        for name, value in kept
    )
    FormerValue.objects.filter(learner=other).update(learner=learner)
    return taken


def _move(learner: Learner, other: Learner) -> dict[str, int]:
    """Point everything at the one kept; an enrolment in the same cohort hands over what hangs on it."""
    held = {one.cohort_id: one for one in learner.enrolments.all()}
    moved = 0
    for enrolment in other.enrolments.all():
        mine = held.get(enrolment.cohort_id)
        if mine is None:
            enrolment.learner = learner
            enrolment.save(update_fields=["learner"])
            moved += 1
            continue
        Registration.objects.filter(enrolment=enrolment).update(enrolment=mine)
        entered = Entry.objects.filter(enrolment=mine).values("sitting")
        Entry.objects.filter(enrolment=enrolment).exclude(sitting__in=entered).update(
            enrolment=mine
        )
        if enrolment.status == Enrolment.Status.ACTIVE and mine.status != Enrolment.Status.ACTIVE:
            mine.status, mine.left_on = Enrolment.Status.ACTIVE, None
            mine.save(update_fields=["status", "left_on"])
    for telling in Telling.objects.filter(learners=other):
        telling.learners.add(learner)
    registrations = Registration.objects.filter(learner=other).update(learner=learner)
    for model in (Change, CheckQuery, Difference, TutorialNote):
        model._base_manager.filter(learner=other).update(learner=learner)
    return {"enrolments": moved, "registrations": registrations}
