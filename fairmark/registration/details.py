"""What follows for the awarding body when a registered learner's details change."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from fairmark.exchange.importing import Journal
from fairmark.learners.class_list import DETAILS, shown
from fairmark.learners.models import Enrolment, Learner
from fairmark.learners.rules import same_surname
from fairmark.people.models import Person
from fairmark.registration.agreement_models import BodyRecord
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
    changed = {learner.pk: values for learner, _, values in changes}
    registrations = [
        one
        for one in Registration.objects.current().filter(learner__in=list(told))
        if not _held_already(one, changed[one.learner_id])
    ]
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


def _held_already(registration: Registration, values: dict[str, Any]) -> bool:
    """Whether the awarding body's last export shows the new values: then there is nothing to tell."""
    if not registration.number:
        return False
    line = (
        BodyRecord.objects.filter(
            statement__centre=registration.centre_id, number=registration.number
        )
        .order_by("-statement__loaded_at", "-pk")
        .first()
    )
    told = {name: value for name, value in values.items() if name in TOLD}
    return line is not None and all(_alike(getattr(line, name), told[name]) for name in told)


def _alike(theirs: Any, ours: Any) -> bool:
    if isinstance(ours, str) and isinstance(theirs, str):
        return theirs == ours or same_surname(theirs, ours)
    return bool(theirs == ours)


def _in_words(before: dict[str, Any], values: dict[str, Any]) -> str:
    return "; ".join(
        f"{DETAILS[name]} from {shown(before[name]) or 'nothing'} to {shown(values[name])}"
        for name in TOLD
        if name in values
    )


def note_changed_completion(
    enrolments: list[Enrolment], *, at: datetime, journal: Journal
) -> list[Change]:
    """Carry a changed planned end to the registration, and start the clock for telling of it."""
    planned = {enrolment.pk: enrolment.planned_end_on for enrolment in enrolments}
    made = []
    for registration in Registration.objects.current().filter(enrolment__in=list(planned)):
        before, after = registration.completes_on, planned[registration.enrolment_id]
        if before == after:
            continue
        registration.completes_on = after
        registration.save(update_fields=["completes_on"])
        text = before.isoformat() if before else None
        journal.changed(registration, {"completes_on": text}, ["completes_on"])
        made.append(
            Change(
                centre_id=registration.centre_id,
                registration=registration,
                learner_id=registration.learner_id,
                kind=Change.Kind.DETAILS,
                what=f"Estimated completion from {shown(before) or 'nothing'} to {shown(after)}",
                happened_on=timezone.localtime(at).date(),
            )
        )
    journal.created(Change.objects.bulk_create(made))
    return made
