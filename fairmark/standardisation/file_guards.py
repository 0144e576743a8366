"""Who may have the files of an event: the staff who see one of its programmes."""

from typing import Any

from fairmark.evidence.serving import guards
from fairmark.people.rules import STAFF_ROLES
from fairmark.standardisation.queries import visible_events


@guards("standardisation.teamevent")
def may_see_files(request: Any, pk: int) -> bool:
    """Asked at each request."""
    is_staff = any(holding.role in STAFF_ROLES for holding in request.holdings)
    return is_staff and visible_events(request.centre, request.holdings).filter(pk=pk).exists()
