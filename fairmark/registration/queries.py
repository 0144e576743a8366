"""What people ask about registrations, and what stands in the way of changing one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.learners.models import Enrolment, Learner
from fairmark.learners.queries import resembling
from fairmark.people.models import Person
from fairmark.programmes.models import Cohort, Programme
from fairmark.programmes.queries import usual_year
from fairmark.registration import rules
from fairmark.registration.models import (
    Change,
    Confirmation,
    Registration,
)
from fairmark.rulebook.queries import NoRule, rule


def registrations_visible_to(learners: QuerySet[Learner]) -> QuerySet[Registration]:
    """Registrations of learners that somebody may see."""
    return Registration.objects.filter(learner__in=learners).select_related(
        "learner", "programme", "enrolment__cohort__year", "enrolment__group", "enrolment__site"
    )


def to_register(centre: Centre, cohort: Cohort | None = None) -> QuerySet[Enrolment]:
    """Learners who are taught and not registered on the programme they are taught on."""
    standing = Registration.objects.current().filter(
        learner=OuterRef("learner"), programme=OuterRef("cohort__programme")
    )
    enrolments = Enrolment.objects.filter(
        ~Exists(standing), centre=centre, status=Enrolment.Status.ACTIVE,
        learner__merged_into=None,
    ).select_related("learner", "cohort__programme__qualification", "cohort__year", "site", "group")  # fmt: skip
    return enrolments.filter(cohort=cohort) if cohort else enrolments


# -- registering --------------------------------------------------------------------------------


def obstacles_to_registering(
    enrolment: Enrolment, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    """What stops this enrolment being registered: it is already, or a detail is missing."""
    on = on or timezone.localtime(at).date()
    learner = enrolment.learner
    found = []
    if enrolment.status != Enrolment.Status.ACTIVE:
        found.append("The learner has left this programme.")
    if on > timezone.localtime(at).date():
        found.append(f"{on:%-d %B %Y} is still to come. Give the day it was sent.")
    standing = Registration.objects.current().filter(
        learner=learner, programme=enrolment.cohort.programme
    )
    if standing.exists():
        found.append(f"{learner} is already registered on {enrolment.cohort.programme.code}.")
    return found + _incomplete(enrolment, on)


def _incomplete(enrolment: Enrolment, on: date) -> list[str]:
    learner = enrolment.learner
    return rules.incomplete_details(
        surname=learner.surname, forenames=learner.forenames, date_of_birth=learner.date_of_birth,
        completes_on=enrolment.planned_end_on, registered_on=on,
    )  # fmt: skip


def cautions_on_registering(
    enrolment: Enrolment, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    """Another record that may be the same learner; a day before teaching; details too long.

    Too long for the awarding body's form, that is.
    """
    on = on or timezone.localtime(at).date()
    learner, family = enrolment.learner, enrolment.cohort.programme.qualification.family
    twins = resembling(enrolment.centre, [learner])[learner.pk]
    return (
        _same_person(twins)
        + _before_teaching(enrolment, on)
        + rules.too_long(
            {
                name: (value, rule(f"registration.{key}", family=family, on=on).value)
                for name, value, key in (
                    ("reference", learner.ref, "reference_length"),
                    ("first names", learner.forenames, "forenames_length"),
                    ("surname", learner.surname, "surname_length"),
                )
            }
        )
    )


def _before_teaching(enrolment: Enrolment, on: date) -> list[str]:
    if on >= enrolment.starts_on:
        return []
    return [
        f"{on:%-d %B %Y} is before the first day of teaching, {enrolment.starts_on:%-d %B %Y}. Check "
        "the day, or say why the learner was registered before."
    ]


def _same_person(twins: list[tuple[Learner, str]]) -> list[str]:
    return [f"May be the same learner as {one} ({one.ref}): {why}." for one, why in twins]


@dataclass(frozen=True)
class Intake:
    """An intake about to be registered: who is ready, and who is not and why."""

    ready: list[Enrolment]
    refused: list[tuple[Enrolment, list[str]]]


def intake(cohort: Cohort, on: date) -> Intake:
    """Everybody in a cohort who is still to be registered.

    A learner who may be another is refused here; registered alone, it takes a reason.
    """
    waiting = list(to_register(cohort.centre, cohort))
    twins = resembling(cohort.centre, (enrolment.learner for enrolment in waiting))
    ready, refused = [], []
    for enrolment in waiting:
        reasons = _incomplete(enrolment, on) + _same_person(twins[enrolment.learner_id])
        if reasons:
            refused.append((enrolment, reasons))
        else:
            ready.append(enrolment)
    return Intake(ready, refused)


def obstacles_to_registering_intake(
    cohort: Cohort, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    """There is somebody to register, on a day that has come."""
    today = timezone.localtime(at).date()
    if on and on > today:
        return [f"{on:%-d %B %Y} is still to come. Give the day it was sent."]
    if not to_register(cohort.centre, cohort).exists():
        return [f"Every learner of {cohort} is registered."]
    return []


# -- ending and changing ------------------------------------------------------------------------


def obstacles_to_ending(
    registration: Registration, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    """A registration that stands, on a day that has come and is not before it."""
    if registration.status != Registration.Status.REGISTERED:
        return [
            f"This registration was {registration.get_status_display().lower()} on "
            f"{registration.ended_on:%-d %B %Y}."
        ]
    found = []
    if on and on > timezone.localtime(at).date():
        found.append(f"{on:%-d %B %Y} is still to come.")
    if on and on < registration.registered_on:
        found.append(
            f"{on:%-d %B %Y} is before the registration of {registration.registered_on:%-d %B %Y}."
        )
    return found


def obstacles_to_deleting(
    registration: Registration, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    """As for ending, and inside the awarding body's window for deletions. REG-20 to REG-22."""
    found = obstacles_to_ending(registration, person, at, on=on)
    if found:
        return found
    on = on or timezone.localtime(at).date()
    counted_from, days, last_day = deletion_window(registration, on)
    return rules.deletion_obstacles(
        counted_from=counted_from, days=days, last_day=last_day, on=on
    )  # fmt: skip


