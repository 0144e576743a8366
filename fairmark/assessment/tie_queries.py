"""Who has declared a tie to whom, what was agreed, and which work is in every sample for it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Q

from fairmark.assessment.models import Decision, Submission
from fairmark.assessment.rules import Outcome
from fairmark.assessment.tie_models import AgreedTie
from fairmark.assessment.tie_rules import (
    NEAR,
    Standing,
    Tie,
    obstacle_to_judging,
    shares_a_surname,
)
from fairmark.learners.models import Enrolment, Learner
from fairmark.people.models import ConflictOfInterest, Person
from fairmark.people.queries import in_force
from fairmark.people.rules import STAFF_ROLES
from fairmark.rulebook.queries import rule


def key_of(ref: str) -> str:
    """A learner's reference as people type it."""
    return ref.strip().casefold()


def open_ties(centre: int, **of: object) -> list[ConflictOfInterest]:
    """Declarations that have not ended."""
    found = ConflictOfInterest.objects.filter(centre=centre, ended_at=None, **of)
    return list(found.select_related("person"))


def near_ties(centre: int, on: date, **of: object) -> dict[str, list[ConflictOfInterest]]:
    """Ties of family and friendship that name a learner, by that learner's reference.

    None where the rule pack asks for no declaration of them. Source: COI-02.
    """
    declared = open_ties(centre, kind__in=NEAR, **of)
    # The rule is asked only where somebody has declared a tie: most have none.
    if not declared or not rule("conflicts.family_declared", on=on).value:
        return {}
    found: dict[str, list[ConflictOfInterest]] = defaultdict(list)
    for one in declared:
        if one.learner_ref.strip():
            found[key_of(one.learner_ref)].append(one)
    return found


def barred(
    person: Person, enrolments: Iterable[Enrolment], assignments: Collection[int], on: date
) -> dict[tuple[int, int], str]:
    """By assignment and enrolment why this person may not judge it; two questions, mostly one."""
    ties = near_ties(person.centre_id, on, person=person)
    mine = {pk for ones in ties.values() for pk in [one.pk for one in ones]}
    agreed: set[tuple[int, int, int]] = set()
    if mine:
        agreed = set(
            AgreedTie.objects.filter(conflict__in=mine, assignment__in=assignments).values_list(
                "conflict", "assignment", "enrolment"
            )
        )
    found = {}
    for enrolment in enrolments:
        declared = ties.get(key_of(enrolment.learner.ref), [])
        for assignment in assignments:
            open_one = next(
                (one for one in declared if (one.pk, assignment, enrolment.pk) not in agreed), None
            )
            standing = Standing(
                is_self=enrolment.learner.person_id == person.pk,
                near=open_one.kind if open_one else "",
            )
            if words := obstacle_to_judging(standing):
                found[assignment, enrolment.pk] = words
    return found


def cautions_about_ties(person: Person, learners: Iterable[Learner], at: datetime) -> list[str]:
    """What needs a word before work is signed: a shared surname, colleagues, a tie of another kind."""
    learners = list(learners)
    if not learners:
        return []
    ties: dict[str, list[ConflictOfInterest]] = defaultdict(list)
    studying = set()
    for one in open_ties(person.centre_id):
        if one.person_id == person.pk and one.learner_ref.strip():
            ties[key_of(one.learner_ref)].append(one)
        if one.kind == Tie.OWN_STUDY:
            studying.add(one.person_id)
    staff = set(
        in_force(at)
        .filter(person__in=[one.person_id for one in learners if one.person_id], role__in=STAFF_ROLES)
        .values_list("person", flat=True)
    )  # fmt: skip
    found = []
    for learner in learners:
        declared = ties.get(key_of(learner.ref), [])
        if any(one.kind == Tie.OTHER for one in declared):
            found.append(f"You declared a tie to {learner}. Say why you sign all the same.")
        elif not declared and shares_a_surname(person.name, learner.surname):
            found.append(
                f"{learner} has your surname, and you have declared no tie. Declare one under "
                "Conflicts of interest, or say here that there is none."
            )
        if learner.person_id in staff and learner.person_id not in studying:
            found.append(
                f"{learner} works here too, and has not declared that they take a qualification here."
            )
    return found


def in_every_sample(works: Collection[Submission], on: date) -> dict[int, str]:
    """By piece of work why it is sampled whatever the draw. Source: COI-05.

    A near tie of whoever decided it, agreed or not, or a learner who declared to work here.
    """
    if not works or not rule("conflicts.in_sample", on=on).value:
        return {}
    centre = next(iter(works)).centre_id
    declared = open_ties(centre)
    near = {(one.person_id, key_of(one.learner_ref)): one for one in declared if one.kind in NEAR}
    own_study = {one.person_id for one in declared if one.kind == Tie.OWN_STUDY}
    pks = [one.pk for one in works]
    decided = set(
        Decision.objects.filter(Q(submission__in=pks, stands=True) & ~Q(outcome=Outcome.CLEARED))
        .order_by().values_list("submission", "by")
    )  # fmt: skip
    found = {}
    for work in works:
        learner = work.enrolment.learner
        tied = [
            near[by, key_of(learner.ref)]
            for pk, by in decided
            if pk == work.pk and (by, key_of(learner.ref)) in near
        ]
        if tied:
            found[work.pk] = f"{tied[0].person} judged it and has declared a tie to the learner."
        elif learner.person_id in own_study:
            found[work.pk] = f"{learner} works here and declared that they study here."
    return found
