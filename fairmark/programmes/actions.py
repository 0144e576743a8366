"""What is recorded of programmes: approvals, course codes, staff."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from fairmark.catalogue.models import Specification, Unit
from fairmark.centre.models import Site
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.programmes.models import (
    Allocation,
    Approval,
    Cohort,
    CourseCode,
    Programme,
    UnitTaken,
)
from fairmark.programmes.queries import combination_of, is_unit_of, units_of, units_taken, work_on
from fairmark.trail.writing import record
from fairmark.ui.words import how_many, in_turn
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


def obstacles_to_ending(
    allocation: Allocation, by: Person, at: datetime, *, until_on: date | None = None, **_: Any
) -> list[str]:
    """Once, and not before it began."""
    if allocation.until_on:
        return [
            f"{allocation.person} was on {allocation.cohort} until {allocation.until_on:%-d %B %Y}. "
            "Allocate them again if they come back."
        ]
    if until_on and until_on < allocation.from_on:
        return [
            f"It began on {allocation.from_on:%-d %B %Y}, so it cannot end on "
            f"{until_on:%-d %B %Y}. Give a later day."
        ]
    return []


@action(
    by=(Role.PROGRAMME_LEADER, Role.QUALITY_NOMINEE),
    unless=obstacles_to_ending,
    records="allocation_ended",
)
def end_allocation(
    allocation: Allocation, *, by: Person, at: datetime, until_on: date, why: str
) -> Allocation:
    """Say until which day a member of staff works on a cohort."""
    allocation.until_on = until_on
    allocation.save(update_fields=["until_on"])
    what = f" for {allocation.unit}" if allocation.unit else ""
    record(
        f"{by.name} ended the allocation of {allocation.person.name} to {allocation.cohort} as "
        f"{allocation.role}{what} on {until_on:%-d %B %Y}: {why}",
        allocation, name="allocation_ended", by=by, at=at, role=allocation.role,
        until_on=until_on, why=why,
    )  # fmt: skip
    return allocation


def obstacles_to_choosing(
    cohort: Cohort, by: Person, at: datetime, *, units: Sequence[Unit] | None = None, **_: Any
) -> list[str]:
    """Units of the issue that the cohort follows, and something must be different."""
    if cohort.specification_id is None:
        return [
            f"{cohort} follows no specification yet. Bring one in, or say which issue it follows."
        ]
    if units is None:
        return []
    strangers = [unit for unit in units if not is_unit_of(unit, cohort)]
    found = [f"{unit} is not a unit of {cohort.specification}." for unit in strangers]
    taken = {unit.pk for unit in units_taken(cohort)}
    if not found and {unit.pk for unit in units} == taken:
        found.append("These are the units that the cohort takes already. Change something.")
    return found


def cautions_on_choosing(
    cohort: Cohort, by: Person, at: datetime, *, units: Sequence[Unit] | None = None, **_: Any
) -> list[str]:
    """What keeps the units from being a valid combination, and work on one that is left out."""
    if units is None:
        return []
    verdict = combination_of(cohort, units)
    found = [str(problem) for problem in verdict.problems] if verdict else []
    chosen = {unit.pk for unit in units}
    for unit in units_taken(cohort):
        if unit.pk not in chosen and (work := work_on(cohort, [unit])):
            found.append(f"{unit} is left out, and there is work on it: {in_turn(work)}.")
    return found


@action(
    by=(Role.PROGRAMME_LEADER, Role.QUALITY_NOMINEE, Role.EXAMS_OFFICER),
    unless=obstacles_to_choosing,
    warn=cautions_on_choosing,
    records="units_chosen",
)
def choose_units(cohort: Cohort, *, by: Person, at: datetime, units: Sequence[Unit]) -> Cohort:
    """Say which units of its specification a cohort takes."""
    wanted = {unit.pk: unit for unit in units}
    held = {one.unit_id: one for one in cohort.units_taken.select_related("unit")}
    left = [one.unit.number for pk, one in held.items() if pk not in wanted]
    cohort.units_taken.exclude(unit__in=wanted).delete()
    added = [unit for pk, unit in wanted.items() if pk not in held]
    UnitTaken.objects.bulk_create(UnitTaken(cohort=cohort, unit=unit) for unit in added)
    verdict = combination_of(cohort, units)
    lines = [line.words for line in verdict.lines] if verdict else []
    record(
        f"{by.name} chose {how_many(len(wanted), 'unit')} for {cohort}: "
        f"{'. '.join(lines) or 'none'}.",
        cohort, name="units_chosen", by=by, at=at, units=[unit.number for unit in units],
        added=[unit.number for unit in added], left_out=left, combination=lines,
        valid=bool(verdict and verdict.is_valid),
    )  # fmt: skip
    return cohort


def obstacles_to_following(
    cohort: Cohort,
    by: Person,
    at: datetime,
    *,
    specification: Specification | None = None,
    **_: Any,
) -> list[str]:
    """Another issue of the same qualification, while nothing names a unit of the present one."""
    if specification is not None:
        if specification.pk == cohort.specification_id:
            return [f"{cohort} follows issue {specification.issue} already. Choose another."]
        if specification.qualification_id != cohort.programme.qualification_id:
            return [f"{specification} is not of {cohort.programme}."]
    found = []
    if taken := cohort.units_taken.count():
        found.append(
            f"{cohort} takes {how_many(taken, 'unit')} of {cohort.specification}. Save it with no "
            "unit first, then choose from the other issue."
        )
    if work := work_on(cohort, units_of(cohort)):
        found.append(
            f"There is work on units of {cohort.specification}: {in_turn(work)}. {cohort} stays "
            "with that issue while there is."
        )
    return found


@action(
    by=(Role.QUALITY_NOMINEE, Role.EXAMS_OFFICER),
    unless=obstacles_to_following,
    records="specification_followed",
)
def follow_specification(
    cohort: Cohort, *, by: Person, at: datetime, specification: Specification, why: str
) -> Cohort:
    """Say which issue of its specification a cohort follows, where it is not that of its start."""
    before = cohort.specification
    cohort.specification = specification
    cohort.save(update_fields=["specification"])
    record(
        f"{by.name} recorded that {cohort} follows issue {specification.issue} of its specification"
        f"{f', no longer issue {before.issue}' if before else ''}: {why}",
        cohort, name="specification_followed", by=by, at=at, why=why,
        issue=specification.issue, before=before.issue if before else None,
    )  # fmt: skip
    return cohort
