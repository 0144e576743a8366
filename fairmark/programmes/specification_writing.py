"""Writing the rows of a specification file: each record made or changed, and journalled."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from fairmark.catalogue.models import (
    BarredPair,
    Criterion,
    Qualification,
    Specification,
    Unit,
    UnitGroup,
)
from fairmark.centre.models import Centre
from fairmark.exchange.importing import Journal
from fairmark.programmes.models import Cohort, Programme
from fairmark.programmes.queries import followed_from_start

Changes = tuple[tuple[str, str, str], ...]
Row = dict[str, Any]

#: Fields of each record, the column each comes from, and its words in a list of changes.
QUALIFICATION_FIELDS = {
    "qan": ("qan", "qan"), "family": ("family", "family"), "scheme": ("scheme", "scheme"),
    "level": ("level", "level"), "size_glh": ("size", "size glh"),
    "size_credits": ("size_credits", "size in credits"),
}  # fmt: skip
SPECIFICATION_FIELDS = {
    "source": ("source", "source"),
    "registrations_from": ("registrations_from", "first registration"),
    "registrations_until": ("registrations_until", "last registration"),
    "least_size_at_pass": ("least_at_pass", "least at Pass or above"),
}
GROUP_FIELDS = {
    "title": ("group_title", "title of the group"),
    "least_units": ("group_least_units", "least units of the group"),
    "most_units": ("group_most_units", "most units of the group"),
    "least_size": ("group_least", "least of the group"),
    "most_size": ("group_most", "most of the group"),
}
UNIT_FIELDS = {
    "title": ("unit_title", "title"), "glh": ("unit_glh", "hours"),
    "credits": ("unit_credits", "credits"), "level": ("unit_level", "unit level"),
    "assessment": ("assessment", "assessment"), "status": ("status", "status"),
    "must_pass": ("must_pass", "must be passed"), "aims": ("aims", "learning aims"),
}  # fmt: skip
Fields = Mapping[str, tuple[str, str]]


def said(row: Row, fields: Fields) -> dict[str, Any]:
    """The values that a row gives for some fields; an empty cell gives none."""
    return {
        name: row[column] for name, (column, _) in fields.items() if row[column] not in ("", None)
    }


def differences(held: models.Model, row: Row, fields: Fields) -> list[tuple[str, str, str]]:
    """What a row says otherwise than a record has it: words, before, after."""
    return [
        (fields[name][1], _shown(getattr(held, name)), _shown(value))
        for name, value in said(row, fields).items()
        if value != getattr(held, name)
    ]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


class Writing:
    """One file's worth of writing; what is met again is not looked up again."""

    def __init__(self, centre: Centre, journal: Journal):
        self.centre, self.journal = centre, journal
        self._specifications: dict[tuple[str, int], Specification] = {}

    def write(self, row: Row) -> Programme:
        """One row: its qualification, issue, programme code, group, unit and criteria."""
        qualification = self._qualification(row)
        specification = self._specification(qualification, row)
        programme, new = Programme.objects.get_or_create(
            centre=self.centre, code=row["code"],
            defaults={"qualification": qualification, "title": row["title"]},
        )  # fmt: skip
        if new:
            self.journal.created([programme])
        unit = self._unit(specification, row)
        self._criteria(unit, row, qualification.family)
        return programme

    def _qualification(self, row: Row) -> Qualification:
        found, new = Qualification.objects.get_or_create(
            centre=self.centre, title=row["title"], defaults=said(row, QUALIFICATION_FIELDS)
        )
        if new:
            self.journal.created([found])
        else:
            self._change(found, said(row, QUALIFICATION_FIELDS))
        return found

    def _specification(self, qualification: Qualification, row: Row) -> Specification:
        key = (row["title"], row["issue"])
        if key in self._specifications:
            found = self._specifications[key]
        else:
            found, new = Specification.objects.get_or_create(
                qualification=qualification, issue=row["issue"],
                defaults={"source": f"The file “{self.journal.run.file_name}”"[:200]},
            )  # fmt: skip
            self._change(found, said(row, SPECIFICATION_FIELDS), note=not new)
            if new:
                self.journal.created([found])
                self._give_to_cohorts(qualification)
            self._specifications[key] = found
        return found

    def _give_to_cohorts(self, qualification: Qualification) -> None:
        """Cohorts that began before any issue was held follow the one of their start."""
        waiting = Cohort.objects.filter(
            programme__qualification=qualification, specification=None
        ).select_related("programme__qualification")
        for cohort in waiting:
            if followed := followed_from_start(cohort):
                self._change(cohort, {"specification_id": followed.pk})

    def _unit(self, specification: Specification, row: Row) -> Unit:
        values = said(row, UNIT_FIELDS)
        if row["group"]:
            values["group_id"] = self._group(specification, row).pk
        unit = Unit.objects.filter(specification=specification, number=row["unit"]).first()
        if unit is None:
            unit = Unit.objects.create(specification=specification, number=row["unit"], **values)
            self.journal.created([unit])
        else:
            self._change(unit, values)
        return unit

    def _group(self, specification: Specification, row: Row) -> UnitGroup:
        values = said(row, GROUP_FIELDS)
        found, new = UnitGroup.objects.get_or_create(
            specification=specification, code=row["group"],
            defaults=values | {"status": row["status"] or "optional"},
        )  # fmt: skip
        if new:
            self.journal.created([found])
        else:
            self._change(found, values)
        return found

    def _criteria(self, unit: Unit, row: Row, family: str) -> None:
        """The row's criteria in its order; those it does not name stay, behind them."""
        held = {criterion.code: criterion for criterion in unit.criteria.all()}
        new = []
        for position, code in enumerate(row["criteria"], 1):
            if code in held:
                self._change(held.pop(code), {"position": position})
            else:
                new.append(Criterion.read(unit, code, position, family))
        self.journal.created(Criterion.objects.bulk_create(new))
        if row["criteria"]:
            for position, criterion in enumerate(held.values(), len(row["criteria"]) + 1):
                self._change(criterion, {"position": position})

    def bar_pairs(self, rows: list[Row]) -> None:
        """The pairs of units that may not be taken together; after all units are there."""
        for row in rows:
            specification = self._specifications[row["title"], row["issue"]]
            units = specification.units.filter(number__in=[row["unit"], *row["barred_with"]])
            by_number = {unit.number: unit for unit in units}
            for number in row["barred_with"]:
                one, other = sorted(
                    (by_number[row["unit"]], by_number[number]), key=lambda unit: unit.pk
                )
                pair, new = BarredPair.objects.get_or_create(
                    specification=specification, one=one, other=other
                )
                if new:
                    self.journal.created([pair])

    def _change(self, record: models.Model, values: dict[str, Any], *, note: bool = True) -> None:
        before = {
            name: getattr(record, name)
            for name, value in values.items()
            if getattr(record, name) != value
        }
        if not before:
            return
        for name in before:
            setattr(record, name, values[name])
        record.save()
        if note:
            self.journal.changed(record, _plain(before), before)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Days as text, as the journal keeps them."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values.items()
    }
