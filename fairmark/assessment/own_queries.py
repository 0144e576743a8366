"""How a learner's own work stands: what is due, handed in, returned, and what can still be shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import Prefetch

from fairmark.assessment.models import (
    AssessmentRecord,
    Authorisation,
    CarriedResult,
    Decision,
    Extension,
    Submission,
    UnitGrade,
)
from fairmark.assessment.rules import ORDER, Attempt, Outcome
from fairmark.briefs.models import Issue
from fairmark.catalogue.models import Unit
from fairmark.catalogue.queries import in_order
from fairmark.learners.models import Enrolment, Learner
from fairmark.ui.words import in_turn


class Stands(StrEnum):
    """Where a learner is with an assignment."""

    TO_HAND_IN = "to hand in"
    WITH_TEACHER = "with your teacher"
    RETURNED = "returned"


@dataclass
class Returned:
    """One piece of work that came back: its record with the decisions on each criterion."""

    work: Submission
    records: list[AssessmentRecord]
    decisions: list[Decision]

    @property
    def last(self) -> AssessmentRecord:
        return self.records[-1]


@dataclass
class Own:
    """An assignment as its learner sees it. Drafts of decisions are never in it."""

    issue: Issue
    enrolment: Enrolment
    works: list[Submission] = field(default_factory=list)
    returned: list[Returned] = field(default_factory=list)
    extension: Extension | None = None
    authorisation: Authorisation | None = None
    refusal: Authorisation | None = None

    @property
    def open_work(self) -> Submission | None:
        """Work that is begun and not handed in."""
        return next((one for one in self.works if not one.is_handed_in), None)

    @property
    def may_hand_in(self) -> bool:
        first = not any(one.is_handed_in for one in self.works)
        return first or self.authorisation is not None

    @property
    def due_on(self) -> date | None:
        if self.authorisation:
            return self.authorisation.due_on
        days = [self.issue.brief.hand_in_on, self.extension.until_on if self.extension else None]
        return max((day for day in days if day), default=None)

    @property
    def stands(self) -> Stands:
        if self.may_hand_in:
            return Stands.TO_HAND_IN
        back = {one.work.pk for one in self.returned}
        return Stands.RETURNED if self.works[-1].pk in back else Stands.WITH_TEACHER


def own_work(learner: Learner, issues: Sequence[Issue], on: date) -> list[Own]:
    """How the learner stands with each of these assignments on a day, in six questions."""
    enrolments = {one.cohort_id: one for one in Enrolment.objects.filter(learner=learner)}
    found = {
        issue.brief.assignment_id: Own(issue, enrolments[issue.brief.assignment.cohort_id])
        for issue in issues
    }
    mine = {"enrolment__in": enrolments.values(), "assignment__in": found}
    signed = Decision.objects.filter(record__isnull=False).select_related("criterion")
    works = Submission.objects.filter(**mine).prefetch_related(
        "records", Prefetch("decisions", signed.order_by("pk"), to_attr="signed")
    )
    for work in sorted(works, key=lambda one: ORDER.index(Attempt(one.attempt))):
        own = found[work.assignment_id]
        own.works.append(work)
        if back := _returned(work):
            own.returned.append(back)
    for extension in Extension.objects.filter(**mine):
        found[extension.assignment_id].extension = extension
    for chance in Authorisation.objects.filter(**mine).select_related("by"):
        own = found[chance.assignment_id]
        if not chance.granted:
            own.refusal = chance
        elif chance.attempt not in {one.attempt for one in own.works if one.is_handed_in}:
            own.refusal = None
            own.authorisation = chance if chance.due_on and chance.due_on >= on else None
    return list(found.values())


def _returned(work: Submission) -> Returned | None:
    records = [one for one in work.records.all() if one.released_at]
    if not records:
        return None
    out = {one.pk for one in records}
    last: dict[int, Decision] = {}
    for decision in work.signed:  # type: ignore[attr-defined]  # prefetched above
        if decision.record_id in out:
            last[decision.criterion_id] = decision
    return Returned(work, records, sorted(last.values(), key=lambda one: one.criterion.position))


def grade_of(own: Own) -> UnitGrade | None:
    """The unit grade, shown where everything signed in the unit has been returned."""
    unit = own.issue.brief.assignment.unit_id
    kept_back = AssessmentRecord.objects.filter(
        submission__enrolment=own.enrolment, submission__assignment__unit=unit, released_at=None
    )
    if kept_back.exists():
        return None
    return UnitGrade.objects.filter(enrolment=own.enrolment, unit=unit).first()


@dataclass
class JudgedBefore:
    """A unit of which results stand that were brought in from the college's own records."""

    unit: Unit
    met: list[str] = field(default_factory=list)
    not_met: list[str] = field(default_factory=list)
    assessors: set[str] = field(default_factory=set)

    @property
    def who(self) -> str:
        return in_turn(sorted(self.assessors))


def judged_before(learner: Learner) -> list[JudgedBefore]:
    """What was brought in for a learner, unit by unit, where nothing decided here stands above it."""
    decided = Decision.objects.filter(
        submission__enrolment__learner=learner, stands=True, record__released_at__isnull=False
    ).exclude(outcome=Outcome.CLEARED)
    rows = CarriedResult.objects.filter(enrolment__learner=learner, stands=True).exclude(
        criterion__in=decided.values("criterion")
    )
    found: dict[int, JudgedBefore] = {}
    for one in rows.select_related("criterion__unit").order_by("criterion__position"):
        unit = one.criterion.unit
        line = found.setdefault(unit.pk, JudgedBefore(unit))
        (line.met if one.outcome == Outcome.MET else line.not_met).append(one.criterion.code)
        line.assessors.add(one.assessor)
    return [found[one.pk] for one in in_order(line.unit for line in found.values())]
