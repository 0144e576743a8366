"""Tutorials of a cohort: who has had one this year, and which targets are past their day."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from fairmark.calendar.queries import year_of
from fairmark.learners.tutorial_queries import last_talks
from fairmark.programmes.models import Cohort
from fairmark.teaching import rules
from fairmark.teaching.queries import on_class_lists
from fairmark.teaching.rules import Gap, Kept
from fairmark.ui.words import how_many


def year_began(cohorts: Sequence[Cohort], on: date) -> date:
    """The first day of the academic year of the cohorts’ centre; their own where none is set up."""
    if not cohorts:
        return on
    year = year_of(cohorts[0].centre, on)
    return year.starts_on if year else min(one.year.starts_on for one in cohorts)


def talks_of(cohorts: Sequence[Cohort], on: date) -> dict[int, tuple[date, bool]]:
    """By learner of these cohorts the day of the newest tutorial of the year, and if a target is late."""
    learners = {one.learner for one in on_class_lists(cohorts, on)}
    return last_talks(learners, year_began(cohorts, on), on)


def tutorials_kept(cohorts: Sequence[Cohort], on: date) -> dict[int, Kept]:
    """How many learners had a tutorial this year. No document says how many there should be."""
    learners: dict[int, list[int]] = defaultdict(list)
    for listed in on_class_lists(cohorts, on):
        learners[listed.cohort].append(listed.learner)
    every = [pk for mine in learners.values() for pk in mine]
    talks = last_talks(every, year_began(cohorts, on), on)
    found = {}
    for one in cohorts:
        mine = learners[one.pk]
        held = [talks[pk] for pk in mine if pk in talks]
        gaps = []
        if not mine:
            gaps.append(Gap("nobody is on the class list", is_bad=False))
        if without := len(mine) - len(held):
            gaps.append(Gap(f"{how_many(without, 'learner')} without a tutorial this year",
                            "Talk with them, and write down what was agreed.", without,
                            is_bad=False))  # fmt: skip
        if late := sum(is_late for _, is_late in held):
            gaps.append(Gap(f"{how_many(late, 'learner')} with a target past its day",
                            "Say whether it was done.", late, is_bad=False))  # fmt: skip
        found[one.pk] = Kept(
            len(held), len(held), len(mine),
            f"The newest on {rules.said(max(day for day, _ in held))}" if held else "", tuple(gaps),
        )  # fmt: skip
    return found
