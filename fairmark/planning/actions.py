"""What programme teams do with assessment plans: draft, change, sign, roll forward."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from fairmark.catalogue.models import Criterion, Unit
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.planning import drafting_rules, queries, rules
from fairmark.planning.changes import changes_between
from fairmark.planning.models import AssessmentPlan, Assignment, PlannedAssessor, PlannedAssignment
from fairmark.programmes.models import Allocation, Cohort, Group
from fairmark.trail.writing import record
from fairmark.ui.words import how_many
from fairmark.workflow.actions import action

_WRITERS = (Role.PROGRAMME_LEADER, Role.LEAD_INTERNAL_VERIFIER)
Assessors = Sequence[tuple[Person, Group | None]]
Days = Mapping[str, date | None]


@action(by=_WRITERS, unless=queries.obstacles_to_drafting, records="plan_drafted")
def draft_plan(
    cohort: Cohort, *, by: Person, at: datetime, like: AssessmentPlan | None = None
) -> AssessmentPlan:
    """Draft a cohort’s assessment plan from its specification, or like the plan of another year."""
    plan = _new_version(cohort, by, at)
    if like is None:
        _fill_from_specification(plan, timezone.localdate(at))
        source = "from the specification"
    else:
        _fill_like(plan, like)
        source = f"like {like}"
    count = plan.planned.count()
    record(
        f"{by.name} drafted {plan} {source}: {how_many(count, 'assignment')}.",
        plan, name="plan_drafted", by=by, at=at, version=plan.version, assignments=count,
        like=str(like) if like else None,
    )  # fmt: skip
    return plan


def obstacles_to_revising(plan: AssessmentPlan, by: Person, at: datetime, **_: Any) -> list[str]:
    if not plan.is_signed:
        return ["This version is still being written. Change it as it is."]
    return queries.obstacles_to_drafting(plan.cohort, by, at)


@action(by=_WRITERS, unless=obstacles_to_revising, records="plan_revised")
def revise_plan(plan: AssessmentPlan, *, by: Person, at: datetime, why: str) -> AssessmentPlan:
    """Draft a new version of a signed plan; the signed one stays in force until the new one is signed."""
    made = _new_version(plan.cohort, by, at, why)
    for one in queries.planned_of(plan):
        _plan(made, one.assignment, one.title, queries.days_of(one), one.criteria.all(),
              [(a.person, a.group) for a in one.assessors.all()], one.verifier)  # fmt: skip
    record(
        f"{by.name} began {made}: {why}", made, name="plan_revised", by=by, at=at, why=why,
        version=made.version, before=plan.version,
    )  # fmt: skip
    return made


@action(by=_WRITERS, unless=queries.obstacles_to_editing, records="plan_discarded")
def discard_plan(plan: AssessmentPlan, *, by: Person, at: datetime, why: str) -> Cohort:
    """Throw a draft of the plan away. What is signed stays."""
    cohort, name = plan.cohort, str(plan)
    mine = list(plan.planned.values_list("assignment", flat=True))
    plan.delete()
    _tidy(mine)
    record(
        f"{by.name} threw the draft of {name} away.", cohort, name="plan_discarded", by=by, at=at
    )
    return cohort


@action(by=_WRITERS, unless=queries.obstacles_to_planning, records="assignment_planned")
def plan_assignment(
    plan: AssessmentPlan, *, by: Person, at: datetime, unit: Unit, title: str, days: Days,
    criteria: Sequence[Criterion], assessors: Assessors = (), verifier: Person | None = None,
) -> PlannedAssignment:  # fmt: skip
    """Add an assignment to a plan that is being written."""
    taken = Assignment.objects.filter(cohort=plan.cohort, unit=unit).values_list(
        "number", flat=True
    )
    assignment = Assignment.objects.create(
        centre_id=plan.centre_id, cohort=plan.cohort, unit=unit, number=max(taken, default=0) + 1
    )
    made = _plan(plan, assignment, title, days, criteria, assessors, verifier)
    record(
        f"{by.name} planned {made}.", made, name="assignment_planned", by=by, at=at,
        **_told(made),
    )  # fmt: skip
    return made


@action(by=_WRITERS, unless=queries.obstacles_to_changing, records="planned_assignment_changed")
def change_assignment(
    planned: PlannedAssignment, *, by: Person, at: datetime, title: str, days: Days,
    criteria: Sequence[Criterion], assessors: Assessors = (), verifier: Person | None = None,
) -> PlannedAssignment:  # fmt: skip
    """Change what the plan says of an assignment, while it is being written."""
    before = _told(planned)
    planned.title, planned.verifier = title, verifier
    for name in rules.DAYS:
        setattr(planned, name, days.get(name))
    planned.save()
    _give(planned, criteria, assessors)
    after = _told(planned)
    record(
        f"{by.name} changed the plan of {planned}.", planned, name="planned_assignment_changed",
        by=by, at=at, before={k: v for k, v in before.items() if v != after[k]},
        after={k: v for k, v in after.items() if v != before[k]},
    )  # fmt: skip
    return planned


@action(by=_WRITERS, unless=queries.obstacles_to_dropping, records="planned_assignment_dropped")
def drop_assignment(
    planned: PlannedAssignment, *, by: Person, at: datetime, why: str
) -> AssessmentPlan:
    """Take an assignment out of a plan that is being written."""
    plan, assignment, name = planned.plan, planned.assignment_id, str(planned)
    planned.delete()
    _tidy([assignment])
    record(
        f"{by.name} took {name} out of the plan: {why}", plan, name="planned_assignment_dropped",
        by=by, at=at, why=why,
    )  # fmt: skip
    return plan


@action(
    by=_WRITERS,
    unless=queries.obstacles_to_signing,
    warn=queries.cautions_on_signing,
    records="plan_signed",
)
def sign_plan(
    plan: AssessmentPlan, *, by: Person, at: datetime, reason: str = ""
) -> AssessmentPlan:
    """Sign an assessment plan: from now on it is in force and its dates are published."""
    before = queries.plan_in_force(plan.cohort)
    planned = list(queries.planned_of(plan))
    changes = changes_between(queries.rows_of(before), queries.rows_of(plan)) if before else []
    plan.cautions = queries.cautions_on_signing(plan, by, at)
    plan.signed_by, plan.signed_at = by, at
    plan.reason = reason if plan.cautions else ""
    plan.save(update_fields=["signed_by", "signed_at", "cautions", "reason"])
    record(
        f"{by.name} signed {plan}.", plan, name="plan_signed", by=by, at=at, version=plan.version,
        assignments=[_told(one) for one in planned], changes=changes,
    )  # fmt: skip
    return plan


# -- how a version is filled -----------------------------------------------------------------


def _new_version(cohort: Cohort, by: Person, at: datetime, why: str = "") -> AssessmentPlan:
    versions = AssessmentPlan.objects.filter(cohort=cohort).values_list("version", flat=True)
    return AssessmentPlan.objects.create(
        centre_id=cohort.centre_id, cohort=cohort, version=max(versions, default=0) + 1,
        drafted_by=by, drafted_at=at, why=why,
    )  # fmt: skip


def _fill_from_specification(plan: AssessmentPlan, on: date) -> None:
    cohort = plan.cohort
    ends_on = cohort.planned_end_on or cohort.year.ends_on
    calendar = queries.Open(cohort.centre, cohort.teaching_starts_on, ends_on)
    numbers = queries.policy_numbers(cohort.centre, on)
    units = queries.assessed_here(cohort)
    drafted = drafting_rules.draft(
        queries.units_asked(units),
        weights={unit.pk: unit.glh or unit.credits or 1 for unit in units},
        starts_on=cohort.teaching_starts_on, ends_on=ends_on, works=calendar.works,
        pace=drafting_rules.Pace(
            numbers.get("assessment.return_days", 0), numbers.get("assessment.resubmission_days", 0)
        ),
    )  # fmt: skip
    by_unit = _allocated(cohort)
    known = {(one.unit_id, one.number): one for one in cohort.assignments.all()}
    criteria = {c.pk: c for c in Criterion.objects.filter(unit__in=units)}
    named = {unit.pk: unit for unit in units}
    for one in drafted:
        assignment = known.get((one.unit, one.number)) or Assignment.objects.create(
            centre_id=cohort.centre_id, cohort=cohort, unit=named[one.unit], number=one.number
        )
        assessors, verifier = by_unit(one.unit)
        _plan(plan, assignment, one.title, one.days, [criteria[pk] for pk in one.targets], assessors,
              verifier)  # fmt: skip


def _allocated(cohort: Cohort) -> Any:
    """Who is allocated to assess and to verify a unit: for that unit if anybody is, else for all."""
    rows = list(
        Allocation.objects.filter(cohort=cohort, until_on=None).select_related("person")
        .order_by("pk")
    )  # fmt: skip

    def of(unit: int) -> tuple[list[tuple[Person, None]], Person | None]:
        def pick(*roles: Role) -> list[Person]:
            mine = [one for one in rows if one.role in roles]
            return [o.person for o in mine if o.unit_id == unit] or [
                o.person for o in mine if o.unit_id is None
            ]

        assessors = pick(Role.ASSESSOR)[:1]
        verifiers = pick(Role.INTERNAL_VERIFIER) + pick(Role.LEAD_INTERNAL_VERIFIER)
        others = [one for one in verifiers if one not in assessors]
        return [(one, None) for one in assessors], next(iter(others), None)

    return of


def _fill_like(plan: AssessmentPlan, like: AssessmentPlan) -> None:
    """The other plan's assignments on the same days of this cohort's time, for units it takes."""
    cohort = plan.cohort
    ends_on = cohort.planned_end_on or cohort.year.ends_on
    shift = cohort.teaching_starts_on - like.cohort.teaching_starts_on
    shift = timedelta(days=round(shift.days / 7) * 7)  # the same day of the week
    calendar = queries.Open(cohort.centre, cohort.teaching_starts_on, ends_on)
    units = {(unit.number): unit for unit in queries.assessed_here(cohort)}
    codes = {
        (one.unit_id, one.code): one for one in Criterion.objects.filter(unit__in=units.values())
    }
    known = {(one.unit_id, one.number): one for one in cohort.assignments.all()}
    for one in queries.planned_of(like):
        unit = units.get(one.assignment.unit.number)
        if unit is None:
            continue
        assignment = known.get((unit.pk, one.assignment.number)) or Assignment.objects.create(
            centre_id=cohort.centre_id, cohort=cohort, unit=unit, number=one.assignment.number
        )
        same = [codes[unit.pk, c.code] for c in one.criteria.all() if (unit.pk, c.code) in codes]
        people = {a.person_id: a.person for a in one.assessors.all()}
        days = drafting_rules.moved(queries.days_of(one), shift, calendar.works, ends_on)
        _plan(plan, assignment, one.title, days, same,
              [(person, None) for person in people.values()], one.verifier)  # fmt: skip


def _plan(
    plan: AssessmentPlan, assignment: Assignment, title: str, days: Days,
    criteria: Any, assessors: Assessors, verifier: Person | None,
) -> PlannedAssignment:  # fmt: skip
    made = PlannedAssignment.objects.create(
        plan=plan, assignment=assignment, title=title, verifier=verifier,
        **{name: days.get(name) for name in rules.DAYS},
    )  # fmt: skip
    _give(made, criteria, assessors)
    return made


def _give(planned: PlannedAssignment, criteria: Any, assessors: Assessors) -> None:
    planned.criteria.set(criteria)
    planned.assessors.all().delete()
    PlannedAssessor.objects.bulk_create(
        PlannedAssessor(planned=planned, person=person, group=group) for person, group in assessors
    )


def _tidy(assignments: Sequence[int]) -> None:
    """Forget assignments that no version speaks of and nothing was done for."""
    for one in Assignment.objects.filter(pk__in=assignments, planned=None):
        if not queries.work_on(one):
            one.delete()


def _told(planned: PlannedAssignment) -> dict[str, Any]:
    """What an event keeps of a planned assignment."""
    assessors = planned.assessors.select_related("person", "group").all()
    return {
        "assignment": str(planned), **queries.days_of(planned),
        "criteria": [one.code for one in planned.criteria.order_by("position")],
        "assessors": [str(one) for one in assessors],
        "verifier": planned.verifier.name if planned.verifier else None,
    }  # fmt: skip
