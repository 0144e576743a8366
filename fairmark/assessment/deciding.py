"""What stands in the way of deciding, signing and returning; and what was decided in between."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from fairmark.assessment import observation_queries, queries, rules
from fairmark.assessment.models import Decision, Submission
from fairmark.assessment.rules import Cell, Outcome, Sheet
from fairmark.assessment.talks import obstacles_to_taking_on_sight
from fairmark.assessment.tie_queries import cautions_about_ties
from fairmark.centre.working import read_at_work
from fairmark.people.models import Person
from fairmark.planning.models import Assignment
from fairmark.programmes.models import Cohort
from fairmark.standardisation.queries import cautions_about, obstacles_about
from fairmark.workflow.refusals import Refused


@dataclass(frozen=True)
class Meanwhile:
    """A cell in which somebody else's decision stands: theirs, and the one that was not saved."""

    cell: Cell
    theirs: Decision | None
    place: str

    def __str__(self) -> str:
        if self.theirs is None:
            return f"{self.place}: what stood there was taken back meanwhile."
        return (
            f"{self.place}: {self.theirs.by} decided “{self.theirs.get_outcome_display().lower()}” "
            f"meanwhile, you “{self.cell.outcome}”. Choose which one stays."
        )


class Conflict(Refused):
    """Somebody decided the same cell in between. Nothing is lost: both are shown. Promise P32."""

    def __init__(self, cells: Sequence[Meanwhile]):
        super().__init__([str(one) for one in cells])
        self.cells = list(cells)


def sheet_of(cohort: Cohort, person: Person, cells: Sequence[Cell], at: datetime) -> Sheet:
    """What these cells are held against."""
    return against(cohort, person, cells, at).sheet


def against(cohort: Cohort, person: Person, cells: Sequence[Cell], at: datetime) -> queries.Against:
    """The same with the work; read once by the action that decides them, under its lock."""
    return read_at_work(
        ("decided against", cohort.pk, person.pk, tuple(cells)),
        lambda: queries.sheet_for(
            cohort, person, {one.enrolment for one in cells}, {one.assignment for one in cells},
            timezone.localdate(at),
        ),
    )  # fmt: skip


def obstacles_to_deciding(
    cohort: Cohort, by: Person, at: datetime, *, cells: Sequence[Cell] = (), why: str = "", **_: Any
) -> list[str]:
    """Every cell that cannot be decided so, with its reason."""
    if not cells:
        return []
    places = [one[:3] for one in cells]
    if len(set(places)) < len(places):
        return ["One cell is decided twice. Decide it once."]
    if strange := {one.outcome for one in cells} - set(Outcome):
        return [f"“{min(strange)}” is no decision. Use {', '.join(Outcome)}."]
    found = obstacles_about(by, cohort.programme, timezone.localdate(at))
    return found + rules.obstacles_to(sheet_of(cohort, by, cells, at), cells, why=why)


def meanwhile(sheet: Sheet, cells: Sequence[Cell]) -> list[Meanwhile]:
    """Where another decision stands than the one that was looked at."""
    found = rules.conflicts_in(sheet, cells)
    now = {cell: sheet.now.get((cell.enrolment, cell.assignment, cell.criterion)) for cell in found}
    held = Decision.objects.select_related("by").in_bulk([pk for pk in now.values() if pk])
    return [
        Meanwhile(cell, held.get(pk) if pk else None, rules.place_of(sheet, cell))
        for cell, pk in now.items()
    ]


def _strangers(
    assignment: Assignment, by: Person, works: Collection[Submission], at: datetime
) -> list[str]:
    """Work of another assignment, not handed in, or not this person's to assess."""
    sheet = queries.sheet_for(
        assignment.cohort, by, {one.enrolment_id for one in works}, {assignment.pk},
        timezone.localdate(at),
    ).sheet  # fmt: skip
    found = []
    for one in works:
        who = one.enrolment.learner
        if one.assignment_id != assignment.pk:
            found.append(f"{who}: this is not work on {assignment}.")
        elif not one.is_handed_in:
            found.append(f"{who}: nothing is handed in yet.")
        elif (assignment.pk, one.enrolment_id) not in sheet.mine:
            found.append(f"{who}: the plan does not name you as their assessor.")
        elif words := sheet.barred.get((assignment.pk, one.enrolment_id)):
            found.append(f"{who}: {words}")
    return found