def deletion_window(registration: Registration, on: date) -> tuple[date, int, date | None]:
    """From which day how many calendar days count, and the year's last day for deletions."""
    family = registration.programme.qualification.family
    window = rule("registration.delete_days", family=family, on=on)
    from_enrolment = "enrolment" in window.unit
    start = registration.enrolment.starts_on if from_enrolment else registration.registered_on
    return start, window.value, _last_deletion_day(registration, family, on)


def _last_deletion_day(registration: Registration, family: str, on: date) -> date | None:
    try:
        last = rule("registration.delete_by", family=family, on=on)
    except NoRule:
        return None
    year_starts_on, _ = usual_year(registration.registered_on)
    return rules.day_in_year(last.value, year_starts_on)


def cautions_on_deleting(
    registration: Registration, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    """A deletion said to have been made in time, but recorded after the window has closed."""
    today = timezone.localtime(at).date()
    if on is None or on == today or obstacles_to_deleting(registration, person, at, on=on):
        return []
    if not obstacles_to_deleting(registration, person, at, on=today):
        return []
    return [
        f"The window for deletions has closed since {on:%-d %B %Y}. Say how it is known that the "
        "awarding body deleted the registration on that day."
    ]


def obstacles_to_transferring(
    registration: Registration,
    person: Person,
    at: datetime,
    *,
    on: date | None = None,
    programme: Programme | None = None,
    **_: Any,
) -> list[str]:
    """As for ending, to another programme of ours, in a family that allows it. REG-24, REG-25."""
    found = obstacles_to_ending(registration, person, at, on=on)
    family = registration.programme.qualification.family
    allowed = rule("registration.transfer_allowed", family=family, on=on or timezone.localdate(at))
    if not allowed.value:
        found.append(allowed.says)
    if programme is None:
        return found
    if programme == registration.programme:
        found.append(f"{registration.learner} is on {programme.code} already.")
    elif programme.centre_id != registration.centre_id:
        found.append("That programme is not one of ours.")
    elif (
        Registration.objects.current()
        .filter(learner=registration.learner, programme=programme)
        .exists()
    ):
        found.append(f"{registration.learner} is already registered on {programme.code}.")
    return found


def obstacles_to_telling(
    change: Change, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    """It has not been told yet, and is told after it happened and not in the future."""
    if change.told_on:
        return [f"The awarding body was told on {change.told_on:%-d %B %Y}."]
    if on and on < change.happened_on:
        return [f"It happened on {change.happened_on:%-d %B %Y}, so it was told then or later."]
    if on and on > timezone.localtime(at).date():
        return [f"{on:%-d %B %Y} is still to come."]
    return []


# -- learners confirm ---------------------------------------------------------------------------


def is_own(record: Any, person: Person) -> bool:
    """Whether a registration is the learner's own."""
    return bool(record.learner.person_id == person.pk)


def obstacles_to_answering(
    registration: Registration, person: Person, at: datetime, **_: Any
) -> list[str]:
    """Only a registration that stands is confirmed."""
    if registration.status != Registration.Status.REGISTERED:
        return ["This registration no longer stands."]
    return []


def obstacles_to_settling(
    confirmation: Confirmation, person: Person, at: datetime, **_: Any
) -> list[str]:
    if confirmation.answer != Confirmation.Answer.QUERIED:
        return ["The learner raised no query."]
    if confirmation.settled_at:
        return ["This query is settled already."]
    return []
