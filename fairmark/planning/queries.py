"""What people ask of assessment plans: which is in force, what its checks find, what was changed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from fairmark.calendar.models import AcademicYear, Term
from fairmark.calendar.queries import closed_days, year_of
from fairmark.calendar.rules import is_working_day, working_days_between
from fairmark.catalogue.models import Criterion, Unit
from fairmark.centre.models import Centre
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.people.queries import held_on, in_force
from fairmark.people.rules import Role
from fairmark.planning import rules
from fairmark.planning.changes import Assesses, Row
from fairmark.planning.models import AssessmentPlan, Assignment, PlannedAssessor, PlannedAssignment
from fairmark.planning.rules import Around, Check, Problem, Target, UnitAsked, Weight
from fairmark.policies.queries import NoPolicy, numbers
from fairmark.programmes.models import Allocation, Cohort, Group
from fairmark.programmes.queries import combination_of, is_unit_of, units_taken
from fairmark.rulebook.queries import rule
from fairmark.standardisation.queries import readiness
from fairmark.ui.words import how_many, in_turn

#: Roles that belong to the team of a programme.
TEAM = (
    Role.PROGRAMME_LEADER, Role.LEAD_INTERNAL_VERIFIER, Role.INTERNAL_VERIFIER, Role.ASSESSOR,
)  # fmt: skip
#: How a unit is assessed for which the centre plans assignments.
ASSESSED_HERE = {Unit.Assessment.INTERNAL, Unit.Assessment.SET}


# -- versions --------------------------------------------------------------------------------


def plan_in_force(cohort: Cohort, at: datetime | None = None) -> AssessmentPlan | None:
    """The version signed last, or last before a moment."""
    versions = cohort.assessment_plans.all()
    signed = (one for one in versions if one.signed_at and (at is None or one.signed_at <= at))
    return next(signed, None)


def plans_in_force(cohorts: Iterable[Cohort]) -> dict[int, AssessmentPlan]:
    """The version signed last, by cohort."""
    found: dict[int, AssessmentPlan] = {}
    signed = AssessmentPlan.objects.signed().filter(cohort__in=list(cohorts))
    for plan in signed.select_related("cohort__programme", "signed_by").order_by("version"):
        found[plan.cohort_id] = plan
    return found


def open_draft(cohort: Cohort) -> AssessmentPlan | None:
    """The version that is being written; there is one at most."""
    return next((one for one in cohort.assessment_plans.all() if not one.is_signed), None)


def planned_of(plan: AssessmentPlan) -> QuerySet[PlannedAssignment]:
    """The assignments of a version with all that a page shows of them, in five questions."""
    assessors = PlannedAssessor.objects.select_related("person", "group")
    return (
        PlannedAssignment.objects.filter(plan=plan)
        .select_related("assignment__unit__specification__qualification", "verifier")
        .prefetch_related(
            Prefetch("criteria", Criterion.objects.order_by("position")),
            Prefetch("assessors", assessors),
        )
    )


def rows_of(plan: AssessmentPlan) -> list[Row]:
    """The same as plain values, in three questions: for what reads many and changes none."""
    targets, assessors = _targets(plan), _assessors(plan)
    told = PlannedAssignment.objects.filter(plan=plan).values_list(
        "pk", "assignment", "assignment__unit", "assignment__unit__number",
        "assignment__unit__title", "assignment__number", "title", "verifier", "verifier__name",
        *rules.DAYS,
    )  # fmt: skip
    return [
        Row(
            key, assignment, unit, unit_number, unit_title, number, title,
            dict(zip(rules.DAYS, days, strict=True)), verifier, verifier_name,
            frozenset(pk for pk, _ in targets[key]), ", ".join(code for _, code in targets[key]),
            tuple(assessors[key]), ", ".join(map(str, assessors[key])),
        )
        for key, assignment, unit, unit_number, unit_title, number, title, verifier, verifier_name,
            *days in told
    ]  # fmt: skip


def _targets(plan: AssessmentPlan) -> defaultdict[int, list[tuple[int, str]]]:
    """The criteria of each planned assignment, key and code, in their order."""
    found: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    through = PlannedAssignment.criteria.through._default_manager
    for planned, key, code in (
        through.filter(plannedassignment__plan=plan)
        .order_by("criterion__position")
        .values_list("plannedassignment", "criterion", "criterion__code")
    ):
        found[planned].append((key, code))
    return found


def _assessors(plan: AssessmentPlan) -> defaultdict[int, list[Assesses]]:
    """Who assesses each planned assignment, in the order in which they are named."""
    found: defaultdict[int, list[Assesses]] = defaultdict(list)
    for planned, person, name, group, code in PlannedAssessor.objects.filter(
        planned__plan=plan
    ).values_list("planned", "person", "person__name", "group", "group__code"):
        found[planned].append(Assesses(person, name, group, code))
    return found


def planned_in_force(assignment: Assignment) -> PlannedAssignment | None:
    """What the plan in force says of an assignment; None where it says nothing."""
    plan = plan_in_force(assignment.cohort)
    if plan is None:
        return None
    return planned_of(plan).filter(assignment=assignment).first()


# -- what a plan is made of ------------------------------------------------------------------


def assessed_here(cohort: Cohort) -> list[Unit]:
    """The units that the cohort takes and the centre itself assesses, in their order."""
    return [unit for unit in units_taken(cohort) if unit.assessment in ASSESSED_HERE]


def units_asked(units: Iterable[Unit]) -> list[UnitAsked]:
    """Those of the units with their criteria, as the rules read them."""
    units = [unit for unit in units if unit.assessment in ASSESSED_HERE]
    targets: dict[int, list[Target]] = {unit.pk: [] for unit in units}
    criteria = Criterion.objects.filter(unit__in=targets).order_by("position")
    for unit, key, code, aims, band in criteria.values_list("unit", "pk", "code", "aims", "band"):
        targets[unit].append(Target(key, code, tuple(aims.split()), band))
    return [
        UnitAsked(unit.pk, f"Unit {unit.number}", tuple(targets[unit.pk]))
        for unit in units
        if targets[unit.pk]
    ]


def days_of(planned: PlannedAssignment) -> dict[str, date | None]:
    """The six days of a planned assignment, by their names."""
    return {name: getattr(planned, name) for name in rules.DAYS}


def team_of(cohort: Cohort, at: datetime) -> list[Person]:
    """Whoever holds a role of the team for the cohort, or is allocated to it, at a moment."""
    held = in_force(at).filter(centre=cohort.centre_id, role__in=TEAM)
    covering = {one.person_id for one in held if (one.scope_kind, one.scope_id) in cohort.scopes()}
    allocated = Allocation.objects.filter(cohort=cohort).exclude(
        until_on__lt=timezone.localdate(at)
    )
    ids = covering | set(allocated.values_list("person", flat=True))
    return list(Person.objects.filter(pk__in=ids, is_system=False))


class Open:
    """On which days of a span a centre works, and which are in term; read once."""

    def __init__(self, centre: Centre, first: date, last: date):
        self.closed = closed_days(centre, first, last)
        self.years = list(AcademicYear.objects.filter(centre=centre))
        self.terms = list(
            Term.objects.filter(year__centre=centre).values_list("year", "starts_on", "ends_on")
        )

    def is_open(self, day: date) -> bool:
        return is_working_day(day, closed=self.closed)

    def in_term(self, day: date) -> bool:
        """Whether a term holds the day; true where that year's terms are not set up."""
        year = next((one for one in self.years if one.starts_on <= day <= one.ends_on), None)
        terms = [(a, b) for of, a, b in self.terms if year and of == year.pk]
        return not terms or any(first <= day <= last for first, last in terms)

    def works(self, day: date) -> bool:
        return self.is_open(day) and self.in_term(day)


