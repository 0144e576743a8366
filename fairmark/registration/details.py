"""What follows for the awarding body when a registered learner's details change."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from fairmark.exchange.importing import Journal
from fairmark.learners.class_list import DETAILS, shown
from fairmark.learners.models import Learner
from fairmark.people.models import Person
from fairmark.registration.models import Change, Registration

#: Details that the awarding body holds too; a change of any other is ours alone.
TOLD = ("surname", "forenames", "date_of_birth", "sex", "uln")


def note_changed_details(
    changes: list[tuple[Learner, dict[str, Any], dict[str, Any]]],
    *,
    by: Person,
    at: datetime,
    journal: Journal | None = None,
) -> list[Change]:
    """Start the clock for telling the awarding body, for each learner registered now (REG-5)."""
    told = {
        learner.pk: what
        for learner, before, values in changes
        if (what := _in_words(before, values))
    }
    registrations = Registration.objects.current().filter(learner__in=list(told))
    happened_on = timezone.localtime(at).date()
    made = Change.objects.bulk_create(
        Change(
            centre_id=registration.centre_id, registration=registration,
            learner_id=registration.learner_id, kind=Change.Kind.DETAILS,
            what=told[registration.learner_id][:300], happened_on=happened_on,
        )
        for registration in registrations
    )  # fmt: skip
    if journal:
        journal.created(made)
    return made


def _in_words(before: dict[str, Any], values: dict[str, Any]) -> str:
    return "; ".join(
        f"{DETAILS[name]} from {shown(before[name]) or 'nothing'} to {shown(values[name])}"
        for name in TOLD
        if name in values
    )
