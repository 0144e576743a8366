"""Completing a scheme whose numbers nobody knows, from the centre's own specification."""

from datetime import datetime
from typing import Any

from fairmark.catalogue import schemes
from fairmark.catalogue.scheme_models import CompletedScheme
from fairmark.catalogue.scheme_queries import with_numbers
from fairmark.catalogue.scheme_typing import numbers_of
from fairmark.catalogue.schemes import BadScheme
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.trail.writing import record
from fairmark.workflow.actions import action


def obstacles_to_completing(
    centre: Centre, person: Person, at: datetime, *, scheme: str = "", document: str = "",
    **typed: Any,
) -> list[str]:  # fmt: skip
    """Only a scheme without numbers is completed, and only with numbers that hang together."""
    if not scheme:
        return []
    shipped = schemes.shipped().get(scheme)
    if shipped is None or shipped.has_numbers:
        return ["The numbers of this scheme are known. Tell us where they are wrong instead."]
    if not typed:
        return []
    try:
        with_numbers(
            shipped, numbers_of(shipped, **typed), document=document, publisher=centre.name
        )
    except BadScheme as bad:
        return list(bad.problems)
    return []


@action(
    by=(Role.QUALITY_NOMINEE, Role.EXAMS_OFFICER),
    unless=obstacles_to_completing,
    records="scheme_completed",
)
def complete_scheme(
    centre: Centre, *, by: Person, at: datetime, scheme: str, document: str, **typed: Any
) -> CompletedScheme:
    """Type in the numbers of a grading scheme from your specification."""
    shipped = schemes.shipped()[scheme]
    row = CompletedScheme.objects.create(
        centre=centre, scheme=scheme, numbers=numbers_of(shipped, **typed), typed=typed,
        document=document, by=by, at=at,
    )  # fmt: skip
    record(
        f"{by.name} typed in the numbers of the grading scheme {shipped.full_title}, "
        f"from {document}.",
        row, name="scheme_completed", by=by, at=at, scheme=scheme, document=document,
        numbers=row.numbers,
    )  # fmt: skip
    return row
