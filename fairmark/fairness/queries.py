"""Learners of running cohorts with their groups and what they met, from signed decisions."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fairmark.assessment.control_queries import Piece, pieces, pieces_among
from fairmark.catalogue.models import Unit
from fairmark.centre.models import Centre
from fairmark.fairness.models import DifferenceReview
from fairmark.fairness.rules import (
    By,
    Group,
    Judged,
    Line,
    Outcome,
    Picture,
    asks_still,
    picture_of,
)
from fairmark.people.models import Person
from fairmark.people.rules import Holding, Role, covering
from fairmark.policies.queries import NoPolicy, number
from fairmark.programmes.models import Cohort
from fairmark.ui.words import in_turn

_SEXES = {"F": "Female", "M": "Male"}
#: Who sees figures by assessor.
SEES_ASSESSORS = (Role.LEAD_INTERNAL_VERIFIER, Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE)


@dataclass
class Outcomes:
    """A cohort's picture, of all units or of one, with the reviews of its differences."""

    cohort: Cohort
    picture: Picture
    units: list[Unit]
    handed_in: int
    reviews: list[DifferenceReview] = field(default_factory=list)

    @property
    def last(self) -> dict[tuple[str, str, str], DifferenceReview]:
        """The review that stands for each difference."""
        return {one.key: one for one in self.reviews}

    def open(self) -> list[Line]:
        """Differences that wait for a review."""
        return [line for line in self.picture.asking if self.waits(line)]

    def waits(self, line: Line) -> bool:
        review = self.last.get(line.key)
        return asks_still(line, review.reviewed if review else None)

    def to_do(self) -> list[DifferenceReview]:
        """What a review said is to be done, and no later one closed."""
        return [one for one in self.last.values() if one.outcome == Outcome.TO_DO]


def gap_of(centre: Centre, on: date) -> int | None:
    """From which difference our policy asks for a review; None where it says nothing."""
    try:
        return int(number(centre, "assessment.gap_percent", on=on))
    except NoPolicy:
        return None


def outcomes_of(cohort: Cohort, on: date, unit: Unit | None = None) -> Outcomes:
    """One cohort, of all its units or of one."""
    work = pieces_among(cohort.centre, on, {cohort.pk})
    reviews = DifferenceReview.objects.filter(cohort=cohort, unit=unit).select_related("by")
    return _outcomes(cohort, work, list(reviews), gap_of(cohort.centre, on), unit)


def all_outcomes(centre: Centre, on: date, among: Collection[int] | None = None) -> list[Outcomes]:
    """Every running cohort with work handed in, or some of them; asked as often for one as for many."""
    work = pieces(centre, on) if among is None else pieces_among(centre, on, among)
    by_cohort: dict[int, list[Piece]] = defaultdict(list)
    cohorts = {}
    for one in work:
        cohort = one.standing.planning.cohort
        cohorts[cohort.pk] = cohort
        by_cohort[cohort.pk].append(one)
    reviews: dict[int, list[DifferenceReview]] = defaultdict(list)
    kept = DifferenceReview.objects.filter(cohort__in=cohorts, unit=None).select_related("by")
    for review in kept:
        reviews[review.cohort_id].append(review)
    gap = gap_of(centre, on)
    return [
        _outcomes(cohort, by_cohort[pk], reviews[pk], gap, None) for pk, cohort in cohorts.items()
    ]


def _outcomes(
    cohort: Cohort, work: Iterable[Piece], reviews: list[DifferenceReview], gap: int | None,
    unit: Unit | None,
) -> Outcomes:  # fmt: skip
    work = list(work)
    units = {one.standing.row.assignment.unit_id: one.standing.row.assignment.unit for one in work}
    if unit is not None:
        work = [one for one in work if one.standing.row.assignment.unit_id == unit.pk]
    by_learner: dict[int, list[Piece]] = defaultdict(list)
    for one in work:
        by_learner[one.work.enrolment_id].append(one)
    learners = [found for ones in by_learner.values() if (found := judged(ones)).met]
    return Outcomes(
        cohort, picture_of(learners, gap_percent=gap),
        sorted(units.values(), key=lambda one: (len(one.number), one.number)), len(by_learner), reviews,
    )  # fmt: skip