def around(cohort: Cohort, units: Iterable[Unit], on: date) -> Around:
    """What a plan of the cohort for these units is checked against, by the policy on a day."""
    limits = policy_numbers(cohort.centre, on)
    groups = dict(Group.objects.filter(cohort=cohort).values_list("pk", "code"))
    ends_on = cohort.planned_end_on or cohort.year.ends_on
    calendar = Open(cohort.centre, cohort.teaching_starts_on, ends_on)
    people = Person.objects.filter(centre=cohort.centre_id, learner=None)
    return Around(
        units_asked(units), cohort.teaching_starts_on, cohort.planned_end_on, calendar.is_open,
        calendar.in_term, groups, learners_by_group(cohort), dict(people.values_list("pk", "name")),
        limits.get("assessment.week_deadlines"), limits.get("assessment.week_pieces"),
        frozenset(
            one.person_id for one in held_on(cohort.centre, on)
            if one.role == Role.ASSESSOR and (one.scope_kind, one.scope_id) in cohort.scopes()
        ),
    )  # fmt: skip


def learners_by_group(cohort: Cohort) -> dict[int | None, int]:
    """How many learners are being taught in each group; under None the whole cohort."""
    taught = Enrolment.objects.filter(
        cohort=cohort, status=Enrolment.Status.ACTIVE, learner__merged_into=None
    )
    groups = Counter(taught.values_list("group", flat=True))
    counted: dict[int | None, int] = {pk: n for pk, n in groups.items() if pk is not None}
    counted[None] = sum(groups.values())
    return counted


