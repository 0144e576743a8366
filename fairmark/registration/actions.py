"""What the exams office does to registrations: register, end, transfer, change, tell."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fairmark.catalogue.queries import specification_on
from fairmark.catalogue.rules import uln_shape_problem
from fairmark.learners.class_list import DETAILS, change_details, shown
from fairmark.learners.models import Enrolment, Learner
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.programmes.models import Cohort, Programme
from fairmark.registration import queries
from fairmark.registration.details import note_changed_details
from fairmark.registration.models import Change, Confirmation, Entry, Registration
from fairmark.trail.writing import Draft, record, record_many
from fairmark.ui.words import how_many
from fairmark.workflow.actions import action


@action(
    by=Role.EXAMS_OFFICER,
    unless=queries.obstacles_to_registering,
    warn=queries.cautions_on_registering,
    records="learner_registered",
)
def register_learner(
    enrolment: Enrolment, *, by: Person, at: datetime, on: date | None = None
) -> Registration:
    """Register one learner with the awarding body on the programme they are taught on."""
    on = on or timezone.localtime(at).date()
    registration = _registration(enrolment, by, at, on)
    registration.save()
    record_many([_registered(registration, by, at)], by=by, at=at)
    return registration


@dataclass(frozen=True)
class IntakeOutcome:
    """Who of an intake was registered, and who was not and why."""

    registered: list[Registration]
    refused: list[tuple[Enrolment, list[str]]]


@action(
    by=Role.EXAMS_OFFICER,
    unless=queries.obstacles_to_registering_intake,
    records=("learner_registered", "intake_registered"),
)
def register_intake(
    cohort: Cohort, *, by: Person, at: datetime, on: date | None = None
) -> IntakeOutcome:
    """Register everybody in an intake who can be; those with a detail missing are left, and named."""
    on = on or timezone.localtime(at).date()
    intake = queries.intake(cohort, on)
    made = Registration.objects.bulk_create(
        [_registration(enrolment, by, at, on) for enrolment in intake.ready], batch_size=1000
    )
    record_many((_registered(registration, by, at) for registration in made), by=by, at=at)
    record(
        f"{by.name} registered {how_many(len(made), 'learner')} of {cohort} and left {len(intake.refused)}, "
        "whose details are not complete.",
        cohort, name="intake_registered", by=by, at=at, registered=len(made),
        left=len(intake.refused), on=on,
    )  # fmt: skip
    return IntakeOutcome(made, intake.refused)


def _registration(enrolment: Enrolment, by: Person, at: datetime, on: date) -> Registration:
    return Registration(
        centre_id=enrolment.centre_id, enrolment=enrolment, learner=enrolment.learner,
        programme=enrolment.cohort.programme, registered_on=on,
        completes_on=enrolment.planned_end_on, recorded_by=by, recorded_at=at,
    )  # fmt: skip


def _registered(registration: Registration, by: Person, at: datetime) -> Draft:
    return Draft(
        f"{by.name} registered {registration.learner} ({registration.learner.ref}) on "
        f"{registration.programme.code}, sent on {registration.registered_on:%-d %B %Y}.",
        registration, "learner_registered",
        {"programme": registration.programme.code, "registered_on": registration.registered_on},
    )  # fmt: skip


@action(by=Role.EXAMS_OFFICER, unless=queries.obstacles_to_ending, records="registration_withdrawn")
def withdraw_learner(
    registration: Registration, *, by: Person, at: datetime, on: date | None = None, why: str = ""
) -> Registration:
    """Withdraw a learner who has left; the awarding body is then to be told."""
    on = on or timezone.localtime(at).date()
    _end(registration, Registration.Status.WITHDRAWN, on)
    _leave(registration.enrolment, Enrolment.Status.LEFT, on)
    entries = Entry.objects.filter(
        enrolment=registration.enrolment, status=Entry.Status.ENTERED,
        sitting__series__closes_on__gte=on,
    ).update(status=Entry.Status.WITHDRAWN)  # fmt: skip
    _to_tell(registration, Change.Kind.WITHDRAWAL, f"Withdrawn. {why}".strip(), on)
    record(
        f"{by.name} withdrew {registration.learner} from {registration.programme.code}, "
        f"who left on {on:%-d %B %Y}.",
        registration, name="registration_withdrawn", by=by, at=at, on=on, why=why,
        entries_withdrawn=entries,
    )  # fmt: skip
    return registration


@action(
    by=Role.EXAMS_OFFICER,
    unless=queries.obstacles_to_deleting,
    warn=queries.cautions_on_deleting,
    records="registration_deleted",
)
def delete_registration(
    registration: Registration, *, by: Person, at: datetime, on: date | None = None, why: str = ""
) -> Registration:
    """Have a registration made in error deleted, inside the awarding body's window."""
    on = on or timezone.localtime(at).date()
    _end(registration, Registration.Status.DELETED, on)
    _to_tell(registration, Change.Kind.DELETION, f"Made in error. {why}".strip(), on)
    record(
        f"{by.name} deleted the registration of {registration.learner} on "
        f"{registration.programme.code}, made in error.",
        registration, name="registration_deleted", by=by, at=at, on=on, why=why,
    )  # fmt: skip
    return registration


