"""What the figures ask of the lead internal verifier: a difference to review, a promise to keep."""

from collections.abc import Iterable

from fairmark.fairness.queries import all_outcomes
from fairmark.people.queries import scope_ids
from fairmark.people.rules import Role
from fairmark.planner.sources import Task, Whose, brings_tasks
from fairmark.programmes.models import Cohort
from fairmark.ui.words import how_many

_MINE = (Role.LEAD_INTERNAL_VERIFIER,)


@brings_tasks
def differences_to_review(whose: Whose) -> Iterable[Task]:
    """For the lead verifier of a programme; the nominee has them on the board."""
    if Role.LEAD_INTERNAL_VERIFIER not in whose.roles:
        return
    programmes = scope_ids(whose.holdings, _MINE, "programme")
    cohorts = Cohort.objects.filter(programme__in=programmes).values_list("pk", flat=True)
    for found in all_outcomes(whose.centre, whose.on, set(cohorts)):
        page = f"/fairness/cohorts/{found.cohort.pk}/"
        if waiting := found.open():
            yield Task(
                f"Review {how_many(len(waiting), 'difference')} between groups of {found.cohort}",
                "More than chance explains.", page, None, "half",
            )  # fmt: skip
        for one in found.to_do():
            yield Task(
                f"Say what came of a difference in {found.cohort}",
                one.to_do,
                page,
                one.due_on,
                "half",
            )
