"""Our record and the awarding body’s, side by side."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fairmark.catalogue.rules import uln_problem
from fairmark.centre.models import Centre
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.registration.agreement_models import BodyRecord, Comparison, Difference, Statement
from fairmark.registration.deadlines import Deadlines
from fairmark.registration.matching_rules import Ours, Theirs
from fairmark.registration.models import Registration
from fairmark.registration.queries import to_register


def last_statement(centre: Centre) -> Statement | None:
    return Statement.objects.filter(centre=centre).first()


def last_comparison(centre: Centre) -> Comparison | None:
    return Comparison.objects.filter(centre=centre).select_related("statement").first()


def last_good_comparison(centre: Centre) -> Comparison | None:
    """The last comparison after which nothing was left unexplained."""
    return Comparison.objects.filter(centre=centre, unexplained=0).first()


def obstacles_to_comparing(centre: Centre, person: Person, at: datetime, **_: Any) -> list[str]:
    if last_statement(centre) is None:
        return ["Load the awarding body’s export of our registrations first."]
    return []


def ours(centre: Centre) -> list[Ours]:
    """Our side of the comparison: registrations that stand or were withdrawn, and bare enrolments."""
    deadlines = Deadlines(centre)
    found = [
        _ours(registration.enrolment, registration, deadlines)
        for registration in Registration.objects.filter(
            centre=centre
        ).select_related(
            "learner", "programme__qualification", "enrolment__learner", "enrolment__cohort__year",
            "enrolment__cohort__programme__qualification",
        )
    ]  # fmt: skip
    return found + [_ours(enrolment, None, deadlines) for enrolment in to_register(centre)]


def _ours(enrolment: Enrolment, registration: Registration | None, deadlines: Deadlines) -> Ours:
    learner = enrolment.learner
    programme = registration.programme if registration else enrolment.cohort.programme
    completes_on = registration.completes_on if registration else enrolment.planned_end_on
    return Ours(
        learner=learner.pk,
        registration=registration.pk if registration else None,
        student_ref=learner.ref,
        surname=learner.surname,
        forenames=learner.forenames,
        date_of_birth=learner.date_of_birth,
        sex=learner.sex,
        uln=learner.uln,
        uln_problem=uln_problem(learner.uln) if learner.uln else "",
        programme=programme.code.upper(),
        number=registration.number if registration else "",
        completes_on=completes_on,
        withdrawn=bool(registration and registration.status != Registration.Status.REGISTERED),
        ended=registration.get_status_display() if registration else "",
        late_after=deadlines.of(enrolment),
    )


#: States of the awarding body's in which a registration no longer stands.
ENDED_THERE = ("withdrawn", "deleted", "cancelled", "canceled", "transferred", "lapsed", "expired")


def theirs(statement: Statement) -> list[Theirs]:
    """The awarding body's side: every line of its export."""
    return [
        Theirs(
            line=line.line, surname=line.surname, forenames=line.forenames,
            date_of_birth=line.date_of_birth, sex=line.sex, uln=line.uln,
            programme=line.programme_code.upper(), number=line.number, registered_on=line.registered_on,
            completes_on=line.completes_on,
            withdrawn=line.status.split()[0].casefold() in ENDED_THERE if line.status else False,
        )
        for line in BodyRecord.objects.filter(statement=statement)
    ]  # fmt: skip


def obstacles_to_explaining(
    difference: Difference, person: Person, at: datetime, **_: Any
) -> list[str]:
    if difference.state == Difference.State.RESOLVED:
        return ["The last comparison no longer found this difference."]
    return []