@action(
    by=Role.EXAMS_OFFICER,
    unless=queries.obstacles_to_transferring,
    records="registration_transferred",
)
def transfer_learner(
    registration: Registration,
    *,
    by: Person,
    at: datetime,
    programme: Programme,
    on: date | None = None,
    why: str = "",
) -> Registration:
    """Move a learner's registration to another programme; the history stays with the first one."""
    on = on or timezone.localtime(at).date()
    _end(registration, Registration.Status.TRANSFERRED, on)
    _leave(registration.enrolment, Enrolment.Status.TRANSFERRED, on)
    cohort, _ = Cohort.objects.get_or_create(
        centre_id=registration.centre_id, programme=programme,
        year=registration.enrolment.cohort.year,
        defaults={
            "code": f"{programme.code}-{registration.enrolment.cohort.year.starts_on.year}",
            "teaching_starts_on": on,
            "planned_end_on": registration.completes_on,
            "specification": specification_on(programme.qualification, on),
        },
    )  # fmt: skip
    enrolment, new = Enrolment.objects.get_or_create(
        learner=registration.learner, cohort=cohort,
        defaults={
            "centre_id": registration.centre_id, "site": registration.enrolment.site,
            "starts_on": on, "planned_end_on": registration.completes_on,
        },
    )  # fmt: skip
    if not new and enrolment.status != Enrolment.Status.ACTIVE:
        enrolment.status, enrolment.left_on = Enrolment.Status.ACTIVE, None
        enrolment.save(update_fields=["status", "left_on"])
    made = Registration.objects.create(
        centre_id=registration.centre_id, enrolment=enrolment, learner=registration.learner,
        programme=programme, number=registration.number, registered_on=on,
        completes_on=enrolment.planned_end_on or registration.completes_on, replaces=registration, recorded_by=by,
        recorded_at=at,
    )  # fmt: skip
    what = f"Transferred from {registration.programme.code} to {programme.code}. {why}".strip()
    _to_tell(made, Change.Kind.TRANSFER, what, on)
    record(
        f"{by.name} transferred {registration.learner} from {registration.programme.code} to "
        f"{programme.code} on {on:%-d %B %Y}.",
        made, name="registration_transferred", by=by, at=at, on=on, why=why,
        from_programme=registration.programme.code, to_programme=programme.code,
    )  # fmt: skip
    return made


def _end(registration: Registration, status: str, on: date) -> None:
    registration.status, registration.ended_on = status, on
    registration.save(update_fields=["status", "ended_on"])


def _leave(enrolment: Enrolment, status: str, on: date) -> None:
    enrolment.status, enrolment.left_on = status, on
    enrolment.save(update_fields=["status", "left_on"])


def _to_tell(registration: Registration, kind: str, what: str, on: date) -> Change:
    return Change.objects.create(
        centre_id=registration.centre_id, registration=registration,
        learner_id=registration.learner_id, kind=kind, what=what[:300], happened_on=on,
    )  # fmt: skip


def obstacles_to_leaving(
    enrolment: Enrolment, person: Person, at: datetime, *, on: date | None = None, **_: Any
) -> list[str]:
    """Still there, and with no registration that would have to be withdrawn first."""
    if enrolment.status != Enrolment.Status.ACTIVE:
        return [f"{enrolment.learner} has left this programme already."]
    standing = Registration.objects.current().filter(
        learner=enrolment.learner_id, programme=enrolment.cohort.programme_id
    )
    if standing.exists():
        return ["The learner is registered. Withdraw the registration; that ends both."]
    if on and on > timezone.localtime(at).date():
        return [f"{on:%-d %B %Y} is still to come."]
    return []


