"""How the work on an assignment stands, learner by learner, and what waits for whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from fairmark.assessment import queries
from fairmark.assessment.beside import Mark
from fairmark.assessment.models import (
    AssessmentRecord,
    Authorisation,
    Decision,
    Extension,
    Submission,
)
from fairmark.assessment.queries import Column
from fairmark.assessment.rules import Outcome
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.planning.models import Assignment


class Step(StrEnum):
    """What a piece of work waits for next."""

    NOTHING_YET = "nothing handed in"
    TO_CONFIRM = "to be confirmed as theirs"
    IN_DOUBT = "in doubt"
    TO_DECIDE = "to be decided"
    TO_SIGN = "to be signed"
    TO_RETURN = "to be returned"
    RETURNED = "returned"


#: What a list may be narrowed to: the name in the address, its words, and the steps it shows.
SHOWS = {
    "confirm": ("To confirm", (Step.TO_CONFIRM, Step.IN_DOUBT)),
    "decide": ("To decide", (Step.TO_DECIDE,)),
    "sign": ("To sign", (Step.TO_SIGN,)),
    "return": ("To return", (Step.TO_RETURN,)),
}

#: A class and an icon for each.
LOOKS = {
    Step.NOTHING_YET: ("is-none", "na"), Step.TO_CONFIRM: ("is-due", "in"),
    Step.IN_DOUBT: ("is-bad", "tri"), Step.TO_DECIDE: ("is-due", "pencil"),
    Step.TO_SIGN: ("is-due", "half"), Step.TO_RETURN: ("is-iv", "d-hollow"),
    Step.RETURNED: ("is-met", "tick-circle"),
}  # fmt: skip


@dataclass
class Row:
    """A learner and their newest work on an assignment."""

    enrolment: Enrolment
    work: Submission | None = None
    authentic: bool | None = None
    decided: set[int] = field(default_factory=set)
    wanted: int = 0
    unsigned: int = 0
    records: list[AssessmentRecord] = field(default_factory=list)
    extension: Extension | None = None
    is_mine: bool = False
    beside: list[Mark] = field(default_factory=list)

    @property
    def step(self) -> Step:
        if self.work is None or not self.work.is_handed_in:
            return Step.NOTHING_YET
        if not self.records or self.unsigned:
            if self.authentic is None:
                return Step.TO_CONFIRM
            if not self.authentic:
                return Step.IN_DOUBT
            return Step.TO_DECIDE if len(self.decided) < self.wanted else Step.TO_SIGN
        if any(one.released_at is None for one in self.records):
            return Step.TO_RETURN
        return Step.RETURNED

    @property
    def look(self) -> tuple[str, str, str]:
        return (str(self.step).capitalize(), *LOOKS[self.step])


def column_of(assignment: Assignment) -> Column | None:
    """What the plan in force says of an assignment; None where it says nothing."""
    columns = queries.columns_of(assignment.cohort, {assignment.unit_id})
    return next((one for one in columns if one.assignment.pk == assignment.pk), None)


def rows_of(assignment: Assignment, person: Person, column: Column | None) -> list[Row]:
    """Everybody in the cohort with their newest work; eight questions, whatever the numbers."""
    work = queries.newest_work([assignment.pk])
    works = {one.pk: one for one in work.values()}
    authentic = queries.authentic(works)
    decided: dict[int, set[int]] = defaultdict(set)
    unsigned: dict[int, int] = defaultdict(int)
    found = Decision.objects.filter(submission__in=works, stands=True).exclude(
        outcome=Outcome.CLEARED
    )
    for pk, criterion, record in found.values_list("submission", "criterion", "record"):
        decided[pk].add(criterion)
        unsigned[pk] += record is None
    records: dict[int, list[AssessmentRecord]] = defaultdict(list)
    for one in AssessmentRecord.objects.filter(submission__in=works).select_related("by"):
        records[one.submission_id].append(one)
    extensions = {one.enrolment_id: one for one in Extension.objects.filter(assignment=assignment)}
    wanted = _wanted(works.values(), column)
    rows = []
    for enrolment in queries.enrolled_in(assignment.cohort):
        newest = work.get((enrolment.pk, assignment.pk))
        if newest is None and enrolment.left_on:
            continue
        pk = newest.pk if newest else 0
        rows.append(
            Row(enrolment, newest, authentic.get(pk), decided.get(pk, set()), wanted.get(pk, 0),
                unsigned.get(pk, 0), records.get(pk, []), extensions.get(enrolment.pk),
                is_mine=_is_mine(column, person, enrolment))
        )  # fmt: skip
    return rows


def next_for(rows: list[Row], work: int) -> Row | None:
    """The next learner after this work whose own waits for the person's word or decisions; from the
    top again after the last.
    """
    places = [place for place, row in enumerate(rows) if row.work and row.work.pk == work]
    start = places[0] + 1 if places else 0
    waits = (Step.TO_CONFIRM, Step.TO_DECIDE)
    return next(
        (
            row for row in rows[start:] + rows[:start]
            if row.is_mine and row.work and row.work.pk != work and row.step in waits
        ),
        None,
    )  # fmt: skip


def _is_mine(column: Column | None, person: Person, enrolment: Enrolment) -> bool:
    return (
        column is not None
        and enrolment.left_on is None
        and any(
            one.person_id == person.pk and one.group_id in (None, enrolment.group_id)
            for one in column.assessors
        )
    )


def _wanted(works: Iterable[Submission], column: Column | None) -> dict[int, int]:
    """How many criteria each piece of work is for."""
    every = len(column.criteria) if column else 0
    limited: dict[int, int] = defaultdict(int)
    works = list(works)
    again = {one.authorisation_id: one.pk for one in works if one.authorisation_id}
    if again:
        through = Authorisation.criteria.through.objects.filter(authorisation__in=again)
        for pk in through.values_list("authorisation_id", flat=True):
            limited[again[pk]] += 1
    return {one.pk: limited[one.pk] if one.authorisation_id else every for one in works}
