"""What people ask of briefs: who wrote them, what stands in the way, what an earlier use taught."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from fairmark.briefs import rules
from fairmark.briefs.models import ActionPoint, Brief, Issue, Task, Verification
from fairmark.briefs.readiness import assessors_of, ready
from fairmark.briefs.rules import BriefState, Question, Ready, Written
from fairmark.calendar.queries import year_of
from fairmark.catalogue.models import Criterion
from fairmark.learners.models import Enrolment, Learner
from fairmark.people.models import Person
from fairmark.people.rules import Holding, Role
from fairmark.planning.models import AssessmentPlan, Assignment, PlannedAssignment
from fairmark.planning.queries import planned_in_force, planned_of, plans_in_force
from fairmark.programmes.queries import visible_programmes
from fairmark.rulebook.queries import Rule, rule

SHOWN = (BriefState.ISSUED, BriefState.REPLACED)


# -- what there is ---------------------------------------------------------------------------


def visible_briefs(centre: Any, holdings: list[Holding]) -> QuerySet[Brief]:
    """The briefs of the programmes that somebody may see."""
    return Brief.objects.filter(
        centre=centre, assignment__cohort__programme__in=visible_programmes(centre, holdings)
    )


def tasks_of(brief: Brief) -> QuerySet[Task]:
    """The tasks of a brief with their criteria, in two questions."""
    criteria = Prefetch("criteria", Criterion.objects.order_by("position"))
    return brief.tasks.prefetch_related(criteria)


def planned_criteria(planned: PlannedAssignment | None) -> list[Criterion]:
    """The criteria that the plan targets with an assignment, in the order of the specification."""
    return list(planned.criteria.all()) if planned else []


def written(brief: Brief) -> Written:
    """The brief as the rules read it."""
    tasks = [
        (task.title, frozenset(c.code for c in task.criteria.all())) for task in tasks_of(brief)
    ]
    return Written(brief.title, brief.scenario, brief.evidence, brief.ai_rule, brief.ai_uses, tasks)


def author_ids(brief: Brief) -> set[int]:
    """Whoever wrote a part of it, or of what it was copied from."""
    return set(brief.authors.values_list("pk", flat=True)) | {brief.written_by_id}


def open_points(brief: Brief) -> QuerySet[ActionPoint]:
    """Action points of its verifications that no verifier has closed."""
    return ActionPoint.objects.filter(verification__brief=brief, closed_at=None).select_related(
        "owner", "verification"
    )


def form_of(brief: Brief, on: date) -> Rule:
    """The form with which a brief of this family is verified."""
    family = brief.assignment.cohort.programme.qualification.family
    return rule("forms.brief_verification", family=family, on=on)


def questions_for(brief: Brief, on: date) -> list[Question]:
    """What its verifier is asked. Source: IV-01, §4.1."""
    return rules.questions_of(form_of(brief, on).value, unchanged=brief.is_unchanged)


def countersigner_of(brief: Brief, on: date) -> Role | None:
    """The role whose signature a verified brief of this family needs as well."""
    family = brief.assignment.cohort.programme.qualification.family
    value = rule("roles.countersigns_brief", family=family, on=on).value
    return Role(value) if value in set(Role) else None


def earlier_lessons(brief: Brief) -> list[Verification]:
    """What verifiers left for the next use: of earlier versions, and of what it was copied from."""
    seen: set[int] = set()
    source = brief.copied_from
    while source is not None:
        seen.add(source.pk)
        source = source.copied_from
    earlier = Q(brief__in=seen) | Q(
        brief__assignment=brief.assignment_id, brief__version__lt=brief.version
    )
    return list(
        Verification.objects.filter(earlier).exclude(lesson="").select_related("verifier", "brief")
    )


def lessons_left(brief: Brief) -> list[Verification]:
    """Those of them of which this brief does not say what it made of them."""
    taken = set(brief.lessons_taken.values_list("verification", flat=True))
    return [one for one in earlier_lessons(brief) if one.pk not in taken]


def earlier_uses(assignment: Assignment) -> QuerySet[Brief]:
    """Briefs that this one may begin as a copy of: of the same unit's number, newest first."""
    return (
        Brief.objects.filter(
            centre=assignment.centre_id,
            assignment__unit__number=assignment.unit.number,
            assignment__cohort__programme__qualification=
            assignment.cohort.programme.qualification_id,
        )
        .exclude(assignment=assignment)
        .select_related("assignment__cohort", "assignment__unit")
        .order_by("-written_at")
    )  # fmt: skip