@action(by=Role.EXAMS_OFFICER, unless=obstacles_to_leaving, records="learner_left")
def record_leaving(
    enrolment: Enrolment, *, by: Person, at: datetime, on: date, why: str = ""
) -> Enrolment:
    """Record that a learner who is not registered has left a programme."""
    _leave(enrolment, Enrolment.Status.LEFT, on)
    record(
        f"{by.name} recorded that {enrolment.learner} left {enrolment.cohort.programme.code} on "
        f"{on:%-d %B %Y}.",
        enrolment, name="learner_left", by=by, at=at, on=on, why=why,
    )  # fmt: skip
    return enrolment


def obstacles_to_returning(
    enrolment: Enrolment, person: Person, at: datetime, **_: Any
) -> list[str]:
    if enrolment.status == Enrolment.Status.ACTIVE:
        return [f"{enrolment.learner} is on this programme."]
    return []


@action(by=Role.EXAMS_OFFICER, unless=obstacles_to_returning, records="learner_returned")
def record_return(
    enrolment: Enrolment, *, by: Person, at: datetime, on: date, why: str = ""
) -> Enrolment:
    """Record that a learner has come back to a programme; they are then to be registered again."""
    enrolment.status, enrolment.left_on = Enrolment.Status.ACTIVE, None
    enrolment.save(update_fields=["status", "left_on"])
    record(
        f"{by.name} recorded that {enrolment.learner} came back to "
        f"{enrolment.cohort.programme.code} on {on:%-d %B %Y}.",
        enrolment, name="learner_returned", by=by, at=at, on=on, why=why,
    )  # fmt: skip
    return enrolment


@action(by=Role.EXAMS_OFFICER, unless=queries.obstacles_to_telling, records="change_told")
def record_telling(change: Change, *, by: Person, at: datetime, on: date, reference: str) -> Change:
    """Record when the awarding body was told of a change, and its reference."""
    change.told_on, change.reference, change.told_by = on, reference, by
    change.save(update_fields=["told_on", "reference", "told_by"])
    record(
        f"{by.name} told the awarding body on {on:%-d %B %Y}, reference {reference}: "
        f"{change.learner}, {change.get_kind_display().lower()}.",
        change, name="change_told", by=by, at=at, on=on, reference=reference,
    )  # fmt: skip
    return change


def obstacles_to_changing(
    learner: Learner, person: Person, at: datetime, *, values: Any = None, **_: Any
) -> list[str]:
    """Something is different, and the record has not been merged away."""
    if learner.merged_into_id:
        return [f"This record was merged into {learner.merged_into}. Change that one."]
    if values is None:
        return []
    if not _different(learner, values):
        return ["Nothing was changed."]
    return _unlikely(learner, values, timezone.localtime(at).date())


def _unlikely(learner: Learner, values: dict[str, Any], today: date) -> list[str]:
    """Details that no record can have, whoever types them."""
    found = [
        f"The {DETAILS[name]} cannot be empty."
        for name in ("surname", "forenames")
        if name in values and not str(values[name]).strip()
    ]
    if values.get("uln") and (problem := uln_shape_problem(values["uln"])):
        found.append(problem)
    born = values.get("date_of_birth", learner.date_of_birth)
    registered = Registration.objects.current().filter(learner=learner)
    if born is None and registered.exists():
        found.append("A registered learner’s date of birth cannot be empty.")
    if born and born >= today:
        found.append("The date of birth is in the future.")
    return found


def _different(learner: Learner, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != getattr(learner, name)}


@action(
    by=Role.EXAMS_OFFICER,
    unless=obstacles_to_changing,
    records="learner_details_changed",
)
def correct_details(
    learner: Learner, *, by: Person, at: datetime, values: dict[str, Any], why: str
) -> Learner:
    """Correct a learner's details; the old value stays visible, and the awarding body is to be told."""
    new = _different(learner, values)
    before = change_details(learner, new, None, at, why)
    note_changed_details([(learner, before, new)], by=by, at=at)
    said = ", ".join(
        f"{DETAILS[name]} from {shown(before[name]) or 'nothing'} to {shown(value) or 'nothing'}"
        for name, value in new.items()
    )
    record(
        f"{by.name} corrected {said} for {learner} ({learner.ref}).",
        learner, name="learner_details_changed", by=by, at=at, why=why,
        before={k: shown(v) for k, v in before.items()},
        after={k: shown(v) for k, v in new.items()},
    )  # fmt: skip
    return learner


