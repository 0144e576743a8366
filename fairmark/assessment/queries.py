"""What people ask of work handed in: whose it is, how it stands, what has been decided about it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, FilteredRelation, Q, QuerySet, Subquery
from django.utils import timezone

from fairmark.assessment import rules
from fairmark.assessment.models import (
    Authentication,
    Authorisation,
    Decision,
    Extension,
    Submission,
)
from fairmark.assessment.rules import ORDER, Attempt, Handed, Outcome, Sheet
from fairmark.assessment.tie_queries import barred
from fairmark.briefs.models import Brief, Issue
from fairmark.catalogue.models import Criterion
from fairmark.evidence.keeping import attached_to
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.people.rules import Holding
from fairmark.planning.models import (
    AssessmentPlan,
    Assignment,
    PlannedAssessor,
    PlannedAssignment,
)
from fairmark.planning.queries import plan_in_force
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import visible_programmes
from fairmark.rulebook.queries import rule

# -- what there is ---------------------------------------------------------------------------


def visible_work(centre: Any, holdings: list[Holding]) -> QuerySet[Submission]:
    """Work handed in on the programmes that somebody may see."""
    return Submission.objects.filter(
        centre=centre, handed_in_at__isnull=False,
        assignment__cohort__programme__in=visible_programmes(
            centre, holdings, with_learners=True
        ),
    )  # fmt: skip


def work_of(assignment: Assignment, enrolment: Enrolment) -> list[Submission]:
    """A learner's work on an assignment, by attempt."""
    found = Submission.objects.filter(assignment=assignment, enrolment=enrolment)
    return sorted(found, key=lambda one: ORDER.index(Attempt(one.attempt)))


def deadline_of(assignment: Assignment, enrolment: Enrolment, brief: Brief) -> date | None:
    """The day by which the first work comes: the brief's, or an extension that is later."""
    last = Extension.objects.filter(assignment=assignment, enrolment=enrolment).last()
    days = [brief.hand_in_on, last.until_on if last else None]
    return max((day for day in days if day), default=None)


def too_late_from(day: date | None) -> datetime | None:
    """The first moment after a deadline, by the centre's clock."""
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo)
    return rules.end_of(day, zone) if day else None


def counts_at(at: datetime, received_on: date | None) -> datetime:
    """The moment by which work is in time or late, by the centre's clock."""
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo)
    return rules.counts_at(at, received_on, zone)


def statement_of(on: date) -> list[str]:
    """What a learner states with each submission. Source: ROLE-21, MAL-14."""
    return [one["asks"] for one in rule("forms.authenticity", on=on).value if one["id"] != "signed"]


def assessor_states(on: date) -> list[str]:
    """What an assessor states with each decision. Source: ROLE-21, T-AR."""
    asked = rule("forms.assessor_statement", on=on).value
    return [one["asks"] for one in asked if one["id"] != "signed"]


def unsigned_of(works: Iterable[int]) -> dict[int, str]:
    """The decisions that a signature would be under, by piece of work, in words."""
    rows = Decision.objects.filter(submission__in=list(works), stands=True, record=None)
    rows = rows.exclude(outcome=Outcome.CLEARED).order_by("criterion__position")
    found: dict[int, list[str]] = defaultdict(list)
    for pk, code, outcome in rows.values_list("submission", "criterion__code", "outcome"):
        found[pk].append(f"{code} {outcome}")
    return {pk: ", ".join(ones) for pk, ones in found.items()}


def feedback_allowed(work: Submission, on: date) -> str:
    """What the rule pack allows in feedback to this attempt."""
    family = work.assignment.cohort.programme.qualification.family
    if work.attempt == Attempt.FIRST:
        return str(rule("assessment.feedback.first_submission", family=family, on=on).value)
    return str(rule("assessment.feedback.last_submission", family=family, on=on).value)


# -- handing in ------------------------------------------------------------------------------


def is_own(work: Submission, person: Person) -> bool:
    """Whether it is the person's own work."""
    return work.enrolment.learner.person_id == person.pk


