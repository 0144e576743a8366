"""The programme leader signs what a unit needs to be taught and assessed properly."""

from collections.abc import Sequence
from datetime import datetime

from fairmark.catalogue.models import Unit
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.programmes.models import Cohort
from fairmark.teaching import resource_queries as queries
from fairmark.teaching.resource_models import ResourceCheck, ResourceLine
from fairmark.teaching.rules import Found
from fairmark.trail.writing import record
from fairmark.ui.words import in_turn
from fairmark.workflow.actions import action


@action(
    by=Role.PROGRAMME_LEADER,
    unless=queries.obstacles_to_signing_resources,
    records="resources_signed",
)
def sign_resources(
    cohort: Cohort, *, by: Person, at: datetime, unit: Unit, found: Sequence[Found]
) -> ResourceCheck:
    """Sign whether the staff, rooms, equipment, software and materials of a unit are there."""
    made = ResourceCheck.objects.create(
        centre_id=cohort.centre_id, cohort=cohort, unit=unit, signed_by=by, signed_at=at,
        replaces=queries.last_check(cohort, unit),
    )  # fmt: skip
    ResourceLine.objects.bulk_create(
        ResourceLine(check_of=made, what=one.what, is_there=one.is_there,
                     missing=one.missing.strip(), remedy=one.remedy.strip())
        for one in found
    )  # fmt: skip
    short = [one for one in found if not one.is_there]
    what = (
        "something is missing in " + in_turn([one.what for one in short])
        if short
        else "everything is there"
    )
    record(
        f"{by.name} signed the resources of {unit} for {cohort}: {what}.",
        made, name="resources_signed", by=by, at=at, unit=unit.number, is_whole=not short,
        missing={one.what: one.missing for one in short},
        remedies={one.what: one.remedy for one in short},
    )  # fmt: skip
    return made