def obstacles_to_confirming(
    assignment: Assignment, by: Person, at: datetime, *, works: Collection[Submission] = (),
    authentic: bool = True, how: str = "", words: str = "", **_: Any,
) -> list[str]:  # fmt: skip
    """By the assessor whom the plan names, of work that was handed in. Clause DBL-4."""
    if not authentic and works and not words.strip():
        return ["Say what makes you doubt it. What you write is kept."]
    found = _strangers(assignment, by, works, at)
    return found + (obstacles_to_taking_on_sight(works, how, words) if authentic else [])


def obstacles_to_signing(
    assignment: Assignment, by: Person, at: datetime, *, works: Collection[Submission] = (),
    declared: bool = False, **_: Any,
) -> list[str]:  # fmt: skip
    """Every criterion decided, by the person who signs, with their statement. Clause ASM-9."""
    if not works:
        return []
    if found := _strangers(assignment, by, works, at):
        return found
    if not declared:
        found.append("Tick your statement as assessor. A record is not signed without it.")
    column = next(
        one for one in queries.columns_of(assignment.cohort, {assignment.unit_id})
        if one.assignment.pk == assignment.pk
    )  # fmt: skip
    decisions = Decision.objects.filter(submission__in=works, stands=True).exclude(
        outcome=Outcome.CLEARED
    )
    decided: dict[int, set[int]] = {one.pk: set() for one in works}
    unsigned: set[int] = set()
    for one in decisions:
        decided[one.submission_id].add(one.criterion_id)
        if one.record_id is None:
            unsigned.add(one.submission_id)
    own = queries.authentic(one.pk for one in works)
    for work in works:
        who = work.enrolment.learner
        if left := queries.undecided(column, work, decided[work.pk]):
            found.append(f"{who}: {', '.join(one.code for one in left)} not decided yet.")
        elif work.pk not in unsigned:
            found.append(f"{who}: everything is signed already.")
        elif own.get(work.pk) is False:
            found.append(f"{who}: it is in doubt whether the work is theirs. Settle that first.")
    return found + observation_queries.obstacles_at_signing(assignment, works)


def cautions_on_signing(
    assignment: Assignment,
    by: Person,
    at: datetime,
    *,
    works: Collection[Submission] = (),
    **_: Any,
) -> list[str]:
    """An assessor not standardised this year, ties, and what another decided. ASM-14, ASM-A2."""
    if not works:
        return []
    found = cautions_about(by, assignment.cohort.programme, timezone.localdate(at))
    found += observation_queries.cautions_at_signing(assignment, works)
    others = Decision.objects.filter(submission__in=works, stands=True, record=None).exclude(
        Q(outcome=Outcome.CLEARED) | Q(by=by)
    )
    names = sorted(set(others.values_list("by__name", flat=True)))
    found += cautions_about_ties(by, [one.enrolment.learner for one in works], at)
    return found + [f"{name} decided a part of it. By signing you make it yours." for name in names]


def obstacles_to_returning(
    assignment: Assignment,
    by: Person,
    at: datetime,
    *,
    works: Collection[Submission] = (),
    **_: Any,
) -> list[str]:
    """Only what is signed goes back to its learner."""
    found = []
    own = queries.authentic(one.pk for one in works)
    for one in works:
        who = one.enrolment.learner
        if one.assignment_id != assignment.pk:
            found.append(f"{who}: this is not work on {assignment}.")
        elif not one.records.exists():
            found.append(f"{who}: the record is not signed yet.")
        elif not one.records.filter(released_at=None).exists():
            found.append(f"{who}: returned already.")
        elif own.get(one.pk) is False:
            found.append(f"{who}: it is in doubt whether the work is theirs. Settle that first.")
        elif (
            one.decisions.filter(stands=True, record=None).exclude(outcome=Outcome.CLEARED).exists()
        ):
            found.append(f"{who}: a correction is not signed yet.")
    return found