def policy_numbers(centre: Centre, on: date) -> Mapping[str, int]:
    """The numbers of the assessment policy in force; none where none is."""
    try:
        return numbers(centre, "assessment", on=on)
    except NoPolicy:
        return {}


# -- checks ----------------------------------------------------------------------------------


def problems_of(plan: AssessmentPlan, rows: Sequence[Row], on: date) -> list[Problem]:
    """All that the checks of a plan find; the last three look past its rows."""
    cohort = plan.cohort
    units = units_taken(cohort)
    found = rules.problems([row.piece for row in rows], around(cohort, units, on))
    found += not_standardised(cohort, rows, on)
    verdict = combination_of(cohort, units)
    if verdict is None:
        found.append(
            Problem(Check.COMBINATION, Weight.STOPS,
                    f"{cohort} follows no specification yet, so there is nothing to check against.")
        )  # fmt: skip
    else:
        found += [Problem(Check.COMBINATION, Weight.WARNS, str(one)) for one in verdict.problems]
    return found


def not_standardised(cohort: Cohort, rows: Sequence[Row], on: date) -> list[Problem]:
    """Whom the plan names to assess or verify, and who is not standardised for the programme.

    Asked of the academic year in which the assignments begin. Before that year nobody can be
    standardised for it, so then it only warns.
    """
    first = min((day for one in rows if (day := one.days["hand_out_on"])), default=on)
    counts = max(on, first)
    named = {assessor.person for one in rows for assessor in one.assessors}
    named |= {one.verifier for one in rows if one.verifier}
    found = readiness(Person.objects.filter(pk__in=named), cohort.programme, counts)
    is_early = year_of(cohort.centre, on) != year_of(cohort.centre, counts)
    weight = Weight.STOPS if found.stops and not is_early else Weight.WARNS
    return [Problem(Check.STANDARDISED, weight, words) for words in found.words]


def late_to_sign(plan: AssessmentPlan, rows: Sequence[Row], on: date) -> list[str]:
    """Whether the first signature comes too near the first hand-out, or after it."""
    first = min((day for one in rows if (day := one.days["hand_out_on"])), default=None)
    days = policy_numbers(plan.cohort.centre, on).get("assessment.plan_days")
    if first is None or days is None or plan_in_force(plan.cohort):
        return []
    closed = closed_days(plan.cohort.centre, min(on, first), max(on, first))
    left = working_days_between(on, first, closed=closed)
    if left >= days:
        return []
    when = (
        f"The first hand-out, {first:%-d %B %Y}, has passed" if first < on
        else f"The first hand-out is {first:%-d %B %Y}, {how_many(left, 'working day')} from now"
    )  # fmt: skip
    return [f"{when}. Our policy asks for the signature {how_many(days, 'working day')} before it."]


def signer_of(cohort: Cohort, on: date) -> Role:
    """The role that signs a plan of this family, by the rule pack. Source: ASM-01."""
    family = cohort.programme.qualification.family
    return Role(rule("roles.signs_plan", family=family, on=on).value)


def obstacles_to_signing(plan: AssessmentPlan, by: Person, at: datetime, **_: Any) -> list[str]:
    """A draft whose checks find nothing that stops, signed by the role that the family asks for."""
    if plan.is_signed:
        return ["This version is signed already. Draft a new version to change it."]
    on = timezone.localdate(at)
    role = signer_of(plan.cohort, on)
    held = in_force(at).filter(person=by, role=role)
    if not any((one.scope_kind, one.scope_id) in plan.scopes() for one in held):
        return [f"A plan of this qualification is signed by the {role}."]
    return [
        problem.words
        for problem in problems_of(plan, rows_of(plan), on)
        if problem.weight == Weight.STOPS
    ]


