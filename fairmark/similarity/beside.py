"""What likeness says beside work on the pages of assessment."""

from collections.abc import Sequence

from fairmark.assessment.beside import Mark, stands_beside_work
from fairmark.people.rules import Holding
from fairmark.planning.models import Assignment
from fairmark.programmes.queries import visible_programmes
from fairmark.similarity.models import Compared, Likeness
from fairmark.similarity.queries import OVER, SEES_LIKENESS


@stands_beside_work
def likeness_to_other_work(
    assignment: Assignment, holdings: Sequence[Holding]
) -> dict[int | None, Mark]:
    """For those who see likeness: what the policy asks to look into, and how far work is compared."""
    held = [one for one in holdings if one.role in SEES_LIKENESS]
    programme = assignment.cohort.programme_id
    if not held or not (
        visible_programmes(assignment.cohort.centre, held, with_learners=True)
        .filter(pk=programme)
        .exists()
    ):
        return {}
    page = f"/assignments/{assignment.pk}/similarity/"
    found: dict[int | None, Mark] = {}
    rows = Likeness.objects.filter(OVER, one__assignment=assignment)
    for pk, one, look in rows.order_by("looks__at").values_list("pk", "one", "looks"):
        if look is None:
            found[one] = Mark("Like other work", "is-due", "half", f"/likenesses/{pk}/")
        else:
            found.setdefault(
                one, Mark("Likeness looked into", "is-none", "tick", f"/likenesses/{pk}/")
            )
    is_compared = Compared.objects.filter(submission__assignment=assignment).exists()
    waiting = sum(mark.look == "is-due" for mark in found.values())
    if waiting:
        found[None] = Mark(f"Likeness to look into: {waiting}", "is-due", "half", page)
    elif is_compared:
        found[None] = Mark("Compared with other work", "is-none", "tick", page)
    else:
        found[None] = Mark("Not compared with other work yet", "is-none", "na", page)
    return found