def obstacles_to_changing_completion(
    registration: Registration, person: Person, at: datetime, *, completes_on: Any = None, **_: Any
) -> list[str]:
    found = queries.obstacles_to_ending(registration, person, at)
    if completes_on and completes_on == registration.completes_on:
        found.append("That is the estimated completion date we hold already.")
    if completes_on and completes_on <= registration.registered_on:
        found.append("The estimated completion date must come after the registration.")
    return found


@action(
    by=Role.EXAMS_OFFICER,
    unless=obstacles_to_changing_completion,
    records="completion_changed",
)
def change_completion(
    registration: Registration, *, by: Person, at: datetime, completes_on: date, why: str = ""
) -> Registration:
    """Change a learner's estimated completion date; the awarding body is then to be told."""
    before = registration.completes_on
    registration.completes_on = completes_on
    registration.save(update_fields=["completes_on"])
    what = f"Estimated completion from {shown(before)} to {shown(completes_on)}. {why}".strip()
    _to_tell(registration, Change.Kind.DETAILS, what, timezone.localtime(at).date())
    record(
        f"{by.name} changed the estimated completion of {registration.learner} from "
        f"{shown(before)} to {shown(completes_on)}.",
        registration, name="completion_changed", by=by, at=at, before=before,
        after=completes_on, why=why,
    )  # fmt: skip
    return registration


# -- what learners say -----------------------------------------------------------------------


def _answer(
    registration: Registration, by: Person, at: datetime, answer: str, *, query: str = "",
    on_paper: bool = False,
) -> Confirmation:  # fmt: skip
    return Confirmation.objects.create(
        registration=registration, shown_at=at, answer=answer, query=query, on_paper=on_paper,
        recorded_by=by, answered_at=at,
    )  # fmt: skip


@action(
    by=Role.LEARNER,
    whose=queries.is_own,
    unless=queries.obstacles_to_answering,
    records="registration_confirmed",
)
def confirm_registration(registration: Registration, *, by: Person, at: datetime) -> Confirmation:
    """Say that your registration is right."""
    made = _answer(registration, by, at, Confirmation.Answer.CONFIRMED)
    record(
        f"{by.name} confirmed their registration on {registration.programme.code}.",
        made, name="registration_confirmed", by=by, at=at, on_paper=False,
    )  # fmt: skip
    return made


@action(
    by=Role.LEARNER,
    whose=queries.is_own,
    unless=queries.obstacles_to_answering,
    records="registration_queried",
)
def query_registration(
    registration: Registration, *, by: Person, at: datetime, query: str
) -> Confirmation:
    """Say what is wrong with your registration."""
    made = _answer(registration, by, at, Confirmation.Answer.QUERIED, query=query)
    record(
        f"{by.name} queried their registration on {registration.programme.code}: {query}",
        made, name="registration_queried", by=by, at=at, query=query,
    )  # fmt: skip
    return made


@action(
    by=(Role.EXAMS_OFFICER, Role.PROGRAMME_LEADER),
    unless=queries.obstacles_to_answering,
    records=("registration_confirmed", "registration_queried"),
)
def record_paper_answer(
    registration: Registration, *, by: Person, at: datetime, answer: str, query: str = ""
) -> Confirmation:
    """Record what a learner answered on paper or in person."""
    made = _answer(registration, by, at, answer, query=query, on_paper=True)
    name = "registration_" + answer
    record(
        f"{by.name} recorded that {registration.learner} {answer} their registration on "
        f"{registration.programme.code}, on paper.",
        made, name=name, by=by, at=at, on_paper=True, query=query,
    )  # fmt: skip
    return made


@action(
    by=Role.EXAMS_OFFICER,
    unless=queries.obstacles_to_settling,
    records="registration_query_settled",
)
def settle_query(
    confirmation: Confirmation, *, by: Person, at: datetime, settlement: str
) -> Confirmation:
    """Answer a learner's query and close it."""
    confirmation.settled_at, confirmation.settlement = at, settlement
    confirmation.save(update_fields=["settled_at", "settlement"])
    record(
        f"{by.name} settled the query of {confirmation.registration.learner}: {settlement}",
        confirmation, name="registration_query_settled", by=by, at=at, settlement=settlement,
    )  # fmt: skip
    return confirmation
