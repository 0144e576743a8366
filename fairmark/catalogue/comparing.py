"""What changed between two issues of a specification."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairmark.catalogue.combination import number_order
from fairmark.catalogue.models import Specification, Unit, UnitGroup


@dataclass(frozen=True)
class Difference:
    """One thing that differs: of what, which of its facts, before and after."""

    of: str
    what: str
    before: str
    after: str


_FACTS = {
    "registrations_from": "first registration", "registrations_until": "last registration",
    "certificates_from": "first certification", "certificates_until": "last certification",
    "least_size_at_pass": "least at Pass or above",
}  # fmt: skip
_UNIT = {
    "title": "title", "glh": "hours", "credits": "credits", "level": "level",
    "assessment": "assessment", "status": "status", "must_pass": "must be passed",
    "aims": "learning aims",
}  # fmt: skip
_GROUP = {
    "title": "title", "status": "status", "least_units": "least units", "most_units": "most units",
    "least_size": "least", "most_size": "most",
}  # fmt: skip


def compare(earlier: Specification, later: Specification) -> list[Difference]:
    """Every difference, in the order of a specification: facts, groups, units, barred pairs."""
    found = _facts("The specification", earlier, later, _FACTS)
    before, after = _groups(earlier), _groups(later)
    for code in sorted({*before, *after}):
        found += _both(f"Group {code}", before.get(code), after.get(code), _GROUP)
    units_before, units_after = _units(earlier), _units(later)
    for number in sorted({*units_before, *units_after}, key=number_order):
        one, other = units_before.get(number), units_after.get(number)
        found += _both(f"Unit {number}", one, other, _UNIT)
        if one and other:
            found += _more_of_unit(f"Unit {number}", one, other)
    pairs_before, pairs_after = _pairs(earlier), _pairs(later)
    found += [Difference(pair, "may not be taken together", "yes", "no")
              for pair in sorted(pairs_before - pairs_after)]  # fmt: skip
    found += [Difference(pair, "may not be taken together", "no", "yes")
              for pair in sorted(pairs_after - pairs_before)]  # fmt: skip
    return found


def _facts(of: str, one: Any, other: Any, fields: Mapping[str, str]) -> list[Difference]:
    return [
        Difference(of, words, _shown(one, name), _shown(other, name))
        for name, words in fields.items()
        if getattr(one, name) != getattr(other, name)
    ]


def _both(of: str, one: Any, other: Any, fields: Mapping[str, str]) -> list[Difference]:
    if one is None:
        return [Difference(of, "is new", "", str(other))]
    if other is None:
        return [Difference(of, "is no longer there", str(one), "")]
    return _facts(of, one, other, fields)


def _more_of_unit(of: str, one: Unit, other: Unit) -> list[Difference]:
    codes = [" ".join(c.code for c in unit.criteria.all()) for unit in (one, other)]
    groups = [unit.group.code if unit.group else "" for unit in (one, other)]
    return [
        Difference(of, what, before, after)
        for what, (before, after) in (("group", groups), ("criteria", codes))
        if before != after
    ]


def _shown(record: Any, name: str) -> str:
    if display := getattr(record, f"get_{name}_display", None):
        return str(display())
    value = getattr(record, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(value, "strftime"):
        return f"{value:%-d %B %Y}"
    return "" if value is None else str(value)


def _groups(specification: Specification) -> dict[str, UnitGroup]:
    return {group.code: group for group in specification.groups.all()}


def _units(specification: Specification) -> dict[str, Unit]:
    units = specification.units.select_related("group").prefetch_related("criteria")
    return {unit.number: unit for unit in units}


def _pairs(specification: Specification) -> set[str]:
    return {
        "Units " + " and ".join(sorted((pair.one.number, pair.other.number), key=number_order))
        for pair in specification.barred_pairs.select_related("one", "other")
    }
