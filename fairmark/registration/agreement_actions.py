"""Agreeing with the awarding body's record: compare, and explain what stays different."""

from datetime import datetime
from typing import Any

from django.db import connection

from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.registration import agreement_queries
from fairmark.registration.agreement_models import Comparison, Difference
from fairmark.registration.matching_rules import Found, Kind, Ours, Theirs, compare
from fairmark.registration.models import Registration
from fairmark.trail.writing import Draft, record, record_many
from fairmark.workflow.actions import action


@action(
    by=(Role.EXAMS_OFFICER, Role.QUALITY_NOMINEE),
    unless=agreement_queries.obstacles_to_comparing,
    records=("registration_seen", "difference_found", "difference_resolved", "records_compared"),
)
def compare_records(centre: Centre, *, by: Person, at: datetime) -> Comparison:
    """Compare our registrations with the awarding body's record and list every difference."""
    statement = agreement_queries.last_statement(centre)
    assert statement is not None
    result = compare(agreement_queries.ours(centre), agreement_queries.theirs(statement))
    _take_numbers(result.pairs, by, at)
    _keep_differences(centre, result.differences, by, at)
    open_now = Difference.objects.filter(centre=centre, state=Difference.State.OPEN).count()
    comparison = Comparison.objects.create(
        centre=centre, statement=statement, compared_at=at, compared_by=by,
        matched=len(result.pairs), found=len(result.differences), unexplained=open_now,
    )  # fmt: skip
    record(
        f"{by.name} compared our registrations with the awarding body’s record: "
        f"{len(result.pairs)} matched, {len(result.differences)} differences, {open_now} to act on.",
        comparison, name="records_compared", by=by, at=at, matched=len(result.pairs),
        differences=len(result.differences), unexplained=open_now, statement=statement.sha256,
    )  # fmt: skip
    return comparison


def _take_numbers(pairs: list[tuple[Ours, Theirs]], by: Person, at: datetime) -> None:
    """Keep the registration number and date that the awarding body's record shows for ours."""
    seen = {our.registration: their for our, their in pairs}
    held = set(
        Registration.objects.current()
        .filter(centre=by.centre_id)
        .exclude(number="")
        .values_list("number", flat=True)
    )
    changed = []
    for registration in (
        Registration.objects.filter(centre=by.centre_id).select_related("learner")
    ):  # fmt: skip
        their = seen.get(registration.pk)
        if their is None:
            continue
        number = registration.number
        if not number and their.number not in held:
            number = their.number
            held.add(number)
        if (number, their.registered_on) != (registration.number, registration.confirmed_on):
            registration.number, registration.confirmed_on = number, their.registered_on
            changed.append(registration)
    with (
        connection.cursor() as cursor
    ):  # one statement each: bulk_update takes twenty times as long
        cursor.executemany(
            "UPDATE registration_registration SET number = %s, confirmed_on = %s WHERE id = %s",
            [(one.number, one.confirmed_on, one.pk) for one in changed],
        )
    record_many(
        (
            Draft(
                f"The awarding body’s record shows {registration.learner} registered"
                + (f" on {registration.confirmed_on:%-d %B %Y}" if registration.confirmed_on else "")
                + f", number {registration.number}.",
                registration, "registration_seen",
                {"number": registration.number, "confirmed_on": registration.confirmed_on},
            )
            for registration in changed
        ),
        by=by, at=at,
    )  # fmt: skip


def _key(found: Found | Difference) -> tuple[str, str, str, str, str]:
    return (found.kind, found.student_ref, found.number, found.ours, found.theirs)


def _keep_differences(centre: Centre, differences: list[Found], by: Person, at: datetime) -> None:
    """Add what is new, keep what still stands, resolve what is no longer found."""
    standing = {
        _key(one): one
        for one in Difference.objects.filter(centre=centre).exclude(state=Difference.State.RESOLVED)
    }
    new = [found for found in differences if _key(found) not in standing]
    still = [standing.pop(_key(found)) for found in differences if _key(found) in standing]
    Difference.objects.filter(pk__in=[one.pk for one in still]).update(last_found_at=at)
    made = Difference.objects.bulk_create(
        Difference(
            centre=centre, kind=found.kind.value, learner_id=found.learner,
            registration_id=found.registration, who=found.who, student_ref=found.student_ref,
            number=found.number, ours=found.ours, theirs=found.theirs, cure=found.cure,
            first_found_at=at, last_found_at=at,
        )
        for found in new
    )  # fmt: skip
    for one in standing.values():
        one.state, one.resolved_at = Difference.State.RESOLVED, at
    Difference.objects.bulk_update(list(standing.values()), ["state", "resolved_at"])
    record_many(
        [
            Draft(f"The two records differ for {one.who}: {one.kind}. Ours: {one.ours}; "
                  f"the awarding body’s: {one.theirs}.", one, "difference_found",
                  {"kind": one.kind, "ours": one.ours, "theirs": one.theirs})
            for one in made
        ] + [
            Draft(f"The two records no longer differ for {one.who}: {one.kind}.", one,
                  "difference_resolved", {"kind": one.kind})
            for one in standing.values()
        ],
        by=by, at=at,
    )  # fmt: skip


def obstacles_to_taking_number(
    difference: Difference, person: Person, at: datetime, **_: Any
) -> list[str]:
    """A difference in the number alone, whose number no other registration of ours holds."""
    if difference.kind != Kind.NUMBER or difference.registration is None:
        return ["This difference is not about a registration number."]
    held = Registration.objects.current().filter(
        centre=difference.centre_id, number=difference.theirs
    )
    if other := held.exclude(pk=difference.registration_id).first():
        return [f"We hold {difference.theirs} for {other}. Put that registration right first."]
    return []


@action(by=Role.EXAMS_OFFICER, unless=obstacles_to_taking_number, records="number_corrected")
def take_number(difference: Difference, *, by: Person, at: datetime) -> Registration:
    """Correct our registration number to the one the awarding body's record shows."""
    registration = difference.registration
    assert registration is not None
    before, registration.number = registration.number, difference.theirs
    registration.save(update_fields=["number"])
    record(
        f"{by.name} corrected the registration number of {registration.learner} from {before} to "
        f"{registration.number}.",
        registration, name="number_corrected", by=by, at=at, before=before,
        after=registration.number,
    )  # fmt: skip
    return registration


@action(
    by=(Role.EXAMS_OFFICER, Role.QUALITY_NOMINEE),
    unless=agreement_queries.obstacles_to_explaining,
    records="difference_explained",
)
def explain_difference(
    difference: Difference, *, by: Person, at: datetime, explanation: str
) -> Difference:
    """Say why a difference stands; it stays listed with the explanation."""
    difference.state = Difference.State.EXPLAINED
    difference.explanation, difference.explained_by = explanation, by
    difference.explained_at = at
    difference.save(update_fields=["state", "explanation", "explained_by", "explained_at"])
    record(
        f"{by.name} explained the difference for {difference.who} ({difference.kind}): "
        f"{explanation}",
        difference, name="difference_explained", by=by, at=at, explanation=explanation,
    )  # fmt: skip
    return difference