def next_attempt(
    assignment: Assignment, enrolment: Enrolment, at: datetime
) -> tuple[Attempt, Authorisation | None] | None:
    """Which attempt a learner may begin: the first, or one that was authorised and whose time runs."""
    had = {one.attempt for one in work_of(assignment, enrolment)}
    if Attempt.FIRST not in had:
        return Attempt.FIRST, None
    granted = Authorisation.objects.filter(
        assignment=assignment, enrolment=enrolment, granted=True
    ).exclude(attempt__in=had)
    for one in granted:
        if (over := too_late_from(one.due_on)) and at < over:
            return Attempt(one.attempt), one
    return None


def obstacles_to_beginning(issue: Issue, by: Person, at: datetime, **_: Any) -> list[str]:
    """Work is begun on a brief that was issued to them, once for each attempt."""
    enrolment = enrolment_for(issue, by)
    if enrolment is None:
        return ["This brief was not issued to you."]
    if enrolment.status != Enrolment.Status.ACTIVE:
        return ["You have left this course, so nothing can be handed in for it."]
    assignment = issue.brief.assignment
    if any(not one.is_handed_in for one in work_of(assignment, enrolment)):
        return []
    if next_attempt(assignment, enrolment, at) is None:
        return [
            "You have handed in your work, and it is handed in once. If you may hand in again, the "
            "lead internal verifier authorises it and it appears here."
        ]
    return []


def enrolment_for(issue: Issue, person: Person) -> Enrolment | None:
    """The enrolment by which a brief concerns somebody."""
    return (
        Enrolment.objects.filter(
            learner__person=person, learner__merged_into=None, cohort=issue.brief.assignment.cohort_id
        )
        .select_related("learner", "cohort__programme")
        .first()
    )  # fmt: skip


def obstacles_to_changing(work: Submission, by: Person, at: datetime, **_: Any) -> list[str]:
    if work.is_handed_in:
        return ["This work is handed in. It stays as it is."]
    return []


def asked_of(brief: Brief) -> rules.Asked:
    """What the brief asks to come with the work."""
    return rules.Asked(
        sources=bool(brief.sources.strip()), ai_never=brief.ai_rule == "never",
        ai_copies=True,
    )  # fmt: skip


def hand_in_of(work: Submission, what: dict[str, Any]) -> rules.HandIn:
    """The work as the rules read it, with what is being said of it."""
    copies = getattr(work, "ai_copies", None)
    return rules.HandIn(
        files=len(list(attached_to(work))), is_practical=bool(what.get("is_practical")),
        declared=bool(what.get("declared")), sources=what.get("sources", ""),
        ai_use=what.get("ai_use", ""), ai_tool=what.get("ai_tool", ""),
        ai_words=what.get("ai_words", ""),
        ai_copies=len(list(attached_to(copies))) if copies else 0, observed=observed_in(work),
    )  # fmt: skip


def observed_in(work: Submission) -> int:
    """How many observations of the work stand: practical work needs no file beside one."""
    return int(work.observations.filter(taken_back_at=None).count())


def obstacles_to_handing_in(work: Submission, by: Person, at: datetime, **what: Any) -> list[str]:
    """Complete, with its statement; asked in full once something is being handed in."""
    if found := obstacles_to_changing(work, by, at):
        return found
    if work.enrolment.status != Enrolment.Status.ACTIVE:
        return ["You have left this course, so nothing can be handed in for it."]
    over = too_late_from(due_on(work)) if work.authorisation_id else None
    if over and at >= over:
        return [
            f"The time for your {work.get_attempt_display().lower()} has passed. Talk to your teacher."
        ]
    if "ai_use" not in what:
        return []
    return rules.gaps_of(hand_in_of(work, what), asked_of(brief_of(work)))


def cautions_on_handing_in(work: Submission, by: Person, at: datetime, **what: Any) -> list[str]:
    return rules.doubts_of(hand_in_of(work, what), asked_of(brief_of(work))) if what else []


def brief_for(assignment: Assignment, enrolment: Enrolment) -> Brief | None:
    """The newest brief of an assignment that was issued to a learner."""
    issues = Issue.objects.filter(brief__assignment=assignment).select_related("brief")
    mine = [one for one in issues if one.group_id in (None, enrolment.group_id)]
    return max((one.brief for one in mine), key=lambda one: one.version, default=None)