def cautions_on_signing(plan: AssessmentPlan, by: Person, at: datetime, **_: Any) -> list[str]:
    """What the checks found that asks for a reason."""
    on = timezone.localdate(at)
    rows = rows_of(plan)
    found = [p.words for p in problems_of(plan, rows, on) if p.weight == Weight.WARNS]
    return found + late_to_sign(plan, rows, on)


def obstacles_to_drafting(
    cohort: Cohort, by: Person, at: datetime, *, like: AssessmentPlan | None = None, **_: Any
) -> list[str]:
    """One draft at a time, of a cohort that has chosen its units."""
    if open_draft(cohort):
        return [f"A version of the plan of {cohort} is being written already. Go on with that one."]
    if cohort.specification_id is None or not cohort.units_taken.exists():
        return [f"{cohort} has not chosen its units yet. Choose them, then draft the plan."]
    if like is not None and like.cohort.programme_id != cohort.programme_id:
        return [f"{like} is not of {cohort.programme}."]
    return []


def obstacles_to_editing(plan: AssessmentPlan, by: Person, at: datetime, **_: Any) -> list[str]:
    if plan.is_signed:
        return ["This version is signed. Draft a new version to change something."]
    return []


def obstacles_to_planning(
    plan: AssessmentPlan,
    by: Person,
    at: datetime,
    *,
    unit: Unit | None = None,
    criteria: Sequence[Criterion] = (),
    days: Mapping[str, date | None] | None = None,
    assessors: Sequence[tuple[Person, Group | None]] = (),
    verifier: Person | None = None,
    **_: Any,
) -> list[str]:
    """What cannot be planned so: a stranger unit, criterion, group or person, or dates out of order."""
    if found := obstacles_to_editing(plan, by, at):
        return found
    cohort = plan.cohort
    if unit is not None:
        if not is_unit_of(unit, cohort) or not cohort.units_taken.filter(unit=unit).exists():
            return [f"{cohort} does not take {unit}. Choose a unit that it takes."]
        if unit.assessment not in ASSESSED_HERE:
            return [f"{unit} is assessed by the awarding body, so it has no assignment here."]
        strangers = [one.code for one in criteria if one.unit_id != unit.pk]
        if strangers:
            found.append(f"{in_turn(strangers)}: not of {unit}. Choose criteria of the unit.")
    found += rules.order_of(days or {})
    staff = Person.objects.filter(centre=cohort.centre_id, learner=None, is_system=False)
    named = [person for person, _ in assessors] + ([verifier] if verifier else [])
    known = set(staff.filter(pk__in=[p.pk for p in named]).values_list("pk", flat=True))
    found += [f"{p.name} is not on this centre’s staff." for p in named if p.pk not in known]
    found += [
        f"Group {group} is not of {cohort}." for _, group in assessors
        if group and group.cohort_id != cohort.pk
    ]  # fmt: skip
    return found


def obstacles_to_changing(
    planned: PlannedAssignment, by: Person, at: datetime, **what: Any
) -> list[str]:
    unit = planned.assignment.unit if what.get("criteria") else None
    return obstacles_to_planning(planned.plan, by, at, **{**what, "unit": unit})


def obstacles_to_dropping(
    planned: PlannedAssignment, by: Person, at: datetime, **_: Any
) -> list[str]:
    if found := obstacles_to_editing(planned.plan, by, at):
        return found
    if work := work_on(planned.assignment):
        return [
            f"There is work on {planned.assignment}: {in_turn(work)}. It stays in the plan; change "
            "its dates or people instead."
        ]
    return []


def work_on(assignment: Assignment) -> list[str]:
    """What other rooms hold of an assignment, counted: “1 brief”."""
    found = []
    relation: Any
    for relation in assignment._meta.get_fields(include_hidden=True):
        if relation.one_to_many and relation.related_model is not PlannedAssignment:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: assignment})
            if count := rows.count():
                names = relation.related_model._meta
                found.append(
                    how_many(count, str(names.verbose_name), str(names.verbose_name_plural))
                )
    return found
