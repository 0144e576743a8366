"""Results from before Fairmark: what stands, and what keeps more from being carried over."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import timezone

from fairmark.assessment.models import CarriedResult, Decision, ResultsFile
from fairmark.assessment.rules import Outcome
from fairmark.catalogue.models import Criterion
from fairmark.exchange.models import ImportRun
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.ui.words import how_many

#: Who answers for results that nobody here saw earned.
CARRIES = (Role.PROGRAMME_LEADER, Role.LEAD_INTERNAL_VERIFIER)
#: What they state.
STATEMENT = (
    "I have seen the signed assessment records from which these results were filled in, and they say "
    "the same."
)
#: The most learners and the most results that a refusal names. (A technical limit.)
_NAMED = 5


class Carried(NamedTuple):
    """A result as a file has it: for whom, which criterion, what, how written, where, when, by whom."""

    enrolment: int
    criterion: int
    outcome: str
    mark: str
    place: str
    decided_on: date | None
    assessor: str


def standing_in(
    enrolments: Collection[int], units: Collection[int]
) -> dict[tuple[int, int], tuple[int, str]]:
    """The carried results that stand, by enrolment and criterion: which it is and what it says."""
    rows = CarriedResult.objects.filter(
        stands=True, enrolment__in=enrolments, criterion__unit__in=units
    ).order_by()
    return {
        (enrolment, criterion): (pk, outcome)
        for pk, enrolment, criterion, outcome in rows.values_list(
            "pk", "enrolment", "criterion", "outcome"
        )
    }


def decided_here(enrolments: Collection[int], criteria: Collection[int]) -> set[tuple[int, int]]:
    """By enrolment and criterion, where a decision made here stands, signed or not."""
    rows = Decision.objects.filter(
        submission__enrolment__in=enrolments, criterion__in=criteria, stands=True
    ).exclude(outcome=Outcome.CLEARED)
    return set(rows.order_by().values_list("submission__enrolment", "criterion"))


def obstacles_to_carrying(
    file: ResultsFile, by: Person, at: datetime, *, results: Sequence[Carried] = (),
    records_at: str = "", declared: bool = False, **_: Any,
) -> list[str]:  # fmt: skip
    """Stated and signed for, on criteria and learners of the cohort, where nothing is decided here."""
    if file.at is not None:
        return ["This file is brought in already."]
    if not results:
        return []
    found = []
    if not declared:
        found.append("Tick the statement. Nobody here saw this work, so somebody signs for it.")
    if not records_at.strip():
        found.append(
            "Say where the signed assessment records are kept. A verifier will ask for them."
        )
    if any(not one.assessor.strip() for one in results):
        found.append("Say who assessed. The file does not name the assessor of every result.")
    today = timezone.localdate(at)
    if any(one.decided_on and one.decided_on > today for one in results):
        found.append("A result is dated in the future. Put its date right in the file.")
    return found + _strangers(file, results)


def _strangers(file: ResultsFile, results: Sequence[Carried]) -> list[str]:
    enrolments = {one.enrolment for one in results}
    criteria = {one.criterion for one in results}
    known = set(
        Enrolment.objects.filter(cohort=file.cohort, pk__in=enrolments).values_list("pk", flat=True)
    )
    ours = set(
        Criterion.objects.filter(
            pk__in=criteria, unit__specification=file.cohort.specification_id
        ).values_list("pk", flat=True)
    )
    if enrolments - known or criteria - ours:
        return ["A result is of another cohort, or on a criterion that the cohort does not follow."]
    if len({one[:2] for one in results}) < len(results):
        return ["A criterion of a learner stands twice. Keep one of the two."]
    if here := decided_here(enrolments, criteria) & {one[:2] for one in results}:
        names = Enrolment.objects.select_related("learner").in_bulk([pk for pk, _ in here])
        who = ", ".join(sorted({str(one.learner) for one in names.values()})[:_NAMED])
        return [
            f"{how_many(len(here), 'criterion', 'criteria')} decided here meanwhile ({who}). "
            "A decision made here stands; look at the file again."
        ]
    return []


def obstacles_to_taking_back(file: ResultsFile, by: Person, at: datetime, **_: Any) -> list[str]:
    """What was brought in, not undone yet, and not replaced by a later file."""
    if file.at is None:
        return ["This file was not brought in."]
    if file.run.status == ImportRun.Status.UNDONE:
        return ["This file is undone already."]
    later = set(
        CarriedResult.objects.filter(replaces__file=file, stands=True).values_list(
            "file__run__file_name", flat=True
        )
    )
    return [f"“{name}” replaced results of it. Undo that file first." for name in sorted(later)]
