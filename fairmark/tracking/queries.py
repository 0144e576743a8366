"""A sheet from the records: a fixed number of questions, whatever the numbers of learners and criteria."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet

from fairmark.assessment import rules as assessing
from fairmark.assessment.models import (
    Authentication,
    Authorisation,
    CarriedResult,
    Decision,
    Extension,
    Submission,
    UnitGrade,
)
from fairmark.assessment.queries import Column as Planned
from fairmark.assessment.queries import columns_of, too_late_from
from fairmark.assessment.rules import ORDER, Attempt, Outcome
from fairmark.briefs.models import Issue
from fairmark.catalogue.models import Criterion, Unit
from fairmark.centre.models import Centre
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.people.rules import Holding, Role, covering
from fairmark.programmes.graded import scheme_of
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import visible_programmes
from fairmark.tracking import rules
from fairmark.tracking.rules import BEFORE, Band, Cell, Column, Decided, Due, Row, Sheet, Work

_PLACES = {attempt.value: place for place, attempt in enumerate(ORDER)}
_JUDGED = (rules.State.ACHIEVED, rules.State.NOT_ACHIEVED)
_BANDS = {Criterion.Band.LEVEL_1: 0, Criterion.Band.PASS: 1, Criterion.Band.MERIT: 2,
          Criterion.Band.DISTINCTION: 3}  # fmt: skip


def visible_cohorts(centre: Centre, holdings: list[Holding]) -> QuerySet[Cohort]:
    """The cohorts whose learners somebody may see."""
    programmes = visible_programmes(centre, holdings, with_learners=True)
    return Cohort.objects.filter(programme__in=programmes).select_related(
        "programme__qualification", "programme__centre", "year", "specification", "centre"
    )


class Looking(NamedTuple):
    """Who looks at a sheet, and when."""

    person: Person
    assesses: bool
    at: datetime

    @classmethod
    def by(
        cls, person: Person, holdings: Iterable[Holding], cohort: Cohort, at: datetime
    ) -> "Looking":
        held = covering(holdings, (Role.ASSESSOR,), cohort.scopes(), at)
        return cls(person, held is not None, at)


def sheet_of(
    cohort: Cohort, unit: Unit, looking: Looking, only: Collection[int] | None = None
) -> Sheet:
    """The sheet of a unit by criterion; of some enrolments only where they are named.

    Decisions that are not signed yet are seen by the assessors of their assignment alone.
    """
    planned = columns_of(cohort, [unit.pk])
    bands = [_band(one, is_first=place == 0) for place, one in enumerate(planned)]
    facts = _Facts(cohort, unit, planned, looking, only)
    if unplanned := _unplanned(unit, facts.carried, bands):
        bands.append(unplanned)
    columns = [column for band in bands for column in band.columns]
    rows = [facts.row(one, columns) for one in facts.enrolments]
    return Sheet(bands, rows, columns)


def _band(planned: Planned, *, is_first: bool) -> Band:
    """In the order P, M, D, and inside each as the specification has them."""
    ordered = sorted(planned.criteria, key=lambda one: (_BANDS.get(one.band, 4), one.position))  # type: ignore[call-overload]
    number = planned.assignment.number
    return Band(
        planned.assignment.pk, number, planned.planned.title,
        ", ".join(dict.fromkeys(one.person.name for one in planned.assessors)),
        planned.planned.hand_in_on,
        [
            Column(planned.assignment.pk, one.pk, one.code, one.band, place == 0 and not is_first)
            for place, one in enumerate(ordered)
        ],
    )  # fmt: skip


def _unplanned(
    unit: Unit, carried: Iterable[tuple[int, int]], bands: Sequence[Band]
) -> Band | None:
    """Criteria with results from before Fairmark that no assignment of the plan targets."""
    left = {criterion for _, criterion in carried} - {
        column.criterion for band in bands for column in band.columns
    }
    if not left:
        return None
    found = sorted(
        Criterion.objects.filter(pk__in=left),
        key=lambda one: (_BANDS.get(one.band, 4), one.position),  # type: ignore[call-overload]
    )
    return Band(
        BEFORE, 0, "Before Fairmark", "", None,
        [
            Column(BEFORE, one.pk, one.code, one.band, place == 0 and bool(bands))
            for place, one in enumerate(found)
        ],
    )  # fmt: skip


class _Enrolled(NamedTuple):
    """A learner of the cohort, as a row needs them."""

    pk: int
    learner: int
    ref: str
    surname: str
    forenames: str
    group: int | None
    group_code: str | None
    left_on: date | None


class _Facts:
    """All that the cells of a unit are made of, read once."""

    def __init__(
        self, cohort: Cohort, unit: Unit, planned: Sequence[Planned], looking: Looking,
        only: Collection[int] | None,
    ):  # fmt: skip
        self.planned, self.looking = planned, looking
        self.assignments = [one.assignment.pk for one in planned]
        rows = Enrolment.objects.filter(cohort=cohort, learner__merged_into=None)
        if only is not None:
            rows = rows.filter(pk__in=only)
        self.enrolments = [
            _Enrolled(*row)
            for row in rows.order_by(
                "learner__surname", "learner__forenames", "learner__ref"
            ).values_list("pk", "learner", "learner__ref", "learner__surname",
                          "learner__forenames", "group", "group__code", "left_on")
        ]  # fmt: skip
        self.only = only
        self._read_work()
        self._read_decisions()
        self._read_carried(unit)
        self._read_attempts()
        self._read_deadlines()
        grades = UnitGrade.objects.filter(unit=unit, enrolment__cohort=cohort)
        self.grades = {
            pk: (so_far, reachable, is_final, earned)
            for pk, so_far, reachable, is_final, earned in grades.values_list(
                "enrolment", "so_far", "reachable", "is_final", "earned"
            )
        }
        self.allocated = {
            one.assignment.pk: {
                assessor.group_id
                for assessor in one.assessors
                if assessor.person_id == looking.person.pk
            }
            for one in planned
        }

    def _read_work(self) -> None:
        rows = Submission.objects.filter(
            assignment__in=self.assignments, handed_in_at__isnull=False
        ).order_by()
        if self.only is not None:
            rows = rows.filter(enrolment__in=self.only)
        newest: dict[tuple[int, int], tuple[int, str, bool]] = {}
        self.attempts: dict[int, str] = {}
        for pk, enrolment, assignment, attempt, is_late in rows.values_list(
            "pk", "enrolment", "assignment", "attempt", "is_late"
        ):
            self.attempts[pk] = attempt
            before = newest.get((enrolment, assignment))
            if before is None or _PLACES[attempt] > _PLACES[before[1]]:
                newest[enrolment, assignment] = (pk, attempt, is_late)
        said = Authentication.objects.filter(submission__assignment__in=self.assignments)
        if self.only is not None:
            said = said.filter(submission__enrolment__in=self.only)
        own = dict(said.order_by("at", "pk").values_list("submission", "authentic"))
        self.work = {
            key: Work(pk, attempt, is_late, own.get(pk))
            for key, (pk, attempt, is_late) in newest.items()
        }

    def _read_decisions(self) -> None:
        """By enrolment, assignment and criterion: the decision that stands on the newest attempt
        with one, and the last that was signed.
        """
        rows = Decision.objects.filter(submission__assignment__in=self.assignments).order_by("pk")
        if self.only is not None:
            rows = rows.filter(submission__enrolment__in=self.only)
        self.stands: dict[tuple[int, int, int], tuple[int, Decided]] = {}
        self.signed: dict[tuple[int, int, int], tuple[int, Decided]] = {}
        places = {pk: _PLACES[attempt] for pk, attempt in self.attempts.items()}
        for pk, submission, enrolment, assignment, criterion, outcome, record, stands in (
            rows.values_list("pk", "submission", "submission__enrolment", "submission__assignment",
                             "criterion", "outcome", "record", "stands")
        ):  # fmt: skip
            key = (enrolment, assignment, criterion)
            met = None if outcome == Outcome.CLEARED else outcome == Outcome.MET
            one = (submission, Decided(pk, met, record is not None))
            for held in ((self.stands,) if stands else ()) + ((self.signed,) if record else ()):
                before = held.get(key)
                if before is None or places.get(submission, 0) >= places.get(before[0], 0):
                    held[key] = one

    def _read_carried(self, unit: Unit) -> None:
        """By enrolment and criterion what results from before Fairmark say, where none is signed here."""
        rows = CarriedResult.objects.filter(stands=True, criterion__unit=unit).order_by()
        rows = rows.filter(enrolment__in=[one.pk for one in self.enrolments])
        here = {(enrolment, criterion) for enrolment, _, criterion in self.signed}
        self.carried = {
            (enrolment, criterion): outcome == Outcome.MET
            for enrolment, criterion, outcome in rows.values_list(
                "enrolment", "criterion", "outcome"
            )
            if (enrolment, criterion) not in here
        }

    def _read_attempts(self) -> None:
        """The criteria that an authorised attempt is for, and until when it is open."""
        granted = Authorisation.objects.filter(assignment__in=self.assignments, granted=True)
        if self.only is not None:
            granted = granted.filter(enrolment__in=self.only)
        self.open: set[tuple[int, int, int]] = set()
        self.again: dict[tuple[int, int], tuple[str, set[int]]] = {}
        for enrolment, assignment, criterion, attempt, handed_in in granted.values_list(
            "enrolment", "assignment", "criteria", "attempt", "submission__handed_in_at"
        ):
            if criterion is None:
                continue
            if handed_in is None:
                self.open.add((enrolment, assignment, criterion))
            before = self.again.get((enrolment, assignment))
            if before is None or _PLACES[attempt] > _PLACES[before[0]]:
                self.again[enrolment, assignment] = before = (attempt, set())
            if before[0] == attempt:
                before[1].add(criterion)

    def _read_deadlines(self) -> None:
        extended = Extension.objects.filter(assignment__in=self.assignments).order_by("at")
        self.extended = {
            (enrolment, assignment): until_on
            for enrolment, assignment, until_on in extended.values_list(
                "enrolment", "assignment", "until_on"
            )
        }
        self.due: dict[tuple[int, int | None], date] = {}
        issued = Issue.objects.filter(brief__assignment__in=self.assignments)
        for assignment, group, hand_in_on in issued.order_by("brief__version").values_list(
            "brief__assignment", "group", "brief__hand_in_on"
        ):
            if hand_in_on:
                self.due[assignment, group] = hand_in_on

    def _due(self, enrolment: _Enrolled, assignment: int) -> Due:
        extended = self.extended.get((enrolment.pk, assignment))
        day = extended or self.due.get((assignment, enrolment.group)) or self.due.get(
            (assignment, None))  # fmt: skip
        over = too_late_from(day)
        return Due(over is not None and self.looking.at >= over, extended is not None)

    def row(self, one: _Enrolled, columns: Sequence[Column]) -> Row:
        """A learner's cells, worked out by assignment first and then by criterion."""
        cells: list[Cell] = []
        has_left = one.left_on is not None
        assignment, mine, work, due = -1, False, None, Due(False, False)
        for column in columns:
            if column.assignment != assignment:
                assignment = column.assignment
                groups = self.allocated.get(assignment, set())
                mine = bool(groups) and (None in groups or one.group in groups)
                work = self.work.get((one.pk, assignment))
                due = self._due(one, assignment)
            key = (one.pk, assignment, column.criterion)
            cells.append(self._cell(key, work, due, mine, has_left))
        so_far, reachable, is_final, earned = self.grades.get(one.pk, ("", "", False, ""))
        now, can_be = rules.shown_grades(so_far, reachable, is_final)
        return Row(
            one.pk, one.learner, one.ref, f"{one.surname}, {one.forenames}", one.group_code or "",
            one.left_on, cells, now, can_be, is_final, earned,
        )  # fmt: skip

    def _cell(
        self, key: tuple[int, int, int], work: Work | None, due: Due, mine: bool, has_left: bool
    ) -> Cell:
        found = (self.stands if mine else self.signed).get(key)
        attempt, decided = work.attempt if work else "first", None
        seen = None
        newest_asks = True
        if work is not None and work.attempt != Attempt.FIRST:
            again = self.again.get(key[:2])
            newest_asks = again is None or key[2] in again[1]
        if found is not None:
            submission, decision = found
            is_newest = work is not None and submission == work.pk
            if is_newest or not newest_asks or key in self.open:
                decided, attempt = decision, self.attempts.get(submission, "first")
            if is_newest:
                seen = decision.pk
        state = rules.standing(work, decided, due, is_open=key in self.open, has_left=has_left,
                               carried=self.carried.get((key[0], key[2])))  # fmt: skip
        signed = decided is None or decided.signed
        editable = (
            mine and self.looking.assesses and work is not None and not has_left and newest_asks
            and key not in self.open
        )  # fmt: skip
        return Cell(state, attempt, signed, editable, work.pk if work else None, seen)


