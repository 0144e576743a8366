"""What assessors do: say whose the work is, decide criterion by criterion, sign, and return."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from fairmark.assessment import deciding, grades, queries
from fairmark.assessment.deciding import Conflict
from fairmark.assessment.models import AssessmentRecord, Authentication, Decision, Submission
from fairmark.assessment.queries import Against
from fairmark.assessment.rules import Cell, Outcome
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.planning.models import Assignment
from fairmark.programmes.models import Cohort
from fairmark.trail.writing import Draft, record_many
from fairmark.ui.words import in_turn
from fairmark.workflow.actions import action


@action(
    by=Role.ASSESSOR,
    unless=deciding.obstacles_to_confirming,
    records=("authenticity_confirmed", "authenticity_doubted"),
)
def confirm_authenticity(
    assignment: Assignment, *, by: Person, at: datetime, works: Collection[Submission],
    authentic: bool, how: str, words: str = "",
) -> Assignment:  # fmt: skip
    """Say of pieces of work whether they are the learner’s own, and how you know."""
    Authentication.objects.bulk_create(
        Authentication(submission=one, authentic=authentic, how=how, words=words, by=by, at=at)
        for one in works
    )
    said = "confirmed that it is their own" if authentic else "is in doubt whether it is their own"
    record_many(
        [
            Draft(
                f"{by.name} looked at the work of {one.enrolment.learner} on {assignment} and "
                f"{said}{': ' + words if words else '.'}", one,
                "authenticity_confirmed" if authentic else "authenticity_doubted",
                {"how": how, "words": words, "attempt": one.attempt},
            )
            for one in works
        ],
        by=by, at=at,
    )  # fmt: skip
    return assignment


@action(by=Role.ASSESSOR, unless=deciding.obstacles_to_deciding, records="decided")
def decide(
    cohort: Cohort, *, by: Person, at: datetime, cells: Sequence[Cell], why: str = ""
) -> Cohort:
    """Decide criteria for learners: one, or a block of them. It counts once its record is signed.

    Raises Conflict where somebody decided in between; then nothing of the block is saved.
    """
    held = deciding.against(cohort, by, cells, at)
    sheet = held.sheet
    if meanwhile := deciding.meanwhile(sheet, cells):
        raise Conflict(meanwhile)
    replaced = [
        pk for cell in cells
        if (pk := sheet.now.get((cell.enrolment, cell.assignment, cell.criterion))) is not None
    ]  # fmt: skip
    if replaced:
        Decision.objects.filter(pk__in=replaced).update(stands=False)
    Decision.objects.bulk_create(
        Decision(
            submission_id=sheet.work[cell.enrolment, cell.assignment].pk,
            criterion_id=cell.criterion, outcome=cell.outcome, feedback=cell.feedback, by=by, at=at,
            replaces_id=sheet.now.get((cell.enrolment, cell.assignment, cell.criterion)), why=why,
        )
        for cell in cells
    )  # fmt: skip
    record_many(_told(held, cells, by, why), by=by, at=at)
    return cohort


def _told(held: Against, cells: Iterable[Cell], by: Person, why: str) -> list[Draft]:
    """One event for each piece of work."""
    sheet, works = held.sheet, held.works
    by_work: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_work[sheet.work[cell.enrolment, cell.assignment].pk].append(cell)
    drafts = []
    for pk, of_work in by_work.items():
        first = of_work[0]
        said = in_turn([f"{sheet.codes[one.criterion]} {one.outcome}" for one in of_work])
        because = f". Corrected: {why}" if why else "."
        drafts.append(
            Draft(
                f"{by.name} decided for {sheet.names[first.enrolment]}, "
                f"{sheet.titles[first.assignment]}: {said}{because}", works[pk], "decided",
                {
                    "criteria": [
                        [sheet.codes[one.criterion], one.outcome, one.feedback] for one in of_work
                    ],
                    "attempt": sheet.work[first.enrolment, first.assignment].attempt, "why": why,
                },
            )
        )  # fmt: skip
    return drafts


@action(
    by=Role.ASSESSOR, unless=deciding.obstacles_to_signing, warn=deciding.cautions_on_signing,
    records="record_signed",
)  # fmt: skip
def sign_records(
    assignment: Assignment, *, by: Person, at: datetime, works: Collection[Submission],
    comments: str = "", declared: bool = False,
) -> Assignment:  # fmt: skip
    """Sign the decisions on pieces of work, with your statement as their assessor."""
    states = queries.assessor_states(timezone.localdate(at))
    drafts = []
    for one in works:
        made = AssessmentRecord.objects.create(
            submission=one, number=one.records.count() + 1, comments=comments, statement=states,
            by=by, at=at,
        )  # fmt: skip
        open_ones = one.decisions.filter(record=None, stands=True).exclude(outcome=Outcome.CLEARED)
        codes = list(open_ones.values_list("criterion__code", "outcome"))
        open_ones.update(record=made)
        drafts.append(
            Draft(
                f"{by.name} signed the assessment record of {one.enrolment.learner}, {assignment}.",
                made, "record_signed",
                {"number": made.number, "decisions": codes, "comments": comments,
                 "statement": states},
            )
        )  # fmt: skip
    record_many(drafts, by=by, at=at)
    grades.bring_up_to_date(
        assignment.cohort, {assignment.unit_id}, {one.enrolment_id for one in works},
        timezone.localdate(at),
    )  # fmt: skip
    return assignment


@action(
    by=(Role.ASSESSOR, Role.PROGRAMME_LEADER), unless=deciding.obstacles_to_returning,
    records="work_returned",
)  # fmt: skip
def return_work(
    assignment: Assignment, *, by: Person, at: datetime, works: Collection[Submission]
) -> Assignment:
    """Return signed decisions to learners: from now on they see them."""
    drafts = []
    for one in works:
        for made in one.records.filter(released_at=None):
            made.released_by, made.released_at = by, at
            made.save(update_fields=["released_by", "released_at"])
            drafts.append(
                Draft(
                    f"{by.name} returned the decisions on {assignment} to "
                    f"{one.enrolment.learner}.", made, "work_returned", {"number": made.number},
                )
            )  # fmt: skip
    record_many(drafts, by=by, at=at)
    return assignment