# -- writing ---------------------------------------------------------------------------------


def obstacles_to_writing(
    assignment: Assignment, by: Person, at: datetime, *, source: Brief | None = None, **_: Any
) -> list[str]:
    """A unit that the cohort takes, one version in hand at a time, and a source that is ours."""
    cohort = assignment.cohort
    if not cohort.units_taken.filter(unit=assignment.unit_id).exists():
        return [
            f"{cohort} does not take unit {assignment.unit.number}, so there is nothing to write a "
            "brief for. Choose the unit first."
        ]
    found = []
    if assignment.briefs.filter(state__in=[*rules.OPEN, BriefState.AT_VERIFICATION]).exists():
        found.append(f"A brief of {assignment} is in hand already. Go on with that one.")
    elif assignment.briefs.exists():
        found.append(f"{assignment} has a brief. Make a new version of it.")
    if source is not None and source.centre_id != assignment.centre_id:
        found.append("That brief is not one of this centre’s.")
    return found


def obstacles_to_revising(brief: Brief, by: Person, at: datetime, **_: Any) -> list[str]:
    if brief.state in rules.OPEN:
        return ["This version is still being written. Change it as it is."]
    if brief.state == BriefState.AT_VERIFICATION:
        return ["This version is with its verifier. Wait for the verdict."]
    if brief.assignment.briefs.filter(version__gt=brief.version).exists():
        return ["There is a newer version of this brief. Go on from that one."]
    return []


def obstacles_to_changing(brief: Brief, by: Person, at: datetime, **_: Any) -> list[str]:
    if brief.state == BriefState.AT_VERIFICATION:
        return ["This brief is with its verifier, so its words stand still. Wait for the verdict."]
    if brief.state not in rules.OPEN:
        return [
            "This version has been verified, so its words stand. Make a new version, which is "
            "verified again."
        ]
    return []


def obstacles_to_tasks(
    brief: Brief, by: Person, at: datetime, *, criteria: Sequence[Criterion] = (), **_: Any
) -> list[str]:
    """Criteria of the unit only. Source: ASM-4 of the guide."""
    if found := obstacles_to_changing(brief, by, at):
        return found
    unit = brief.assignment.unit
    strangers = [one.code for one in criteria if one.unit_id != unit.pk]
    if strangers:
        return [f"{', '.join(strangers)}: not of {unit}. Choose criteria of the unit."]
    return []


def obstacles_to_sending(brief: Brief, by: Person, at: datetime, **_: Any) -> list[str]:
    """Complete, as the plan in force has it, with what was asked for done and lessons heeded."""
    if found := obstacles_to_changing(brief, by, at):
        return found
    planned = planned_in_force(brief.assignment)
    if planned is None:
        found.append(
            f"No signed plan of {brief.assignment.cohort} has {brief.assignment}. Have the plan "
            "signed first: the brief’s dates and criteria are the plan’s."
        )
    codes = [one.code for one in planned_criteria(planned)] if planned else None
    found += rules.gaps_of(written(brief), codes)
    undone = open_points(brief).filter(done_at=None)
    found += [f"{one.owner} has not said what was done about “{one.words}”." for one in undone]
    found += [
        f"{one.verifier} left for the next use: “{one.lesson}” Say what was made of it."
        for one in lessons_left(brief)
    ]
    return found


# -- verification ----------------------------------------------------------------------------


def obstacles_to_verifying(
    brief: Brief,
    by: Person,
    at: datetime,
    *,
    outcome: str = "",
    answers: Sequence[tuple[Question, str, str]] = (),
    actions: Sequence[Any] = (),
    closes: Iterable[ActionPoint] = (),
    **_: Any,
) -> list[str]:
    """Not by an author, through whatever account or role; and what was answered goes together."""
    found = rules.obstacles_to_verifying(
        state=BriefState(brief.state), verifier=by.pk, authors=author_ids(brief)
    )
    on = timezone.localdate(at)
    found = found or ready(brief, [by], on).obstacles
    if found or not outcome:
        return found
    asked = {question.id for question in questions_for(brief, on)}
    answered = {question.id for question, _, _ in answers}
    if asked != answered:
        return ["The form has changed meanwhile. Open it again and answer its questions."]
    closing = {one.pk for one in closes}
    standing = list(open_points(brief))
    undone = [one for one in standing if one.pk in closing and one.done_at is None]
    found += [f"“{one.words}” is not done yet, so it cannot be closed." for one in undone]
    left = sum(one.pk not in closing for one in standing)
    staff = Person.objects.filter(centre=brief.centre_id, learner=None, is_system=False)
    owners = {one["owner"].pk for one in actions}
    known = set(staff.filter(pk__in=owners).values_list("pk", flat=True))
    found += [
        f"{one['owner']} is not on this centre’s staff." for one in actions
        if one["owner"].pk not in known
    ]  # fmt: skip
    found += [
        f"“{one['words']}” would be due before today. Give it a day to come." for one in actions
        if one["due_on"] < on
    ]  # fmt: skip
    return found + rules.faults_of(outcome, answers, actions=len(actions), open_points=left)