def due_on(work: Submission) -> date | None:
    """The deadline of a piece of work: of the attempt that was authorised, else of the brief."""
    if work.authorisation:
        return work.authorisation.due_on
    return deadline_of(work.assignment, work.enrolment, brief_of(work))


def brief_of(work: Submission) -> Brief:
    """The brief that holds for work: the newest one issued, until it is handed in."""
    if work.is_handed_in:
        return work.brief
    return brief_for(work.assignment, work.enrolment) or work.brief


# -- the sheet that decisions are held against ------------------------------------------------


@dataclass
class Column:
    """An assignment of the plan in force with the criteria that it targets, in their order."""

    planned: PlannedAssignment
    criteria: list[Criterion]
    assessors: list[PlannedAssessor] = field(default_factory=list)

    @property
    def assignment(self) -> Assignment:
        return self.planned.assignment


def columns_of(cohort: Cohort, units: Collection[int] | None = None) -> list[Column]:
    """The planned assignments of a cohort's units by hand-in, in four questions."""
    plan = plan_in_force(cohort)
    if plan is None:
        return []
    rows = PlannedAssignment.objects.filter(plan=plan).select_related("assignment", "verifier")
    if units is not None:
        rows = rows.filter(assignment__unit__in=units)
    found = {
        one.pk: Column(one, []) for one in rows.order_by("assignment__unit", "assignment__number")
    }
    through = PlannedAssignment.criteria.through.objects.filter(
        plannedassignment__in=found
    ).values_list("plannedassignment_id", "criterion_id")
    pairs = list(through)
    criteria = Criterion.objects.in_bulk({criterion for _, criterion in pairs})
    for planned, criterion in pairs:
        found[planned].criteria.append(criteria[criterion])
    for assessor in PlannedAssessor.objects.filter(planned__in=found).select_related("person"):
        found[assessor.planned_id].assessors.append(assessor)
    for column in found.values():
        column.criteria.sort(key=lambda one: one.position)
    return list(found.values())


def enrolled_in(cohort: Cohort) -> list[Enrolment]:
    """Everybody who is or was in a cohort, by name."""
    rows = Enrolment.objects.filter(cohort=cohort, learner__merged_into=None)
    return list(
        rows.select_related("learner", "group").order_by(
            "learner__surname", "learner__forenames", "learner__ref"
        )
    )


def newest_work(
    assignments: Iterable[int], enrolments: Collection[int] | None = None
) -> dict[tuple[int, int], Submission]:
    """The newest work handed in of each learner, or of some, on each assignment; else what is begun."""
    rows = Submission.objects.filter(assignment__in=list(assignments))
    if enrolments is not None:
        rows = rows.filter(enrolment__in=enrolments)
    found: dict[tuple[int, int], Submission] = {}
    for one in rows:
        key = (one.enrolment_id, one.assignment_id)
        if key not in found or _later(one, found[key]):
            found[key] = one
    return found


def _later(one: Submission, other: Submission) -> bool:
    if one.is_handed_in != other.is_handed_in:
        return one.is_handed_in
    return ORDER.index(Attempt(one.attempt)) > ORDER.index(Attempt(other.attempt))


def authentic(works: Iterable[int]) -> dict[int, bool]:
    """The last word on whether each piece of work is the learner's own; none where nobody spoke."""
    said = Authentication.objects.filter(submission__in=list(works)).order_by("at", "pk")
    return dict(said.values_list("submission", "authentic"))


@dataclass(frozen=True)
class Against:
    """What decisions are held against, and the pieces of work that it speaks of, by their key."""

    sheet: Sheet
    works: dict[int, Submission]


