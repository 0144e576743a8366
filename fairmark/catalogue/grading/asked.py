"""What is handed in as JSON, read strictly: every mistake is named with its cure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fairmark.catalogue.grading.ladder import CannotGrade
from fairmark.catalogue.grading.units import MANDATORY, OPTIONAL, Result, Unit
from fairmark.catalogue.schemes import Scheme

Input = Mapping[str, Any]


def whole(row: Input, name: str, *, least: int = 0) -> int:
    """A whole number. Raises CannotGrade when it is missing, none, or too small."""
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise CannotGrade(f"“{name}” is missing or no whole number. Give it as a number.")
    if value < least:
        raise CannotGrade(f"“{name}” is {value}. Give {least} or more.")
    return value


def named(row: Input, name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise CannotGrade(f"“{name}” is missing. Give it as text.")
    return value


def day(row: Input, *names: str) -> date | None:
    """A date under any of these names, written 2025-09-15; None where it is not given."""
    for name in names:
        if row.get(name) is not None:
            try:
                return date.fromisoformat(str(row[name]))
            except ValueError:
                raise CannotGrade(f"“{row[name]}” is no date. Write it as 2025-09-15.") from None
    return None


def table_of(row: Input, name: str) -> Mapping[str, Any]:
    value = row.get(name)
    if not isinstance(value, Mapping):
        raise CannotGrade(f"“{name}” is missing. Give it as names with their values.")
    return value


def rows_of(row: Input, name: str) -> list[Mapping[str, Any]]:
    value = row.get(name)
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise CannotGrade(f"“{name}” is missing. Give it as a list.")
    return value


def within_its_dates(scheme: Scheme, row: Input) -> None:
    """Raises CannotGrade where the registration or the award lies outside the scheme's dates."""
    valid = scheme.valid
    registered = day(row, "registered_on", "registration_date", "registered")
    awarded = day(row, "awarded_on", "award_date", "awarded")
    for when, what, first, last in (
        (registered, "registration", valid.registered_from, valid.registered_until),
        (awarded, "award", valid.awarded_from, valid.awarded_until),
    ):
        if when and first and when < first:
            raise CannotGrade(
                f"{scheme.full_title} is for a {what} from {first:%-d %B %Y} on; this one is of "
                f"{when:%-d %B %Y}. Use the scheme of that time."
            )
        if when and last and when > last:
            raise CannotGrade(
                f"{scheme.full_title} is for a {what} until {last:%-d %B %Y}; this one is of "
                f"{when:%-d %B %Y}. Use the scheme of that time."
            )


def unit_of(scheme: Scheme, row: Input) -> Unit:
    """A unit of a learner's combination."""
    basis = {"hours": ("glh", "hours"), "credits": ("credits",)}.get(scheme.basis, ("marks",))
    name = next((one for one in basis if one in row), basis[0])
    size = row.get(name)
    if isinstance(size, bool) or not isinstance(size, int) or size <= 0:
        raise CannotGrade(
            f"A unit’s “{name}” is {size!r}. Give its {scheme.size_words} as a whole number above 0."
        )
    level = row.get("level")
    if level is not None and (isinstance(level, bool) or not isinstance(level, int)):
        raise CannotGrade(f"A unit’s level is {level!r}. Give it as a whole number.")
    mandatory = row.get("mandatory")
    status = "" if mandatory is None else MANDATORY if mandatory else OPTIONAL
    number = str(row["number"]) if row.get("number") is not None else ""
    return Unit(
        size, str(row.get("type", "internal")), level, status, bool(row.get("core")),
        row.get("must_pass"), number, str(row.get("unit") or row.get("title") or ""),
    )  # fmt: skip


def result_of(row: Input) -> Result:
    grade, points, predicted = row.get("grade"), row.get("points"), row.get("predicted")
    if grade is not None and not isinstance(grade, str):
        raise CannotGrade(f"A unit’s grade is {grade!r}. Give it as text, such as P or M.")
    if points is not None and (isinstance(points, bool) or not isinstance(points, int)):
        raise CannotGrade(f"A unit’s points are {points!r}. Give them as a whole number.")
    if points is not None and points < 0:
        raise CannotGrade(
            f"A unit’s points are {points}. Points are never negative: give 0 or more."
        )
    return Result(grade, points, predicted)
