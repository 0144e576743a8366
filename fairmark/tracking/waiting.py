"""What waits for an assessor in each unit of each cohort: to be judged, signed or returned."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q

from fairmark.assessment.models import AssessmentRecord, Submission
from fairmark.assessment.rules import Outcome
from fairmark.catalogue.models import Unit
from fairmark.planning.models import PlannedAssignment
from fairmark.planning.queries import plans_in_force
from fairmark.programmes.models import Cohort
from fairmark.tracking.rules import Waiting


@dataclass
class OfCohort:
    """A cohort with the units of its plan, each with what waits in it."""

    cohort: Cohort
    units: list[tuple[Unit, Waiting]] = field(default_factory=list)


def sheets_of(cohorts: Collection[Cohort]) -> list[OfCohort]:
    """Every cohort with a plan in force; in a fixed number of questions."""
    plans = plans_in_force(cohorts)
    planned = PlannedAssignment.objects.filter(
        plan__in=[plan.pk for plan in plans.values()]
    ).annotate(wanted=Count("criteria"))  # fmt: skip
    wanted: dict[int, int] = {}
    units: dict[int, set[int]] = defaultdict(set)
    for cohort, unit, assignment, count in planned.values_list(
        "plan__cohort", "assignment__unit", "assignment", "wanted"
    ):
        wanted[assignment] = count
        units[cohort].add(unit)
    waits = _waiting(wanted)
    known = Unit.objects.select_related("specification").in_bulk(set().union(*units.values()))
    return [
        OfCohort(one, [
            (known[pk], waits.get((one.pk, pk), Waiting())) for pk in sorted(units[one.pk])
        ])
        for one in cohorts
        if one.pk in units
    ]  # fmt: skip


def _waiting(wanted: dict[int, int]) -> dict[tuple[int, int], Waiting]:
    """By cohort and unit, of work handed in and not returned yet."""
    records = AssessmentRecord.objects.filter(submission=OuterRef("pk"))
    open_ones = (
        Submission.objects.filter(assignment__in=list(wanted), handed_in_at__isnull=False)
        .filter(~Exists(records.filter(released_at__isnull=False)))
        .annotate(
            has_record=Exists(records),
            decided=Count(
                "decisions", distinct=True,
                filter=Q(decisions__stands=True) & ~Q(decisions__outcome=Outcome.CLEARED),
            ),
            again=Count("authorisation__criteria", distinct=True),
        )
    )  # fmt: skip
    counts: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for cohort, unit, assignment, has_record, decided, again in _rows(open_ones):
        asked = again or wanted[assignment]
        place = 2 if has_record else 1 if asked and decided >= asked else 0
        counts[cohort, unit][place] += 1
    return {key: Waiting(*three) for key, three in counts.items()}


def _rows(open_ones) -> Iterable[tuple[int, int, int, bool, int, int]]:  # type: ignore[no-untyped-def]
    return open_ones.order_by().values_list(
        "assignment__cohort", "assignment__unit", "assignment", "has_record", "decided", "again"
    )
