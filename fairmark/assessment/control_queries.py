"""What the controls read of work: each piece handed in on running cohorts, with all about it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from fairmark.assessment.models import (
    AiCopies,
    AssessmentRecord,
    Authentication,
    Authorisation,
    CarriedResult,
    Decision,
    Submission,
)
from fairmark.assessment.rules import Outcome
from fairmark.briefs.control_queries import Standing, standings
from fairmark.briefs.models import Issue
from fairmark.centre.models import Centre
from fairmark.centre.reading import read_once
from fairmark.evidence.keeping import attachments
from fairmark.planning.control_queries import plannings


@dataclass
class Piece:
    """A piece of work that was handed in, with the assignment it is for.

    `signed` has the band of each criterion with a signed decision and whether it is met; `judges`
    who signed; `unexplained` how many were not met without a word why.
    """

    work: Submission
    standing: Standing
    wanted: set[int]
    decided: dict[int, str] = field(default_factory=dict)
    signed: dict[int, tuple[str, bool]] = field(default_factory=dict)
    judges: dict[int, str] = field(default_factory=dict)
    unexplained: int = 0
    has_feedback: bool = False
    strangers: int = 0
    records: list[AssessmentRecord] = field(default_factory=list)
    authentications: list[Authentication] = field(default_factory=list)
    copies: int = 0
    is_remote: bool = False
    asks_sources: bool = False

    @property
    def returned_at(self) -> datetime | None:
        return next((one.released_at for one in self.records if one.released_at), None)

    @property
    def is_whole(self) -> bool:
        """Every criterion that it is for has a decision."""
        return self.wanted <= set(self.decided)

    def is_overdue(self, on: date) -> bool:
        """Whether its day of return has passed without its record being returned."""
        by = self.standing.row.return_by
        if self.work.authorisation_id or by is None or self.returned_at:
            return False
        if self.work.enrolment.left_on:
            return False
        late = self.work.is_late and timezone.localdate(self.work.handed_in_at) > by
        return by < on and not late


def pieces(centre: Centre, on: date) -> list[Piece]:
    """Work handed in on the planned assignments of running cohorts; asked once."""
    return read_once(("pieces of work", centre.pk, on), lambda: _read(standings(centre, on)))


def pieces_among(centre: Centre, on: date, cohorts: Collection[int]) -> list[Piece]:
    """Work handed in on the planned assignments of some running cohorts."""
    return _read([one for one in standings(centre, on) if one.planning.cohort.pk in cohorts])


def _read(found_standings: Iterable[Standing]) -> list[Piece]:
    by_assignment = {one.row.assignment_id: one for one in found_standings}
    works = Submission.objects.filter(assignment__in=by_assignment, handed_in_at__isnull=False)
    found = {
        one.pk: Piece(
            one, by_assignment[one.assignment_id], by_assignment[one.assignment_id].targets,
            asks_sources=bool(one.brief.sources.strip()),
        )
        for one in works.select_related(
            "brief", "enrolment__learner", "enrolment__group", "enrolment__site", "handed_in_by"
        )
    }  # fmt: skip
    again = {one.work.authorisation_id: one for one in found.values() if one.work.authorisation_id}
    limited: dict[int, set[int]] = defaultdict(set)
    through = Authorisation.criteria.through.objects.filter(authorisation__in=again)
    for pk, criterion in through.values_list("authorisation", "criterion"):
        limited[pk].add(criterion)
    for pk, piece in again.items():
        piece.wanted = limited[pk]
    decided = Decision.objects.filter(submission__in=found, stands=True).exclude(
        outcome=Outcome.CLEARED
    )
    for pk, criterion, outcome, unit, band, judge, name, words in decided.values_list(
        "submission", "criterion", "outcome", "criterion__unit", "criterion__band", "record__by",
        "record__by__name", "feedback",
    ):  # fmt: skip
        found[pk].decided[criterion] = outcome
        if judge is not None:
            found[pk].signed[criterion] = (band, outcome == Outcome.MET)
            found[pk].judges[judge] = name
            found[pk].has_feedback |= bool(words.strip())
            found[pk].unexplained += outcome == Outcome.NOT_MET and not words.strip()
        found[pk].strangers += unit != found[pk].standing.row.assignment.unit_id
    for record in AssessmentRecord.objects.filter(submission__in=found).order_by("number"):
        found[record.submission_id].records.append(record)
    for said in Authentication.objects.filter(submission__in=found):
        found[said.submission_id].authentications.append(said)
    copies = dict(AiCopies.objects.filter(submission__in=found).values_list("pk", "submission"))
    for file in attachments("assessment.aicopies", copies):
        found[copies[file.about_id]].copies += 1
    remote = set(
        Issue.objects.filter(
            brief__assignment__in=by_assignment, session=Issue.Session.REMOTE
        ).values_list("brief", "group")
    )
    for piece in found.values():
        group = piece.work.enrolment.group_id
        piece.is_remote = bool({(piece.work.brief_id, None), (piece.work.brief_id, group)} & remote)
    return list(found.values())


def units_carried(centre: Centre, on: date) -> int:
    """How many units of learners on running cohorts rest on results carried over; asked once."""

    def count() -> int:
        cohorts = [one.cohort.pk for one in plannings(centre, on)]
        rows = CarriedResult.objects.filter(stands=True, enrolment__cohort__in=cohorts)
        return rows.order_by().values("enrolment", "criterion__unit").distinct().count()

    return read_once(("units carried over", centre.pk, on), count)


def exceptions(centre: Centre, on: date) -> list[Authorisation]:
    """Further attempts that were authorised although a condition did not hold, each with its reason."""
    by_assignment = [one.row.assignment_id for one in standings(centre, on)]
    granted = Authorisation.objects.filter(assignment__in=by_assignment, granted=True)
    rows = granted.select_related("assignment__cohort", "assignment__unit", "enrolment__learner")
    return [one for one in rows if not all(holds for _, holds in one.conditions)]


def authorised(centre: Centre, on: date) -> int:
    """How many further attempts were authorised on running cohorts."""
    by_assignment = [one.row.assignment_id for one in standings(centre, on)]
    return Authorisation.objects.filter(assignment__in=by_assignment, granted=True).count()