def cautions_on_verifying(brief: Brief, by: Person, at: datetime, **_: Any) -> list[str]:
    """The form has separate signatures of assessor and verifier, and both are standardised.

    Source: SOD-02, ROLE-15, clause IVF-3.
    """
    planned = planned_in_force(brief.assignment)
    found = []
    if planned and any(one.person_id == by.pk for one in planned.assessors.all()):
        found = [
            "You assess this assignment yourself, and assessor and verifier sign separately. Say why "
            "nobody else verifies the brief."
        ]
    return found + ready(brief, [by], timezone.localdate(at)).cautions


def obstacles_to_answering(point: ActionPoint, by: Person, at: datetime, **_: Any) -> list[str]:
    if point.closed_at:
        return ["This action point is closed."]
    if point.done_at:
        return ["It has been said already what was done. The verifier looks at it next."]
    return []


def is_owner(point: ActionPoint, person: Person) -> bool:
    return point.owner_id == person.pk


def obstacles_to_countersigning(brief: Brief, by: Person, at: datetime, **_: Any) -> list[str]:
    role = countersigner_of(brief, timezone.localdate(at))
    if role is None:
        return ["A brief of this qualification needs no second signature."]
    if brief.state != BriefState.APPROVED:
        return ["Only a brief that its verifier has approved is signed a second time."]
    if brief.countersigned_at:
        return [f"{brief.countersigned_by} has signed it already."]
    if brief.approved_by_id == by.pk:
        return ["You approved it as its verifier, so the second signature is somebody else’s."]
    return []


# -- issue -----------------------------------------------------------------------------------


def readiness(brief: Brief, on: date) -> Ready:
    """What the gate asks about a brief on a day."""
    planned = planned_in_force(brief.assignment)
    year = year_of(brief.assignment.cohort.centre, on)
    approved = brief.approved_at
    each_year = rule("verification.brief_each_year", on=on)
    signer = countersigner_of(brief, on)
    return Ready(
        BriefState(brief.state), open_points(brief).count(),
        timezone.localdate(approved) if approved else None,
        (year.starts_on, year.ends_on) if year and each_year.value else None,
        (brief.hand_out_on, brief.hand_in_on),
        (planned.hand_out_on, planned.hand_in_on) if planned else (None, None),
        signer or "", brief.countersigned_at is not None,
    )  # fmt: skip


def obstacles_to_issuing(
    brief: Brief,
    by: Person,
    at: datetime,
    *,
    set_on: date | None = None,
    groups: Any = (),
    **_: Any,
) -> list[str]:
    """The gate of §4.3, asked again in the moment of issue."""
    on = set_on or timezone.localdate(at)
    found = rules.obstacles_to_issuing(readiness(brief, on), on=on)
    if found:
        return found
    if on > timezone.localdate(at):
        found.append("That day is still to come. Issue the brief on the day on which it is set.")
    if brief.approved_at and on < timezone.localdate(brief.approved_at):
        found.append("It was not approved yet on that day. Give the day on which it was set.")
    cohort = brief.assignment.cohort
    found += [f"Group {one} is not of {cohort}." for one in groups if one.cohort_id != cohort.pk]
    had = set(brief.issues.values_list("group", flat=True))
    if None in had:
        found.append("It has been issued to the whole cohort already.")
    elif had and set_on and not groups:
        found.append("A group has it already. Choose the groups that do not have it yet.")
    today = timezone.localdate(at)
    if brief.hand_in_on and on < today and brief.hand_in_on <= today:
        found.append(f"Its hand-in, {brief.hand_in_on:%-d %B %Y}, has come. Change the plan first.")
    found += [f"It has been issued to group {one} already." for one in groups if one.pk in had]
    return found + ready(brief, assessors_of(brief, groups), on).obstacles


