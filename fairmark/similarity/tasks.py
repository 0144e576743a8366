"""What likeness asks of an assessor: to look into it."""

from collections.abc import Iterable

from fairmark.people.rules import Role
from fairmark.planner.sources import Task, Whose, brings_tasks
from fairmark.planning.models import PlannedAssessor, PlannedAssignment
from fairmark.planning.queries import plans_in_force
from fairmark.programmes.models import Cohort
from fairmark.similarity.models import Likeness
from fairmark.similarity.queries import visible_likenesses, waiting
from fairmark.ui.words import how_many


@brings_tasks
def likenesses_to_look_into(whose: Whose) -> Iterable[Task]:
    """For assessors: likeness from the policy's percent on, in work of which the plan has them assess."""
    if Role.ASSESSOR not in whose.roles:
        return
    found = waiting(visible_likenesses(whose.centre, whose.holdings)).filter(
        one__enrolment__left_on=None
    )
    likes = list(found.select_related("one__assignment__unit", "one__assignment__cohort",
                                      "one__enrolment"))  # fmt: skip
    if not likes:
        return
    planned = _assessed_by(whose, likes)
    by_assignment: dict[int, list[Likeness]] = {}
    for one in likes:
        groups = planned.get(one.one.assignment_id, (None, set()))[1]
        if groups & {None, one.one.enrolment.group_id}:
            by_assignment.setdefault(one.one.assignment_id, []).append(one)
    for pk, ones in by_assignment.items():
        assignment = ones[0].one.assignment
        piece = planned[pk][0]
        yield Task(
            f"Look into {how_many(len(ones), 'likeness', 'likenesses')} to other work",
            f"{assignment}, {assignment.cohort}: {piece.title}.",
            f"/assignments/{pk}/similarity/", piece.assess_by, "half",
        )  # fmt: skip


def _assessed_by(
    whose: Whose, likes: Iterable[Likeness]
) -> dict[int, tuple[PlannedAssignment, set[int | None]]]:
    """By assignment what the plan in force says of it, and of which groups they assess the work."""
    assignments = {one.one.assignment_id for one in likes}
    cohorts = Cohort.objects.filter(assignments__in=assignments).distinct()
    rows = PlannedAssessor.objects.filter(
        person=whose.person, planned__assignment__in=assignments,
        planned__plan__in=plans_in_force(cohorts).values(),
    ).select_related("planned")  # fmt: skip
    found: dict[int, tuple[PlannedAssignment, set[int | None]]] = {}
    for row in rows:
        held = found.setdefault(row.planned.assignment_id, (row.planned, set()))
        held[1].add(row.group_id)
    return found