def sheet_for(
    cohort: Cohort, person: Person, enrolments: Collection[int], assignments: Collection[int],
    on: date,
) -> Against:  # fmt: skip
    """What decisions about these learners and assignments are held against; five questions.

    Six where an attempt was authorised, and where a tie is declared. Few, because an assessor waits
    for them at every decision.
    """
    planned = _Planned(cohort, person, assignments)
    rows = Enrolment.objects.filter(cohort=cohort, pk__in=enrolments).select_related("learner")
    people = {one.pk: one for one in rows.order_by()}
    found = _handed_in(planned.titles, people)
    limited: dict[int, set[int]] = defaultdict(set)
    if again := [work.authorisation_id for work, *_ in found.values() if work.authorisation_id]:
        through = Authorisation.criteria.through.objects.filter(authorisation__in=again)
        for authorisation, criterion in through.values_list("authorisation_id", "criterion_id"):
            limited[authorisation].add(criterion)
    place = {work.pk: key for key, (work, *_) in found.items()}
    decided = Decision.objects.filter(submission__in=place, stands=True).order_by()
    sheet = Sheet(
        work={
            key: Handed(
                work.pk, Attempt(work.attempt), work.is_handed_in, own, signed,
                frozenset(limited[work.authorisation_id]) if work.authorisation_id else None,
            )
            for key, (work, own, signed) in found.items()
        },
        targets=planned.targets, mine=planned.mine(people.values()),
        now={
            (*place[work], criterion): pk
            for work, criterion, pk in decided.values_list("submission", "criterion", "pk")
        },
        names={pk: str(one.learner) for pk, one in people.items()},
        codes=planned.codes, titles=planned.titles,
        left={pk: one.left_on for pk, one in people.items() if one.left_on},
        barred=barred(person, people.values(), planned.titles, on),
    )  # fmt: skip
    return Against(sheet, {work.pk: work for work, *_ in found.values()})


class _Planned:
    """What the plan in force says of some assignments, and for which groups of them it names somebody."""

    def __init__(self, cohort: Cohort, person: Person, assignments: Collection[int]):
        self.titles: dict[int, str] = {}
        self.codes: dict[int, str] = {}
        self.targets: dict[int, set[int]] = {}
        self._groups: set[tuple[int, int | None]] = set()
        in_force = AssessmentPlan.objects.signed().filter(cohort=cohort).order_by("-version")
        named = FilteredRelation("assessors", condition=Q(assessors__person=person))
        rows = PlannedAssignment.objects.annotate(named=named).filter(
            plan=Subquery(in_force.values("pk")[:1]), assignment__in=assignments
        )
        for assignment, title, criterion, code, is_named, group in rows.order_by().values_list(
            "assignment", "title", "criteria", "criteria__code", "named", "named__group"
        ):
            self.titles[assignment] = title
            wanted = self.targets.setdefault(assignment, set())
            if criterion is not None:
                wanted.add(criterion)
                self.codes[criterion] = code
            if is_named is not None:
                self._groups.add((assignment, group))

    def mine(self, people: Collection[Enrolment]) -> set[tuple[int, int]]:
        """The pairs of assignment and enrolment for which the person is named."""
        return {
            (assignment, one.pk)
            for assignment, group in self._groups
            for one in people
            if group in (None, one.group_id)
        }


def _handed_in(
    assignments: Iterable[int], people: Mapping[int, Enrolment]
) -> dict[tuple[int, int], tuple[Submission, bool | None, bool]]:
    """The newest work of each learner on each assignment: with the last word on whether it is
    their own, and whether a record of it is signed. One question.
    """
    rows = Submission.objects.filter(assignment__in=list(assignments), enrolment__in=people)
    said = rows.annotate(own=F("authentications__authentic"), signed=F("records")).order_by(
        "authentications__at", "authentications__pk"
    )
    found: dict[tuple[int, int], tuple[Submission, bool | None, bool]] = {}
    for one in said:
        key = (one.enrolment_id, one.assignment_id)
        if key not in found or not _later(found[key][0], one):
            one.enrolment = people[one.enrolment_id]
            found[key] = (one, one.own, one.signed is not None)
    return found


def undecided(column: Column, work: Submission, decided: Collection[int]) -> list[Criterion]:
    """The criteria that still want a decision before a record can be signed."""
    wanted = column.criteria
    if work.authorisation:
        only = set(work.authorisation.criteria.values_list("pk", flat=True))
        wanted = [one for one in wanted if one.pk in only]
    return [one for one in wanted if one.pk not in decided]
