"""What must hold of a team, its timetable, meetings and resources; plain values in, answers out."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby


def said(day: date) -> str:
    """A day as a sentence says it: 3 September 2025."""
    return f"{day:%-d %B %Y}"


# -- the cohort’s own time -------------------------------------------------------------------


def is_running(starts_on: date, ends_on: date | None, on: date) -> bool:
    """Whether a cohort is taught on a day; one without a planned end goes on."""
    return starts_on <= on and (ends_on is None or on <= ends_on)


def outside(day: date, first_on: date, last_on: date | None, whom: str) -> list[str]:
    """That a day is not in a cohort's time, which begins with its academic year."""
    if day < first_on:
        return [
            f"{said(day)} is before the first year of {whom}, which begins on {said(first_on)}."
        ]
    if last_on and day > last_on:
        return [f"{said(day)} is after the planned end of {whom}, {said(last_on)}."]
    return []


def still_to_come(day: date, today: date, what: str) -> list[str]:
    """That a day lies ahead, where only what has happened can be recorded."""
    if day > today:
        return [f"{said(day)} is still to come. Record {what} when it has taken place."]
    return []


# -- the team --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A member of staff working on a cohort; `unit` None is for every unit."""

    who: str
    role: str
    unit: int | None
    from_on: date
    until_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)


@dataclass(frozen=True)
class Staffed:
    """Who assesses a unit and who verifies it, by name."""

    assessors: tuple[str, ...]
    verifiers: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return bool(self.assessors and self.verifiers)


ASSESSES = frozenset({"assessor"})
VERIFIES = frozenset({"internal verifier", "lead internal verifier"})


def staffed(places: Iterable[Place], units: Iterable[int], on: date) -> dict[int, Staffed]:
    """For each unit who assesses and who verifies it on a day. Source: HBP-2."""
    held = [one for one in places if one.holds(on)]

    def names(unit: int, roles: Collection[str]) -> tuple[str, ...]:
        mine = {one.who for one in held if one.role in roles and one.unit in (None, unit)}
        return tuple(sorted(mine))

    return {unit: Staffed(names(unit, ASSESSES), names(unit, VERIFIES)) for unit in units}


# -- timetables ------------------------------------------------------------------------------


def without_timetable(held: Collection[int | None], groups: Collection[int]) -> list[int]:
    """The groups that no timetable covers; None among `held` is one for the whole cohort."""
    return [] if None in held else [group for group in groups if group not in held]


# -- schemes of work and lesson plans --------------------------------------------------------


class Covers(StrEnum):
    """What a document of the teaching of a unit is."""

    SCHEME = "scheme"
    LESSONS = "lessons"
    BOTH = "both"


def lacking(held: Collection[str]) -> list[str]:
    """What a unit is short of, in words. Source: HBP-8."""
    if Covers.BOTH in held:
        return []
    words = {Covers.SCHEME: "scheme of work", Covers.LESSONS: "lesson plans"}
    return [word for kind, word in words.items() if kind not in held]


# -- resources -------------------------------------------------------------------------------


class Resource(StrEnum):
    """What a unit needs so that it can be taught and assessed properly. Source: ASM-15."""

    STAFF = "staff"
    ROOMS = "rooms"
    EQUIPMENT = "equipment"
    SOFTWARE = "software"
    MATERIALS = "materials"


@dataclass(frozen=True)
class Found:
    """What the programme leader found of one resource; what is missing and what is done about it."""

    what: str
    is_there: bool
    missing: str = ""
    remedy: str = ""


def obstacles_to_signing(found: Sequence[Found], before: Sequence[Found] | None) -> list[str]:
    """What keeps a resource check from being signed; `before` is what stands signed today."""
    asked = [str(one) for one in Resource]
    obstacles = [
        f"Say whether {one} are there." if one != Resource.EQUIPMENT else f"Say whether {one} is there."
        for one in asked
        if one not in {each.what for each in found}
    ]  # fmt: skip
    for one in found:
        name = one.what.capitalize()
        if not one.is_there and not one.missing.strip():
            obstacles.append(f"{name}: say what is missing.")
        if not one.is_there and not one.remedy.strip():
            obstacles.append(f"{name}: say what is done about it.")
        if one.is_there and (one.missing.strip() or one.remedy.strip()):
            obstacles.append(
                f"{name}: you say that all is there and that something is missing. Choose one."
            )
    if not obstacles and before is not None and list(before) == list(found):
        obstacles.append("You signed this today as it stands. Sign again when something changes.")
    return obstacles


class Readiness(StrEnum):
    """Where a unit stands between its resources and the day its teaching begins."""

    READY = "ready"
    SHORT = "short"
    LATE = "late"
    TO_SIGN = "to sign"
    MISSING = "missing"


def readiness(
    *, begins_on: date, first_on: date | None, is_whole: bool, on: date
) -> Readiness:  # fmt: skip
    """Whether a unit's resources were signed by the day its teaching begins.

    `first_on` is the day of the first check, `is_whole` what the last one found. A check signed on
    the day itself counts: only days are known. Source: ASM-15.
    """
    if first_on is None:
        return Readiness.MISSING if begins_on <= on else Readiness.TO_SIGN
    if not is_whole:
        return Readiness.SHORT
    return Readiness.LATE if first_on > begins_on else Readiness.READY


# -- what a cohort keeps of one part of its file ---------------------------------------------


@dataclass(frozen=True)
class Gap:
    """What one part of a programme file is short of; `is_bad` where it should be there by now."""

    what: str
    about: str = ""
    count: int = 1
    is_bad: bool = True
    by: date | None = None


@dataclass(frozen=True)
class Kept:
    """One part of a programme file on a day: how much is held of what is needed, and the gaps.

    `can_tell` is whether the records needed to tell are there at all.
    """

    held: int
    have: int
    need: int
    newest: str = ""
    gaps: tuple[Gap, ...] = ()
    can_tell: bool = True

    @property
    def state(self) -> str:
        """The word for it, as the tags know it."""
        if any(one.is_bad for one in self.gaps):
            return "not met" if self.held else "cannot tell"
        if not self.can_tell or not self.held:
            return "cannot tell"
        return "under way" if self.gaps else "met"


def newest_of_each(rows: Iterable[tuple[int, date, str]]) -> dict[int, str]:
    """Of (cohort, day, words) the words of the latest for each cohort."""
    ordered = sorted(rows, key=lambda row: (row[0], row[1]))
    return {cohort: list(group)[-1][2] for cohort, group in groupby(ordered, lambda row: row[0])}
