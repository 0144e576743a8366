"""Who may have the files of a brief: its programme's staff, and learners once it was issued to them."""

from typing import Any

from fairmark.briefs.queries import issued_to, learner_of, visible_briefs
from fairmark.evidence.serving import guards
from fairmark.people.rules import STAFF_ROLES


@guards("briefs.brief")
def may_see_files(request: Any, pk: int) -> bool:
    """Asked at each request."""
    is_staff = any(holding.role in STAFF_ROLES for holding in request.holdings)
    if is_staff and visible_briefs(request.centre, request.holdings).filter(pk=pk).exists():
        return True
    learner = learner_of(request.person)
    return learner is not None and any(one.brief_id == pk for one in issued_to(learner))
