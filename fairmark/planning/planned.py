"""What signed plans bring to the year plan and to calendars: the days that concern each reader."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from fairmark.calendar.models import AcademicYear
from fairmark.calendar.queries import closed_days
from fairmark.calendar.rules import is_working_day
from fairmark.centre.models import Centre
from fairmark.people.rules import Role
from fairmark.planner.rules import Planned
from fairmark.planner.sources import Dated, Reader, dates, plans
from fairmark.planning import queries, rules
from fairmark.planning.models import AssessmentPlan, PlannedAssignment
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import visible_programmes
from fairmark.ui.words import how_many

#: The days that are published; a resubmission is granted to one learner at a time.
PUBLISHED = rules.DAYS[:-1]
#: Which of them concern whom.
OF_ROLE = {
    Role.PROGRAMME_LEADER: ("hand_out_on", "hand_in_on", "return_by"),
    Role.LEAD_INTERNAL_VERIFIER: ("verify_by",),
    Role.INTERNAL_VERIFIER: ("verify_by",),
    Role.ASSESSOR: ("hand_out_on", "hand_in_on", "assess_by", "return_by"),
}
_LEADING = (Role.PROGRAMME_LEADER, Role.LEAD_INTERNAL_VERIFIER)


@plans
def plans_to_sign(centre: Centre, year: AcademicYear, on: date) -> Iterable[Planned]:
    """By when the plans of a year are signed: one item for each role that signs, not one for a cohort.

    Source: ASM-02. The days of sixty cohorts are too much for a list: they stand in calendars, and
    by month.
    """
    days = queries.policy_numbers(centre, on).get("assessment.plan_days")
    if days is None:
        return
    firsts = (
        PlannedAssignment.objects.filter(
            plan__cohort__centre=centre, plan__cohort__year=year, hand_out_on__isnull=False
        ).values("plan__cohort").annotate(first=Min("hand_out_on"))
        .values_list("plan__cohort", "first")
    )  # fmt: skip
    first_out = dict(firsts)
    cohorts = Cohort.objects.filter(pk__in=first_out).select_related("programme__qualification")
    signed_on = {
        pk: timezone.localdate(at)
        for pk, at in AssessmentPlan.objects.signed().filter(cohort__in=first_out)
        .order_by("-version").values_list("cohort", "signed_at")
    }  # fmt: skip
    roles: dict[str, Role] = {}
    by_role: dict[Role, list[Cohort]] = {}
    for cohort in cohorts:
        family = cohort.programme.qualification.family
        if family not in roles:
            roles[family] = queries.signer_of(cohort, on)
        by_role.setdefault(roles[family], []).append(cohort)
    for role, mine in sorted(by_role.items()):
        unsigned = [one for one in mine if one.pk not in signed_on]
        next_one = min(unsigned or mine, key=lambda one: first_out[one.pk])
        left = f"{len(unsigned)} of {how_many(len(mine), 'cohort')} to sign, first {next_one.code}"
        yield Planned(
            key=f"assessment-plans.{role.replace(' ', '-')}", what="Sign this year’s assessment plans",
            on=_before(centre, first_out[next_one.pk], days), role=role,
            source=f"Our policy: {how_many(days, 'working day')} before the first hand-out"
            + (f"; {left}" if unsigned else ""),
            link="/plans/", by_records=True,
            done_on=None if unsigned else max(signed_on[one.pk] for one in mine),
        )  # fmt: skip


def _before(centre: Centre, day: date, days: int) -> date:
    """The day that lies so many working days before another."""
    closed = closed_days(centre, day - timedelta(days=days * 7 + 60), day)
    while days:
        day -= timedelta(days=1)
        days -= is_working_day(day, closed=closed)
    return day


@dates
def days_of_plans(reader: Reader, first: date, last: date) -> Iterable[Dated]:
    """The published days of the plans in force that concern a reader. Source: ASM-04."""
    in_force = _in_force(reader.centre)
    if reader.role is not None:
        yield from _dated(_of(in_force), OF_ROLE.get(reader.role, ()), first, last)
        return
    if reader.person is None:
        seen = visible_programmes(reader.centre, list(reader.holdings))
        yield from _dated(_of(in_force, plan__cohort__programme__in=seen), PUBLISHED, first, last)
        return
    found: dict[str, Dated] = {}
    for role, rows in (
        (Role.ASSESSOR, _of(in_force, assessors__person=reader.person).distinct()),
        (Role.INTERNAL_VERIFIER, _of(in_force, verifier=reader.person)),
    ):
        for one in _dated(rows, OF_ROLE[role], first, last):
            found.setdefault(one.key, one)
    for leading in _LEADING:
        held = [one for one in reader.holdings if one.role == leading]
        if held:
            seen = visible_programmes(reader.centre, held)
            rows = _of(in_force, plan__cohort__programme__in=seen)
            for one in _dated(rows, OF_ROLE[leading], first, last):
                found.setdefault(one.key, one)
    yield from found.values()


def _in_force(centre: Centre) -> QuerySet[AssessmentPlan]:
    later = AssessmentPlan.objects.signed().filter(
        cohort=OuterRef("cohort"), version__gt=OuterRef("version")
    )
    return AssessmentPlan.objects.signed().filter(~Exists(later), centre=centre)


def _of(in_force: QuerySet[AssessmentPlan], **which: object) -> QuerySet[PlannedAssignment]:
    return PlannedAssignment.objects.filter(plan__in=in_force, **which).order_by("pk")


def _dated(
    rows: QuerySet[PlannedAssignment], names: Iterable[str], first: date, last: date
) -> Iterator[Dated]:
    names = tuple(names)
    within = Q()
    for name in names:
        within |= Q(**{f"{name}__range": (first, last)})
    if not names:
        return
    for pk, number, unit, cohort, title, plan, version, *days in rows.filter(within).values_list(
        "assignment", "assignment__number", "assignment__unit__number", "plan__cohort__code",
        "title", "plan", "plan__version", *names,
    ):  # fmt: skip
        for name, day in zip(names, days, strict=True):
            if day and first <= day <= last:
                yield Dated(
                    f"planned-{pk}-{name}", day,
                    f"{cohort}, unit {unit}, assignment {number}: {rules.DAY_WORDS[name]}",
                    f"{title}. From the assessment plan, version {version}.", f"/plans/{plan}/",
                    cohort,
                )  # fmt: skip
