"""Reviewing a difference between groups."""

from datetime import date, datetime

from django.utils import timezone

from fairmark.catalogue.models import Unit
from fairmark.fairness import queries
from fairmark.fairness.models import DifferenceReview
from fairmark.fairness.rules import Outcome
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.programmes.models import Cohort
from fairmark.trail.writing import record
from fairmark.workflow.actions import action


@action(
    by=(Role.LEAD_INTERNAL_VERIFIER, Role.QUALITY_NOMINEE), unless=queries.obstacles_to_reviewing,
    records="difference_reviewed",
)  # fmt: skip
def review_difference(
    cohort: Cohort, *, by: Person, at: datetime, by_what: str, group_key: str, band: str,
    outcome: str, words: str, to_do: str = "", due_on: date | None = None, unit: Unit | None = None,
) -> DifferenceReview:  # fmt: skip
    """Say how a difference between groups is explained, or what is done about it."""
    found = queries.outcomes_of(cohort, timezone.localdate(at), unit)
    line = queries.line_of(found, by_what, group_key, band)
    assert line is not None
    assert line.share is not None
    assert line.others is not None
    assert line.between is not None
    is_to_do = outcome == Outcome.TO_DO
    made = DifferenceReview.objects.create(
        centre=cohort.centre, cohort=cohort, unit=unit, by_what=by_what, group_key=group_key,
        group_label=line.group.label, band=band, met=line.share.met, of=line.share.of,
        others_met=line.others.met, others_of=line.others.of, low=line.between.low,
        high=line.between.high, chance=line.chance, outcome=outcome, words=words,
        to_do=to_do if is_to_do else "", due_on=due_on if is_to_do else None, by=by, at=at,
    )  # fmt: skip
    what = f"{to_do}, by {due_on:%-d %B %Y}" if is_to_do and due_on else "explained"
    record(
        f"{by.name} reviewed a difference in {cohort} by {by_what} ({line.group.label}, "
        f"{made.get_band_display()}): {words} It is {what}.", made, name="difference_reviewed", by=by,
        at=at, by_what=by_what, group=line.group.label, band=band, unit=str(unit) if unit else "",
        share=[line.share.met, line.share.of], others=[line.others.met, line.others.of],
        chance=round(line.chance, 4), outcome=outcome, words=words, to_do=made.to_do,
        due_on=made.due_on,
    )  # fmt: skip
    return made
