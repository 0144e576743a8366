"""Attempts: how often, capped at what, and the terminal rule of the Tech Awards."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fairmark.catalogue.grading.ladder import CannotGrade
from fairmark.catalogue.schemes import Scheme, SchemeRule


def cap_of(scheme: Scheme, attempt: str) -> str | None:
    """The best unit grade that an attempt of this kind can bring; None where there is no cap."""
    rule = _attempt(scheme, "cap", attempt)
    return rule.values["most"] if rule else None


def limit_of(scheme: Scheme, attempt: str, *, of: str | None = None) -> int | None:
    """How many attempts of this kind a learner has; None where no limit was read."""
    rule = _attempt(scheme, "limit", attempt, of=of)
    return rule.values["most"] if rule else None


def _attempt(
    scheme: Scheme, kind: str, attempt: str, *, of: str | None = None
) -> SchemeRule | None:
    return next(
        (
            one for one in scheme.attempts
            if one.kind == kind and one.values.get("attempt") == attempt
            and one.values.get("of") in (None, of)
        ),
        None,
    )  # fmt: skip


class Sitting(NamedTuple):
    """A component taken in a series. A series is the year of the course and its season."""

    component: int
    series: str

    @property
    def when(self) -> tuple[int, int]:
        return _when(self.series)


#: The series of an academic year, in their order.
_SEASONS = {"decjan": 0, "nov": 0, "jan": 0, "febmar": 1, "mayjun": 2, "jun": 2, "summer": 2}


def _when(series: str) -> tuple[int, int]:
    found = re.fullmatch(r"(?:Y|)([0-9]+)[-_ /]?([A-Za-z/ -]+)", series.strip())
    season = re.sub("[^a-z]", "", found[2].lower()) if found else ""
    if not found or season not in _SEASONS:
        raise CannotGrade(
            f"“{series}” is no series. Write the year and the season, as Y2-MayJun or Y2-DecJan."
        )
    return int(found[1]), _SEASONS[season]


@dataclass(frozen=True)
class Terminal:
    """Whether an award can be claimed with what was sat, with and without the retakes."""

    certificable: bool
    with_retakes: bool
    reasons: tuple[str, ...] = ()


def terminal(scheme: Scheme, sittings: Sequence[Sitting]) -> Terminal:
    """The terminal rule: the external component is sat last, or with the last. Source: TERM.

    Raises CannotGrade for a scheme without that rule, or a component never sat.
    """
    rule = next((one for one in scheme.attempts if one.kind == "terminal"), None)
    if rule is None:
        raise CannotGrade(f"{scheme.full_title} has no terminal rule.")
    external = rule.values["external"]
    by_component: dict[int, list[tuple[int, int]]] = {}
    for sitting in sittings:
        by_component.setdefault(sitting.component, []).append(sitting.when)
    if missing := [part for part in range(1, external + 1) if part not in by_component]:
        raise CannotGrade(f"Component {missing[0]} has no sitting. Give the series it was sat in.")
    if unknown := [part for part in by_component if not 1 <= part <= external]:
        raise CannotGrade(f"There is no component {unknown[0]}. Give components 1 to {external}.")
    internal = [part for part in by_component if part != external]
    last_external = max(by_component[external])
    first_tries = all(min(by_component[part]) <= last_external for part in internal)
    latest = all(max(by_component[part]) <= last_external for part in internal)
    reasons = []
    if not latest:
        reasons.append(
            "An internal component was taken after the external one. The external component must "
            "be sat again, in that series or later."
        )
    return Terminal(first_tries, latest, tuple(reasons))
