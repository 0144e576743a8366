"""What is changed in a specification: its facts, units, groups, barred pairs, criteria, a new issue."""

from datetime import datetime
from typing import Any

from django.db import models

from fairmark.catalogue.models import (
    BarredPair,
    Criterion,
    Specification,
    Unit,
    UnitGroup,
)
from fairmark.catalogue.queries import standing_on
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.trail.writing import record
from fairmark.ui.words import in_turn
from fairmark.workflow.actions import action

#: Who enters what a specification says: they hold it, and answer for what is claimed by it.
EDITORS = (Role.QUALITY_NOMINEE, Role.EXAMS_OFFICER)


def _changes(held: models.Model, values: dict[str, Any]) -> dict[str, list[str]]:
    """What is different, as before and after in words; sets nothing."""
    return {
        name: [_shown(getattr(held, name)), _shown(value)]
        for name, value in values.items()
        if getattr(held, name) != value
    }


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _set(held: models.Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(held, name, value)
    held.save(update_fields=list(values))


def obstacles_to_changing(held: Any, by: Person, at: datetime, **what: Any) -> list[str]:
    """Something must be different, or there is nothing to keep a reason for."""
    values = {name: value for name, value in what.items() if name != "why"}
    if values and not _changes(held, values):
        return ["Nothing is different from what is recorded. Change something, or go back."]
    return []


@action(by=EDITORS, unless=obstacles_to_changing, records="specification_changed")
def change_specification(
    specification: Specification, *, by: Person, at: datetime, why: str, **values: Any
) -> Specification:
    """Correct what is recorded of an issue: its dates, its source, the least at Pass or above."""
    changes = _changes(specification, values)
    _set(specification, values)
    record(
        f"{by.name} changed what is recorded of {specification}: {why}",
        specification, name="specification_changed", by=by, at=at, why=why, changes=changes,
    )  # fmt: skip
    return specification


def _unit_problems(
    specification: Specification, itself: Unit | None, values: dict[str, Any]
) -> list[str]:
    found = []
    number, group = values.get("number"), values.get("group")
    others = specification.units.exclude(pk=itself.pk) if itself else specification.units.all()
    if number and others.filter(number__iexact=number).exists():
        found.append(f"Unit {number} is in {specification} already. Give another number.")
    if group is not None and group.specification_id != specification.pk:
        found.append(f"{group} is not a group of {specification}.")
    qualification = specification.qualification
    measure = qualification.counted_in
    size = values.get("credits" if measure == "credits" else "glh")
    if size and qualification.size and size > qualification.size:
        found.append(
            f"The unit has {size} {measure} and the whole qualification {qualification.size}. "
            "Correct the unit."
        )
    return found


def obstacles_to_adding_unit(
    specification: Specification, by: Person, at: datetime, **what: Any
) -> list[str]:
    return _unit_problems(specification, None, what)


@action(by=EDITORS, unless=obstacles_to_adding_unit, records="unit_added")
def add_unit(specification: Specification, *, by: Person, at: datetime, **values: Any) -> Unit:
    """Add a unit to an issue of a specification."""
    made = Unit.objects.create(specification=specification, **values)
    record(
        f"{by.name} added {made} to {specification}.",
        made, name="unit_added", by=by, at=at,
        values={name: _shown(value) for name, value in values.items()},
    )  # fmt: skip
    return made


def obstacles_to_changing_unit(unit: Unit, by: Person, at: datetime, **what: Any) -> list[str]:
    return obstacles_to_changing(unit, by, at, **what) or _unit_problems(
        unit.specification, unit, what
    )


@action(by=EDITORS, unless=obstacles_to_changing_unit, records="unit_changed")
def change_unit(unit: Unit, *, by: Person, at: datetime, why: str, **values: Any) -> Unit:
    """Correct what is recorded of a unit."""
    changes = _changes(unit, values)
    _set(unit, values)
    record(
        f"{by.name} changed {unit} of {unit.specification}: {why}",
        unit, name="unit_changed", by=by, at=at, why=why, changes=changes,
    )  # fmt: skip
    return unit


def obstacles_to_taking_out_unit(unit: Unit, by: Person, at: datetime, **_: Any) -> list[str]:
    """Nobody works on it yet: no cohort takes it, nobody is allocated, entered or assessed."""
    standing = standing_on(unit) + [
        one for criterion in unit.criteria.all() for one in standing_on(criterion)
    ]
    if standing:
        return [
            f"{in_turn(standing)} {'rests' if standing[0].startswith('1 ') else 'rest'} on "
            f"{unit}. End or undo those first; a unit that is only wrong can be corrected."
        ]
    return []


@action(by=EDITORS, unless=obstacles_to_taking_out_unit, records="unit_taken_out")
def take_out_unit(unit: Unit, *, by: Person, at: datetime, why: str) -> Specification:
    """Take a unit out of a specification, while nobody is taught or assessed on it."""
    specification, name = unit.specification, str(unit)
    codes = [one.code for one in unit.criteria.all()]
    unit.delete()
    record(
        f"{by.name} took {name} out of {specification}: {why}",
        specification, name="unit_taken_out", by=by, at=at, why=why, unit=name, criteria=codes,
    )  # fmt: skip
    return specification


def obstacles_to_criteria(
    unit: Unit, by: Person, at: datetime, *, codes: list[str] | None = None,
    bands: dict[str, str] | None = None, **_: Any,
) -> list[str]:  # fmt: skip
    """A criterion on which something stands is not taken out."""
    if codes is None:
        return []
    found = []
    for criterion in unit.criteria.exclude(code__in=codes):
        if standing := standing_on(criterion):
            found.append(
                f"{in_turn(standing)} on {criterion} of {unit}, so it stays. Write it in the list."
            )
    held = {one.code: one.band for one in unit.criteria.all()}
    same = list(held) == codes and all(held.get(c) == band for c, band in (bands or {}).items())
    if not found and same:
        return ["Nothing is different from what is recorded. Change something, or go back."]
    return found


@action(by=EDITORS, unless=obstacles_to_criteria, records="criteria_changed")
def change_criteria(
    unit: Unit, *, by: Person, at: datetime, codes: list[str], bands: dict[str, str], why: str
) -> Unit:
    """Say which criteria a unit has, in their order, and the band of those that cannot be read."""
    held = {one.code: one for one in unit.criteria.all()}
    family = unit.qualification.family
    for code in set(held) - set(codes):
        held.pop(code).delete()
    for position, code in enumerate(codes, 1):
        one = held.get(code) or Criterion.read(unit, code, position, family)
        one.position = position
        if code in bands and bands[code] != one.band:
            one.band, one.by_hand = bands[code], bool(bands[code])
        one.save()
    record(
        f"{by.name} changed the criteria of {unit} of {unit.specification}: {why}",
        unit, name="criteria_changed", by=by, at=at, why=why, codes=codes, bands=bands,
    )  # fmt: skip
    return unit


def _group_problems(
    specification: Specification, itself: UnitGroup | None, values: dict[str, Any]
) -> list[str]:
    others = specification.groups.exclude(pk=itself.pk) if itself else specification.groups.all()
    code = values.get("code")
    if code and others.filter(code__iexact=code).exists():
        return [f"Group {code} is in {specification} already. Give another code."]
    return [
        f"At most {most} {what} is less than at least {least}. Correct one of the two."
        for least, most, what in (
            (values.get("least_units"), values.get("most_units"), "units"),
            (values.get("least_size"), values.get("most_size"), "hours or credits"),
        )
        if least is not None and most is not None and most < least
    ]


def obstacles_to_adding_group(
    specification: Specification, by: Person, at: datetime, **what: Any
) -> list[str]:
    return _group_problems(specification, None, what)


@action(by=EDITORS, unless=obstacles_to_adding_group, records="group_added")
def add_group(
    specification: Specification, *, by: Person, at: datetime, **values: Any
) -> UnitGroup:
    """Add a group of units to choose from, with its least and its most."""
    made = UnitGroup.objects.create(specification=specification, **values)
    record(
        f"{by.name} added {made} to {specification}.",
        made, name="group_added", by=by, at=at,
        values={name: _shown(value) for name, value in values.items()},
    )  # fmt: skip
    return made


def obstacles_to_changing_group(
    group: UnitGroup, by: Person, at: datetime, **what: Any
) -> list[str]:
    return obstacles_to_changing(group, by, at, **what) or _group_problems(
        group.specification, group, what
    )


@action(by=EDITORS, unless=obstacles_to_changing_group, records="group_changed")
def change_group(
    group: UnitGroup, *, by: Person, at: datetime, why: str, **values: Any
) -> UnitGroup:
    """Correct a group of units."""
    changes = _changes(group, values)
    _set(group, values)
    record(
        f"{by.name} changed {group} of {group.specification}: {why}",
        group, name="group_changed", by=by, at=at, why=why, changes=changes,
    )  # fmt: skip
    return group


@action(by=EDITORS, records="group_taken_out")
def take_out_group(group: UnitGroup, *, by: Person, at: datetime, why: str) -> Specification:
    """Take a group out; its units stay, in no group."""
    specification, name = group.specification, str(group)
    numbers = [unit.number for unit in group.units.all()]
    group.delete()
    record(
        f"{by.name} took {name} out of {specification}: {why}",
        specification, name="group_taken_out", by=by, at=at, why=why, group=name, units=numbers,
    )  # fmt: skip
    return specification


def obstacles_to_barring(
    specification: Specification, by: Person, at: datetime, *, one: Any = None, other: Any = None,
    **_: Any,
) -> list[str]:  # fmt: skip
    if one is None or other is None:
        return []
    if one == other:
        return ["A unit is not barred with itself. Choose two units."]
    if {one.specification_id, other.specification_id} != {specification.pk}:
        return [f"Both must be units of {specification}."]
    first, second = sorted((one, other), key=lambda unit: unit.pk)
    if BarredPair.objects.filter(one=first, other=second).exists():
        return [f"Units {one.number} and {other.number} are barred already."]
    return []


@action(by=EDITORS, unless=obstacles_to_barring, records="units_barred")
def bar_units(
    specification: Specification,
    *,
    by: Person,
    at: datetime,
    one: Any,
    other: Any,
    source: str = "",
) -> BarredPair:
    """Record that two units may not be taken together."""
    first, second = sorted((one, other), key=lambda unit: unit.pk)
    made = BarredPair.objects.create(
        specification=specification, one=first, other=second, source=source
    )
    record(
        f"{by.name} recorded that units {one.number} and {other.number} of {specification} may not "
        "be taken together.",
        made, name="units_barred", by=by, at=at, units=[one.number, other.number], source=source,
    )  # fmt: skip
    return made


@action(by=EDITORS, records="bar_lifted")
def lift_bar(pair: BarredPair, *, by: Person, at: datetime, why: str) -> Specification:
    """Record that two units may be taken together after all."""
    specification, name = pair.specification, str(pair)
    pair.delete()
    record(
        f"{by.name} recorded that {name.lower()} of {specification} may be taken together: {why}",
        specification, name="bar_lifted", by=by, at=at, why=why, units=name,
    )  # fmt: skip
    return specification


def obstacles_to_copying(
    specification: Specification, by: Person, at: datetime, *, issue: int | None = None, **_: Any
) -> list[str]:
    issues = specification.qualification.specifications
    if issue is not None and issues.filter(issue=issue).exists():
        return [f"Issue {issue} is here already. Give the number of the new one."]
    return []


@action(by=EDITORS, unless=obstacles_to_copying, records="issue_copied")
def copy_to_new_issue(
    specification: Specification, *, by: Person, at: datetime, issue: int, **values: Any
) -> Specification:
    """Begin a new issue as a copy of this one, to be changed where it differs."""
    made = Specification.objects.create(
        qualification=specification.qualification, issue=issue,
        least_size_at_pass=specification.least_size_at_pass, **values,
    )  # fmt: skip
    groups: dict[int, UnitGroup] = {}
    units: dict[int, Unit] = {}
    for group in specification.groups.all():
        groups[group.pk] = _copied(group, specification=made)
    for unit in specification.units.all():
        criteria = list(unit.criteria.all())
        own = groups[unit.group_id] if unit.group_id else None
        units[unit.pk] = _copied(unit, specification=made, group=own)
        for criterion in criteria:
            _copied(criterion, unit=units[unit.pk])
    for pair in specification.barred_pairs.all():
        one, other = sorted((units[pair.one_id], units[pair.other_id]), key=lambda unit: unit.pk)
        _copied(pair, specification=made, one=one, other=other)
    record(
        f"{by.name} began issue {issue} of {made.qualification.short_title} as a copy of issue "
        f"{specification.issue}, with {len(units)} units.",
        made, name="issue_copied", by=by, at=at, issue=issue, copied=specification.issue,
        units=len(units),
    )  # fmt: skip
    return made


def _copied(record: Any, /, **but: Any) -> Any:
    """The same record again, but for some values."""
    values = {
        field.name: getattr(record, field.name)
        for field in record._meta.concrete_fields
        if not field.primary_key
    }
    return type(record).objects.create(**values | but)
