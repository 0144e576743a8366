"""What is recorded of programmes: approvals, course codes, staff."""

from datetime import date, datetime
from typing import Any

from fairmark.centre.models import Site
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.programmes.models import Allocation, Approval, Cohort, CourseCode, Programme
from fairmark.programmes.queries import is_unit_of
from fairmark.trail.writing import record
from fairmark.workflow.actions import action


@action(by=(Role.QUALITY_NOMINEE, Role.EXAMS_OFFICER), records="approval_recorded")
def record_approval(
    programme: Programme,
    *,
    by: Person,
    at: datetime,
    status: str,
    reference: str = "",
    applied_on: date | None = None,
    confirmed_on: date | None = None,
    approved_from: date | None = None,
    approved_until: date | None = None,
    certificates_until: date | None = None,
) -> Approval:
    """Record what the awarding body approved for a programme, and from when until when."""
    approval = Approval.objects.create(
        centre_id=programme.centre_id, programme=programme, status=status, reference=reference,
        applied_on=applied_on, confirmed_on=confirmed_on, approved_from=approved_from,
        approved_until=approved_until, certificates_until=certificates_until,
    )  # fmt: skip
    record(
        f"{by.name} recorded the approval of {programme.code}: "
        f"{approval.get_status_display().lower()}, reference {reference or 'none'}.",
        approval, name="approval_recorded", by=by, at=at, status=status, reference=reference,
        approved_from=approved_from, approved_until=approved_until,
    )  # fmt: skip
    return approval


def obstacles_to_adding_code(
    programme: Programme, person: Person, at: datetime, *, code: str = "", **_: Any
) -> list[str]:
    held = CourseCode.objects.filter(centre=programme.centre_id, code__iexact=code).first()
    if code and held:
        return [f"{code} already stands for {held.programme.code}."]
    return []


@action(
    by=(Role.EXAMS_OFFICER, Role.PROGRAMME_LEADER),
    unless=obstacles_to_adding_code,
    records="course_code_added",
)
def add_course_code(programme: Programme, *, by: Person, at: datetime, code: str) -> CourseCode:
    """Say by which code your student system knows a programme."""
    made = CourseCode.objects.create(
        centre_id=programme.centre_id, programme=programme, code=code.upper()
    )
    record(
        f"{by.name} added the course code {made.code} to {programme.code}.",
        programme, name="course_code_added", by=by, at=at, code=made.code,
    )  # fmt: skip
    return made


@action(by=Role.EXAMS_OFFICER, records="fee_recorded")
def record_fee(programme: Programme, *, by: Person, at: datetime, fee_pence: int) -> Programme:
    """Record what the awarding body charges to register a learner, to forecast late fees by."""
    programme.fee_pence = fee_pence
    programme.save(update_fields=["fee_pence"])
    record(
        f"{by.name} recorded a registration fee of £{fee_pence / 100:.2f} for {programme.code}.",
        programme, name="fee_recorded", by=by, at=at, fee_pence=fee_pence,
    )  # fmt: skip
    return programme


def obstacles_to_allocating(
    cohort: Cohort, by: Person, at: datetime, *, person: Any = None, unit: Any = None, **_: Any
) -> list[str]:
    found = []
    if person is not None and person.centre_id != cohort.centre_id:
        found.append("That person is not on this centre’s staff.")
    if unit is not None and not is_unit_of(unit, cohort):
        found.append(f"{unit} is not a unit of {cohort.programme}.")
    return found


@action(
    by=(Role.PROGRAMME_LEADER, Role.QUALITY_NOMINEE),
    unless=obstacles_to_allocating,
    records="staff_allocated",
)
def allocate_staff(
    cohort: Cohort, *, by: Person, at: datetime, person: Person, role: str, from_on: date,
    unit: Any = None, site: Site | None = None,
) -> Allocation:  # fmt: skip
    """Allocate a member of staff to a cohort, as what and for which unit."""
    made = Allocation.objects.create(
        centre_id=cohort.centre_id, cohort=cohort, person=person, role=role, unit=unit, site=site,
        from_on=from_on,
    )  # fmt: skip
    what = f" for {unit}" if unit else ""
    record(
        f"{by.name} allocated {person.name} to {cohort} as {role}{what}.",
        made, name="staff_allocated", by=by, at=at, role=role, from_on=from_on,
    )  # fmt: skip
    return made