def cautions_on_issuing(
    brief: Brief, by: Person, at: datetime, *, set_on: date | None = None, groups: Any = (),
    **_: Any,
) -> list[str]:  # fmt: skip
    """Another day than the plan's is said with its reason, and so is an assessor not standardised."""
    found = []
    if set_on and brief.hand_out_on and set_on != brief.hand_out_on:
        sooner = "sooner" if set_on < brief.hand_out_on else "later"
        found = [f"The plan hands it out on {brief.hand_out_on:%-d %B %Y}; this is {sooner}."]
    on = set_on or timezone.localdate(at)
    return found + ready(brief, assessors_of(brief, groups), on).cautions


# -- learners --------------------------------------------------------------------------------


def issued_to(learner: Learner) -> list[Issue]:
    """What a learner has been given and nothing else, the newest version of each assignment."""
    enrolments = list(Enrolment.objects.filter(learner=learner))
    theirs = Q(pk__in=[])
    for one in enrolments:
        theirs |= Q(brief__assignment__cohort=one.cohort_id) & (
            Q(group=None) | Q(group=one.group_id)
        )
    found: dict[int, Issue] = {}
    issues = Issue.objects.filter(theirs, brief__state__in=SHOWN).select_related(
        "brief__assignment__unit", "brief__assignment__cohort__programme", "group"
    )
    for issue in issues.order_by("brief__version"):
        found[issue.brief.assignment_id] = issue
    return sorted(found.values(), key=lambda one: (one.brief.hand_in_on or date.max, one.pk))


def dates_for(learner: Learner) -> list[PlannedAssignment]:
    """The published days of every assignment of a learner’s cohorts, by hand-in. Clause ASM-3."""
    active = Enrolment.objects.filter(learner=learner, status=Enrolment.Status.ACTIVE)
    enrolments = list(active.select_related("cohort"))
    plans = plans_in_force(one.cohort for one in enrolments)
    groups = {one.cohort_id: one.group_id for one in enrolments}
    found = []
    for plan in plans.values():
        mine = groups[plan.cohort_id]
        for piece in planned_of(plan):
            named = {one.group_id for one in piece.assessors.all()}
            if not named or None in named or mine in named:
                found.append(piece)
    return sorted(found, key=lambda one: (one.hand_in_on or date.max, one.pk))


def learner_of(person: Person) -> Learner | None:
    return Learner.objects.filter(person=person, merged_into=None).first()


def own_issue(person: Person, pk: int) -> Issue | None:
    """One of the person's own issues; None where it is not theirs or was not issued."""
    learner = learner_of(person)
    return next((one for one in issued_to(learner) if one.pk == pk), None) if learner else None


def is_theirs(issue: Issue, person: Person) -> bool:
    """Whether this issue is one of the person's own."""
    learner = learner_of(person)
    return learner is not None and any(one.pk == issue.pk for one in issued_to(learner))


def obstacles_to_receiving(issue: Issue, by: Person, at: datetime, **_: Any) -> list[str]:
    if issue.receipts.filter(learner__person=by).exists():
        return ["You have said already that you have this brief."]
    return []


def asked_for_receipt(issue: Issue) -> QuerySet[Learner]:
    """The learners to whom a brief was given."""
    enrolled = Enrolment.objects.filter(
        cohort=issue.brief.assignment.cohort_id, status=Enrolment.Status.ACTIVE
    )
    if issue.group_id:
        enrolled = enrolled.filter(group=issue.group_id)
    return Learner.objects.filter(pk__in=enrolled.values("learner"), merged_into=None)


# -- lists -----------------------------------------------------------------------------------


def newest_briefs(assignments: Iterable[Assignment]) -> dict[int, Brief]:
    """The newest version of the brief of each assignment."""
    found: dict[int, Brief] = {}
    briefs = Brief.objects.filter(assignment__in=list(assignments)).select_related("approved_by")
    for brief in briefs.order_by("version"):
        found[brief.assignment_id] = brief
    return found


def planned_by_plan(plans: Iterable[AssessmentPlan]) -> dict[int, list[PlannedAssignment]]:
    """What each of the plans asks for, by hand-out."""
    found: dict[int, list[PlannedAssignment]] = {plan.pk: [] for plan in plans}
    rows = PlannedAssignment.objects.filter(plan__in=found).select_related(
        "assignment__unit", "verifier"
    )
    for piece in rows:
        found[piece.plan_id].append(piece)
    return found
