"""What a team keeps of its teaching: timetables, first days of units, schemes of work, employers."""

from datetime import date, datetime

from fairmark.catalogue.models import Unit
from fairmark.evidence.keeping import Taken, attach
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.programmes.models import Cohort, Group
from fairmark.teaching import queries, rules
from fairmark.teaching.models import (
    EmployerInvolvement,
    TeachingDocument,
    Timetable,
    UnitBeginning,
)
from fairmark.trail.writing import record
from fairmark.workflow.actions import action

#: Who keeps the file: the programme's own team, and the quality nominee.
TEAM = (
    Role.PROGRAMME_LEADER, Role.LEAD_INTERNAL_VERIFIER, Role.INTERNAL_VERIFIER, Role.ASSESSOR,
    Role.QUALITY_NOMINEE,
)  # fmt: skip
LEAD = (Role.PROGRAMME_LEADER, Role.QUALITY_NOMINEE)


@action(
    by=LEAD, unless=queries.obstacles_to_timetable, records=("timetable_added", "file_attached")
)
def add_timetable(
    cohort: Cohort, *, by: Person, at: datetime, valid_from_on: date, group: Group | None = None,
    link: str = "", note: str = "", taken: Taken | None = None,
) -> Timetable:  # fmt: skip
    """Add a timetable that holds from a day on; the one before is kept."""
    made = Timetable.objects.create(
        centre_id=cohort.centre_id, cohort=cohort, group=group, valid_from_on=valid_from_on,
        link=link, note=note, added_by=by, added_at=at,
    )  # fmt: skip
    record(
        f"{by.name} added a timetable of {group or cohort} that holds from "
        f"{rules.said(valid_from_on)}.",
        made, name="timetable_added", by=by, at=at, valid_from_on=valid_from_on, link=link,
    )  # fmt: skip
    if taken:
        attach(made, taken, by=by, at=at)
    return made


@action(by=LEAD, unless=queries.obstacles_to_beginning, records="unit_beginning_set")
def set_unit_beginning(
    cohort: Cohort, *, by: Person, at: datetime, unit: Unit, begins_on: date | None
) -> Cohort:
    """Say on which day a cohort's teaching of a unit begins; without a day, with the cohort."""
    before = UnitBeginning.objects.filter(cohort=cohort, unit=unit).first()
    was = before.begins_on if before else None
    if begins_on is None:
        UnitBeginning.objects.filter(cohort=cohort, unit=unit).delete()
    else:
        UnitBeginning.objects.update_or_create(
            cohort=cohort, unit=unit,
            defaults={"centre_id": cohort.centre_id, "begins_on": begins_on},
        )  # fmt: skip
    when = f"on {rules.said(begins_on)}" if begins_on else "with the cohort"
    record(
        f"{by.name} recorded that the teaching of {unit} begins {when} for {cohort}.",
        cohort, name="unit_beginning_set", by=by, at=at, unit=unit.number, begins_on=begins_on,
        before=was,
    )  # fmt: skip
    return cohort


@action(
    by=TEAM,
    unless=queries.obstacles_to_document,
    records=("teaching_document_added", "file_attached"),
)
def add_teaching_document(
    cohort: Cohort, *, by: Person, at: datetime, unit: Unit, kind: str, link: str = "",
    note: str = "", taken: Taken | None = None,
) -> TeachingDocument:  # fmt: skip
    """Add a scheme of work or lesson plans for a unit; a further one is its next version."""
    made = TeachingDocument.objects.create(
        centre_id=cohort.centre_id, cohort=cohort, unit=unit, kind=kind, link=link, note=note,
        version=queries.next_version(cohort, unit, kind), added_by=by, added_at=at,
    )  # fmt: skip
    what = f"version {made.version} of the {made.get_kind_display().lower()} for {unit}"
    record(
        f"{by.name} added {what}, {cohort}.",
        made, name="teaching_document_added", by=by, at=at, kind=kind, unit=unit.number,
        version=made.version, link=link,
    )  # fmt: skip
    if taken:
        attach(made, taken, by=by, at=at)
    return made


@action(
    by=TEAM,
    unless=queries.obstacles_to_involving,
    records=("employer_involved", "employer_involvement_settled", "file_attached"),
)
def involve_employer(
    cohort: Cohort, *, by: Person, at: datetime, employer: str, what: str, on: date,
    unit: Unit | None = None, outcome: str = "", taken: Taken | None = None,
) -> EmployerInvolvement:  # fmt: skip
    """Record what an employer does with a cohort: planned, or done with what came of it."""
    made = EmployerInvolvement.objects.create(
        centre_id=cohort.centre_id, cohort=cohort, unit=unit, employer=employer, what=what, on=on,
        added_by=by, added_at=at,
    )  # fmt: skip
    record(
        f"{by.name} recorded that {employer} is involved with {unit or cohort} on "
        f"{rules.said(on)}: {what}",
        made, name="employer_involved", by=by, at=at, employer=employer, on=on,
        unit=unit.number if unit else "",
    )  # fmt: skip
    if outcome:
        _settle(made, EmployerInvolvement.State.DONE, outcome, by, at)
    if taken:
        attach(made, taken, by=by, at=at)
    return made


@action(
    by=TEAM,
    unless=queries.obstacles_to_settling,
    records=("employer_involvement_settled", "file_attached"),
)
def settle_involvement(
    involvement: EmployerInvolvement, *, by: Person, at: datetime, how: str, on: date,
    outcome: str, taken: Taken | None = None,
) -> EmployerInvolvement:  # fmt: skip
    """Say what came of the involvement of an employer, or that it was called off."""
    if how == EmployerInvolvement.State.DONE:
        involvement.on = on
    _settle(involvement, how, outcome, by, at)
    if taken:
        attach(involvement, taken, by=by, at=at)
    return involvement


def _settle(
    involvement: EmployerInvolvement, how: str, outcome: str, by: Person, at: datetime
) -> None:
    involvement.state, involvement.outcome = how, outcome
    involvement.settled_by, involvement.settled_at = by, at
    involvement.save(update_fields=["on", "state", "outcome", "settled_by", "settled_at"])
    state = involvement.get_state_display().lower()
    record(
        f"{by.name} recorded that the involvement of {involvement.employer} on "
        f"{rules.said(involvement.on)} was {state}: {outcome}",
        involvement, name="employer_involvement_settled", by=by, at=at, how=how,
        on=involvement.on,
    )  # fmt: skip
