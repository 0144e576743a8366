"""Tutorials of a cohort: who has had one this year, and which targets are past their day."""

from collections.abc import Sequence
from datetime import date

from fairmark.programmes.models import Cohort
from fairmark.teaching import rules
from fairmark.teaching.queries import listed_by_cohort, on_class_lists
from fairmark.teaching.rules import Gap, Kept
from fairmark.ui.words import how_many


def talks_of(cohort: Cohort, on: date) -> dict[int, tuple[date | None, bool]]:
    """By learner of a cohort the day of the newest tutorial of the year, and if a target is late."""
    return {
        one.learner: (one.talked_on, one.has_late_target) for one in on_class_lists([cohort], on)
    }


def tutorials_kept(cohorts: Sequence[Cohort], on: date) -> dict[int, Kept]:
    """How many learners had a tutorial this year. No document says how many there should be."""
    listed = listed_by_cohort(cohorts, on)
    found = {}
    for one in cohorts:
        mine = listed[one.pk]
        held = [row.talked_on for row in mine if row.talked_on]
        gaps = []
        if not mine:
            gaps.append(Gap("nobody is on the class list", is_bad=False))
        if without := len(mine) - len(held):
            gaps.append(Gap(f"{how_many(without, 'learner')} without a tutorial this year",
                            "Talk with them, and write down what was agreed.", without,
                            is_bad=False))  # fmt: skip
        if late := sum(row.has_late_target for row in mine):
            gaps.append(Gap(f"{how_many(late, 'learner')} with a target past its day",
                            "Say whether it was done.", late, is_bad=False))  # fmt: skip
        found[one.pk] = Kept(
            len(held), len(held), len(mine),
            f"The newest on {rules.said(max(held))}" if held else "", tuple(gaps),
        )  # fmt: skip
    return found