def judged(work: Iterable[Piece]) -> Judged:
    """One learner from their work: a criterion is met that any of it met; drafts count for nothing."""
    met: dict[tuple[str, int], bool] = {}
    judges: dict[int, str] = {}
    remote: set[bool] = set()
    groups: dict[By, Group] = {}
    for piece in work:
        enrolment = piece.work.enrolment
        if piece.signed:
            remote.add(piece.is_remote)
        judges |= piece.judges
        for criterion, (band, is_met) in piece.signed.items():
            met[band, criterion] = met.get((band, criterion), False) or is_met
        if sex := enrolment.learner.sex:
            groups[By.SEX] = Group(sex, _SEXES.get(sex, sex))
        if enrolment.site:
            groups[By.SITE] = Group(str(enrolment.site_id), str(enrolment.site))
        if enrolment.group:
            groups[By.GROUP] = Group(str(enrolment.group_id), str(enrolment.group))
    if remote:
        groups[By.MODE] = _mode(remote)
    if judges:
        order = sorted(judges, key=lambda pk: (judges[pk], pk))
        groups[By.ASSESSOR] = Group(
            "-".join(str(pk) for pk in order), in_turn([judges[pk] for pk in order])
        )
    bands: dict[str, bool] = {}
    for (band, _), is_met in met.items():
        if band:
            bands[band] = bands.get(band, True) and is_met
    return Judged(groups, bands)


def _mode(remote: set[bool]) -> Group:
    if len(remote) == 2:
        return Group("both", "Both")
    return Group("remote", "Remotely") if remote == {True} else Group("here", "Face to face")


def sees_assessors(holdings: Iterable[Holding], cohort: Cohort, at: datetime) -> bool:
    """Whether somebody sees the figures by assessor of a cohort."""
    return covering(holdings, SEES_ASSESSORS, cohort.scopes(), at) is not None


# -- reviewing -------------------------------------------------------------------------------


def line_of(found: Outcomes, by_what: str, group_key: str, band: str) -> Line | None:
    """The line that is named so, if it is shown."""
    return next(
        (one for one in found.picture.lines
         if one.key == (by_what, group_key, band) and one.share is not None), None,
    )  # fmt: skip


def is_of(person: Person, line: Line) -> bool:
    """Whether a figure by assessor is about this person."""
    return line.by is By.ASSESSOR and str(person.pk) in line.group.key.split("-")


def obstacles_to_reviewing(
    cohort: Cohort, by: Person, at: datetime, *, unit: Unit | None = None, by_what: str = "",
    group_key: str = "", band: str = "", outcome: str = "", words: str = "", to_do: str = "",
    due_on: date | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    """Only a difference that asks for it, by somebody whom it is not about; with words. ASM-A1."""
    if not by_what:
        return []
    on = timezone.localdate(at)
    found = outcomes_of(cohort, on, unit)
    line = line_of(found, by_what, group_key, band)
    if line is None:
        return ["There is no such difference now. Open the figures again."]
    last = found.last.get(line.key)
    is_to_do = last is not None and last.outcome == Outcome.TO_DO
    if line.key not in {one.key for one in found.open()} and not is_to_do:
        return [
            "Nothing waits for a review here: chance may explain it, or it is reviewed already."
        ]
    if is_of(by, line):
        return ["It is about your own decisions. Somebody else reviews it."]
    if not outcome:
        return []
    problems = []
    if not words.strip():
        problems.append("Say what you looked at and what you found.")
    if outcome == Outcome.TO_DO and (not to_do.strip() or due_on is None):
        problems.append("Say what is done about it, and by which day.")
    if due_on is not None and due_on < on:
        problems.append("That day has passed. Choose a day to come.")
    return problems
