"""A first draft of a plan: a unit's criteria into assignments, and assignments into the year."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairmark.planning.rules import DAYS, Target, UnitAsked


@dataclass(frozen=True)
class Pace:
    """The policy's numbers that a draft goes by, in working days."""

    return_days: int
    resubmission_days: int


@dataclass(frozen=True)
class Drafted:
    """An assignment that is proposed: for which unit, on which criteria, on which days."""

    unit: int
    number: int
    title: str
    targets: tuple[int, ...]
    days: dict[str, date]


def assignments_of(unit: UnitAsked) -> list[tuple[str, tuple[Target, ...]]]:
    """A unit's criteria as assignments, each with its title: learning aims that share a criterion
    stay together, so that none is split and each reaches every grade. Source: ASM-05.
    """
    together: list[tuple[set[str], list[Target]]] = []
    for target in unit.targets:
        aims = set(target.aims)
        touching = [one for one in together if one[0] & aims or (not aims and not one[0])]
        merged: tuple[set[str], list[Target]] = (aims, [target])
        for one in touching:
            together.remove(one)
            merged = (one[0] | merged[0], one[1] + merged[1])
        together.append(merged)
    place = {target.key: at for at, target in enumerate(unit.targets)}
    groups = [(aims, sorted(targets, key=lambda t: place[t.key])) for aims, targets in together]
    groups.sort(key=lambda group: place[group[1][0].key])
    return [(_title(aims), tuple(targets)) for aims, targets in groups]


def draft(
    units: Sequence[UnitAsked],
    *,
    weights: dict[int, int],
    starts_on: date,
    ends_on: date,
    works: Callable[[date], bool],
    pace: Pace,
) -> list[Drafted]:
    """Each unit in turn, for a share of the time that follows its hours; days on which `works`.

    `weights`: the hours or credits of each unit. The last return leaves time for a resubmission.
    """
    days = [day for day in _span(starts_on, ends_on) if works(day)]
    after = pace.return_days + pace.resubmission_days
    teaching = days[:-after] if len(days) > 2 * after else days
    wanted = [
        (unit, number, title, targets, max(weights.get(unit.key, 1), 1) / len(found))
        for unit in units
        if (found := assignments_of(unit))
        for number, (title, targets) in enumerate(found, start=1)
    ]
    if not wanted or not teaching:
        return []
    total, gone = sum(share for *_, share in wanted), 0.0
    made = []
    for unit, number, title, targets, share in wanted:
        first = int(gone / total * len(teaching))
        gone += share
        last = max(int(gone / total * len(teaching)) - 1, first + 1)
        made.append(
            Drafted(
                unit.key, number, title, tuple(target.key for target in targets),
                _days_of(teaching[min(first, len(teaching) - 1)], min(last, len(days) - 1), days, pace),
            )
        )  # fmt: skip
    return made


def _days_of(hand_out: date, last: int, days: Sequence[date], pace: Pace) -> dict[str, date]:
    """Hand-in at `last`; then assessed in a half, verified in three quarters of the time to return."""
    assess, verify = (pace.return_days + 1) // 2, (3 * pace.return_days + 3) // 4
    steps = (0, assess, verify, pace.return_days, pace.return_days + pace.resubmission_days)
    ends = [days[min(last + step, len(days) - 1)] for step in steps]
    return dict(zip(DAYS, (hand_out, *ends), strict=True))


def moved(days: dict[str, date | None], by: timedelta, works: Callable[[date], bool],
          until: date | None) -> dict[str, date | None]:  # fmt: skip
    """The days of last year's plan in this year: on to the next day that `works`, in their order."""
    found: dict[str, date | None] = {}
    before: date | None = None
    for name in DAYS:
        day = days.get(name)
        if day is not None:
            day += by
            if before and day < before:
                day = before
            while not works(day) and (until is None or day < until):
                day += timedelta(days=1)
            before = day
        found[name] = day
    return found


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _title(aims: set[str]) -> str:
    if not aims:
        return "Assignment"
    listed = sorted(aims)
    if len(listed) == 1:
        return f"Learning aim {listed[0]}"
    return f"Learning aims {', '.join(listed[:-1])} and {listed[-1]}"