def arranged(
    sheet: Sheet, *, group: str = "", name: str = "", sort: str = "", order: Sequence[str] = ()
) -> Sheet:
    """The rows of a group, or with a name that holds these letters; by name or by grade, best first.

    `order` are the grades of the unit, lowest first.
    """
    rows = list(sheet.rows)
    if group:
        rows = [row for row in rows if row.group == group]
    if name := name.strip().casefold():
        rows = [row for row in rows if name in row.name.casefold() or name == row.ref.casefold()]
    if sort == "grade":
        places = {grade: place for place, grade in enumerate(order)}
        rows.sort(key=lambda row: -places.get(row.now, -1))
    return replace(sheet, rows=rows)


def grades_in_order(cohort: Cohort, unit: Unit) -> Sequence[str]:
    """The grades of a unit, lowest first."""
    scheme = scheme_of(cohort)
    scale = scheme.scale(unit.assessment) if scheme else None
    return scale.grades if scale else assessing.PLAIN_GRADES


def unsigned_in(sheet: Sheet) -> dict[int, int]:
    """By assignment how many decisions of theirs the person who looks has not signed yet."""
    found: dict[int, int] = defaultdict(int)
    for row in sheet.rows:
        for cell, column in zip(row.cells, sheet.columns, strict=True):
            if not cell.signed and cell.editable and cell.state in _JUDGED:
                found[column.assignment] += 1
    return dict(found)
