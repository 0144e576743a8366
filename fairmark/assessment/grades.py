"""Unit grades from signed decisions: brought up to date where a record is signed, or all anew.

A result carried over from before Fairmark counts where nothing is decided here on its criterion.
What is typed and not signed yet is a draft and counts for nothing: see `ui.md` §8.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Case, F, Q, When
from django.utils import timezone

from fairmark.assessment import rules
from fairmark.assessment.models import (
    Authorisation,
    CarriedResult,
    Decision,
    Submission,
    UnitGrade,
)
from fairmark.assessment.rules import Attempt, Judged, Outcome
from fairmark.catalogue.grading.attempts import cap_of
from fairmark.catalogue.grading.unit_grades import Decided, unit_grade
from fairmark.catalogue.grading.unit_grades import UnitGrade as WorkedOut
from fairmark.catalogue.models import Criterion, Unit
from fairmark.catalogue.scheme_queries import schemes_of
from fairmark.catalogue.schemes import Scheme
from fairmark.planning.models import PlannedAssignment
from fairmark.planning.queries import plan_in_force
from fairmark.policies.queries import ChoicesOverTime
from fairmark.programmes.models import Cohort
from fairmark.rulebook.queries import value_of

#: No assignment of ours: where a result was earned before Fairmark.
_BEFORE = 0
#: The grade that the words of a cap name.
_GRADES = {"Pass": "P", "Merit": "M", "Distinction": "D"}


def bring_up_to_date(
    cohort: Cohort, units: Collection[int], enrolments: Collection[int], on: date
) -> None:
    """Work out the grades of these learners in these units again, and keep what is new.

    Called in the transaction that signs a record. Nine questions, whatever the
    numbers; ten where the family lets a policy limit late work.
    """
    found = worked_out(cohort, units, enrolments, on)
    held = {
        (one.enrolment_id, one.unit_id): one
        for one in UnitGrade.objects.filter(unit__in=units, enrolment__in=enrolments)
    }
    new, changed = [], []
    for key, grade in found.items():
        one = held.get(key)
        if one is None:
            new.append(UnitGrade(enrolment_id=key[0], unit_id=key[1], **grade._asdict()))
        elif any(getattr(one, name) != value for name, value in grade._asdict().items()):
            for name, value in grade._asdict().items():
                setattr(one, name, value)
            changed.append(one)
    if new:
        UnitGrade.objects.bulk_create(new, batch_size=500)
    if gone := [one.pk for key, one in held.items() if key not in found]:
        UnitGrade.objects.filter(pk__in=gone).delete()
    if changed:
        UnitGrade.objects.bulk_update(changed, Grade._fields, batch_size=500)


class Grade(NamedTuple):
    """A unit's grade as it is kept: so far, in reach, whether nothing is open; and what was earned
    before a limit, where that is another.
    """

    so_far: str
    reachable: str
    is_final: bool
    earned: str


def worked_out(
    cohort: Cohort, units: Collection[int], enrolments: Collection[int], on: date
) -> dict[tuple[int, int], Grade]:
    """The grade of each learner in each unit, by enrolment and unit.

    Work is judged first without any limit; then what late work or a further attempt may count for.
    Only of learners with a signed decision or a result carried over in the unit.
    """
    criteria: dict[int, list[Criterion]] = defaultdict(list)
    for one in Criterion.objects.filter(unit__in=units).order_by("position"):
        criteria[one.unit_id].append(one)
    targets = targets_of(cohort, units)
    judged: dict[tuple[int, int], dict[tuple[int, int], Judged]] = defaultdict(dict)
    rows = Decision.objects.filter(
        submission__enrolment__in=enrolments, submission__assignment__unit__in=units,
        record__isnull=False,
    )  # fmt: skip
    late = late_limit(cohort, on)
    for enrolment, unit, assignment, work, attempt, criterion, outcome, late_at in rows.annotate(
        late_at=Case(When(submission__is_late=True, then=F("submission__handed_in_at")))
    ).order_by("pk").values_list(
        "submission__enrolment", "submission__assignment__unit", "submission__assignment",
        "submission", "submission__attempt", "criterion", "outcome", "late_at",
    ):  # fmt: skip
        judged[enrolment, unit][work, criterion] = Judged(
            assignment,
            Attempt(attempt),
            criterion,
            outcome == Outcome.MET,
            late is not None and late_at is not None and late(late_at),
        )  # the one signed last, whatever was drafted after it
    carried = _carried(units, enrolments)
    again = attempts_open(units, enrolments, on)
    scales = _scales(cohort, units)
    caps = caps_of(cohort, on)
    found = {}
    for enrolment, unit in judged.keys() | carried.keys():
        decisions = list(judged.get((enrolment, unit), {}).values())
        here = {one.criterion for one in decisions}
        decisions += [
            one for one in carried.get((enrolment, unit), ()) if one.criterion not in here
        ]
        of_unit = criteria[unit]
        decided = {(one.assignment, one.criterion) for one in decisions}
        waiting = {
            criterion for assignment, wanted in targets[unit].items() for criterion in wanted
            if (assignment, criterion) not in decided
        } | again.get((enrolment, unit), set())  # fmt: skip
        grades, scheme = scales[unit]
        earned = _graded(of_unit, decisions, waiting, grades)
        counted = rules.counted(decisions, _above_pass(of_unit))
        most = _cap(scheme, caps, counted, grades)
        result = _graded(of_unit, counted, waiting, grades, most)
        found[enrolment, unit] = Grade(
            result.so_far or "", result.reachable or "", result.complete,
            (earned.so_far or "") if earned.so_far != result.so_far else "",
        )  # fmt: skip
    return found


def _graded(
    of_unit: Sequence[Criterion], decisions: Sequence[Judged], waiting: Collection[int],
    grades: Sequence[str], most: str | None = None,
) -> WorkedOut:  # fmt: skip
    standing = rules.standing_of([one.pk for one in of_unit], decisions, waiting)
    return unit_grade([Decided(one.band, standing[one.pk]) for one in of_unit], grades, most=most)


def _above_pass(criteria: Iterable[Criterion]) -> set[int]:
    return {one.pk for one in criteria if one.band != Criterion.Band.PASS}


def late_limit(cohort: Cohort, on: date) -> Callable[[datetime], bool] | None:
    """Whether late work counts towards a Pass at most, by the policy of the day it came; None where
    the family does not allow any limit. Clause ASM-7; source: DIFF-07.
    """
    family = cohort.programme.qualification.family
    if not value_of("assessment.late_capped", family=family, on=on):
        return None
    ours = ChoicesOverTime(cohort.centre, "assessment.late_higher")
    return lambda moment: ours.on(timezone.localdate(moment)) == "pass"


def _carried(
    units: Collection[int], enrolments: Collection[int]
) -> dict[tuple[int, int], list[Judged]]:
    """Results from before Fairmark that stand, by enrolment and unit; of no assignment of ours."""
    rows = CarriedResult.objects.filter(
        stands=True, criterion__unit__in=units, enrolment__in=enrolments
    ).order_by()
    found: dict[tuple[int, int], list[Judged]] = defaultdict(list)
    for enrolment, unit, criterion, outcome in rows.values_list(
        "enrolment", "criterion__unit", "criterion", "outcome"
    ):
        found[enrolment, unit].append(
            Judged(_BEFORE, Attempt.FIRST, criterion, outcome == Outcome.MET)
        )
    return found


def targets_of(cohort: Cohort, units: Collection[int]) -> dict[int, dict[int, set[int]]]:
    """By unit and assignment the criteria that the plan in force targets."""
    found: dict[int, dict[int, set[int]]] = {unit: {} for unit in units}
    plan = plan_in_force(cohort)
    rows = PlannedAssignment.objects.filter(plan=plan, assignment__unit__in=units)
    for unit, assignment, criterion in rows.values_list(
        "assignment__unit", "assignment", "criteria"
    ):
        if criterion is not None:
            found[unit].setdefault(assignment, set()).add(criterion)
    return found


def attempts_open(
    units: Collection[int], enrolments: Collection[int], on: date
) -> dict[tuple[int, int], set[int]]:
    """The criteria that an authorised attempt can still show, by enrolment and unit.

    One whose day has passed counts only where its work came.
    """
    granted = Authorisation.objects.filter(
        Q(due_on__gte=on) | Q(submission__handed_in_at__isnull=False),
        granted=True, enrolment__in=enrolments, assignment__unit__in=units,
    )  # fmt: skip
    rows = list(granted.values_list("enrolment", "assignment__unit", "criteria", "pk"))
    if not rows:
        return {}
    done = set(
        Decision.objects.filter(
            submission__authorisation__in={pk for *_, pk in rows}, record__isnull=False
        ).values_list("submission__authorisation", "criterion")
    )  # fmt: skip
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    for enrolment, unit, criterion, pk in rows:
        if criterion is not None and (pk, criterion) not in done:
            found[enrolment, unit].add(criterion)
    return found


def _scales(
    cohort: Cohort, units: Collection[int]
) -> dict[int, tuple[Sequence[str], Scheme | None]]:
    """The grades of each unit, lowest first, and the scheme they come from."""
    schemes = schemes_of(cohort.centre)
    found: dict[int, tuple[Sequence[str], Scheme | None]] = {}
    for unit in Unit.objects.filter(pk__in=units).select_related("specification__qualification"):
        scheme = schemes.get(unit.qualification.scheme)
        scale = scheme.scale(unit.assessment) if scheme else None
        found[unit.pk] = (scale.grades if scale else rules.PLAIN_GRADES, scheme)
    return found


def caps_of(cohort: Cohort, on: date) -> dict[Attempt, str]:
    """The highest grade that an attempt can bring, by the rule pack; none where it is not capped."""
    family = cohort.programme.qualification.family
    caps = {
        Attempt.RETAKE: value_of("attempts.retake_cap", family=family, on=on),
        Attempt.REASSESSMENT: value_of("attempts.reassessment_cap", family=family, on=on),
    }
    return {attempt: _GRADES[cap] for attempt, cap in caps.items() if cap in _GRADES}


def _cap(
    scheme: Scheme | None, caps: Mapping[Attempt, str], decisions: Iterable[Judged],
    grades: Sequence[str],
) -> str | None:  # fmt: skip
    """The best grade of a unit in which a capped attempt was needed to meet a criterion."""
    by_criterion: dict[int, set[Attempt]] = defaultdict(set)
    for one in decisions:
        if one.met:
            by_criterion[one.criterion].add(one.attempt)
    for attempts in by_criterion.values():
        found = [_cap_of(scheme, caps, attempt) for attempt in attempts]
        if found and all(found):
            most = found[0]
            return most if most in grades else f"L2{most}"
    return None


def _cap_of(scheme: Scheme | None, caps: Mapping[Attempt, str], attempt: Attempt) -> str | None:
    """The rule pack's, which a centre can amend; else the grading scheme's."""
    return caps.get(attempt) or (cap_of(scheme, attempt) if scheme else None)


def grades_of(enrolments: Iterable[int]) -> Mapping[tuple[int, int], UnitGrade]:
    """The grades kept, by enrolment and unit."""
    rows = UnitGrade.objects.filter(enrolment__in=list(enrolments))
    return {(one.enrolment_id, one.unit_id): one for one in rows}


def rebuild(cohort: Cohort, on: date) -> int:
    """Forget and work out anew every grade of a cohort. Returns how many there are."""
    enrolments = list(cohort.enrolments.values_list("pk", flat=True))
    UnitGrade.objects.filter(enrolment__in=enrolments).delete()
    units = set(
        Submission.objects.filter(assignment__cohort=cohort).values_list(
            "assignment__unit", flat=True
        )
    ) | set(
        CarriedResult.objects.filter(enrolment__in=enrolments, stands=True).values_list(
            "criterion__unit", flat=True
        )
    )
    bring_up_to_date(cohort, units, enrolments, on)
    return UnitGrade.objects.filter(enrolment__in=enrolments).count()
