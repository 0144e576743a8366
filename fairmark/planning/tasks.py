"""What assessment plans ask of somebody today: a plan to draft, a plan to sign."""

from collections.abc import Iterable

from django.db.models import QuerySet

from fairmark.people.rules import Role
from fairmark.planner.sources import Task, Whose, brings_tasks
from fairmark.planning import queries
from fairmark.planning.models import AssessmentPlan
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import visible_programmes


@brings_tasks
def plans_to_draft_and_sign(whose: Whose) -> Iterable[Task]:
    """For the leader a cohort without a plan; for whoever signs, a draft. Source: ASM-01, ASM-02."""
    for role in sorted(whose.roles & {Role.PROGRAMME_LEADER, Role.LEAD_INTERNAL_VERIFIER}):
        held = [one for one in whose.holdings if one.role == role]
        cohorts = Cohort.objects.filter(
            programme__in=visible_programmes(whose.centre, held), year__ends_on__gte=whose.on
        ).select_related("programme__qualification")  # fmt: skip
        if role == Role.PROGRAMME_LEADER:
            yield from _to_draft(cohorts)
        yield from _to_sign(whose, role, cohorts)


def _to_draft(cohorts: QuerySet[Cohort]) -> Iterable[Task]:
    """Cohorts that have chosen their units and have no version of a plan; due as teaching starts."""
    chosen = cohorts.filter(units_taken__isnull=False, assessment_plans=None).distinct()
    for cohort in chosen:
        yield Task(
            f"Draft the assessment plan of {cohort.code}", f"{cohort.programme.short_title}. It has "
            "no plan yet.", f"/plans/cohorts/{cohort.pk}/draft/", cohort.teaching_starts_on, "pencil",
        )  # fmt: skip


def _to_sign(whose: Whose, role: Role, cohorts: QuerySet[Cohort]) -> Iterable[Task]:
    drafts = AssessmentPlan.objects.drafts().filter(cohort__in=cohorts).select_related(
        "cohort__programme__qualification"
    )  # fmt: skip
    for plan in drafts:
        if queries.signer_of(plan.cohort, whose.on) != role:
            continue
        first = plan.planned.order_by("hand_out_on").exclude(hand_out_on=None).first()
        yield Task(
            f"Sign the assessment plan of {plan.cohort.code}",
            f"Version {plan.version} is drafted. Look at its checks.", plan.get_absolute_url(),
            first.hand_out_on if first else None, "pencil",
        )  # fmt: skip
