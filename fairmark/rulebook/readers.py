"""Who works by which rule, and what would follow from changing it: each room above says so."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.rulebook.rules import Difference, Pack

if TYPE_CHECKING:
    from fairmark.rulebook.models import RuleAmendment


@dataclass(frozen=True)
class Use:
    """Something that works by a rule: what it is, and where it is seen."""

    what: str
    link: str = ""


@dataclass(frozen=True)
class Change:
    """One pack and the one that would take its place, seen on a day."""

    centre: Centre
    before: Pack
    after: Pack
    differences: tuple[Difference, ...]
    on: date


class Kind(StrEnum):
    """What a consequence is about."""

    NUMBER = "number"
    DATE = "date"
    CLOCK = "clock"


@dataclass(frozen=True)
class Task:
    """What somebody has to do about a consequence; `key` tells it from others of its amendment."""

    key: str
    title: str
    role: str


@dataclass(frozen=True)
class Consequence:
    """What follows from a change: said in a sentence, with where to look and what is to be done."""

    kind: Kind
    what: str
    said: str
    link: str = ""
    task: Task | None = None


@dataclass(frozen=True)
class TaskTold:
    """A task that an amendment raised, as it stands."""

    title: str
    role: str
    due_on: date | None
    link: str
    is_done: bool


Telling = Callable[["RuleAmendment"], Iterable[TaskTold]]
Uses = Callable[[Centre, date], Iterable[tuple[str, Use]]]
Weighing = Callable[[Change], Iterable[Consequence]]
Following = Callable[["RuleAmendment", Iterable[Consequence], Person, datetime], None]
Undoing = Callable[["RuleAmendment", str, Person, datetime], None]

#: Keys that the code works by whatever a centre's policies say, each with what does.
_read: dict[str, list[Use]] = {}
_open: set[str] = set()
_uses: list[Uses] = []
_weighing: list[Weighing] = []
_following: list[Following] = []
_undoing: list[Undoing] = []
_telling: list[Telling] = []


def works_by(key: str, what: str, link: str = "", *, may_be_open: bool = False) -> None:
    """Say that the code works by a rule, so that it is never withdrawn unseen.

    One that `may_be_open` may lack a value: nothing was found for a family, and the code says so.
    """
    _read.setdefault(key, []).append(Use(what, link))
    if may_be_open:
        _open.add(key)


def uses_rules(uses: Uses) -> Uses:
    """Mark a function as telling what in a centre's records works by a rule: (key, use)."""
    _uses.append(uses)
    return uses


def weighs_rules(weighing: Weighing) -> Weighing:
    """Mark a function as telling what would follow from a change of the pack."""
    _weighing.append(weighing)
    return weighing


def follows_amendments(following: Following) -> Following:
    """Mark a function as doing what an amendment asks for once it is in use."""
    _following.append(following)
    return following


def undoes_amendments(undoing: Undoing) -> Undoing:
    """Mark a function as undoing what an amendment asked for once it is taken back."""
    _undoing.append(undoing)
    return undoing


def tells_tasks(telling: Telling) -> Telling:
    """Mark a function as telling which tasks an amendment raised."""
    _telling.append(telling)
    return telling


def tasks_of(amendment: "RuleAmendment") -> list[TaskTold]:
    """The tasks that an amendment raised, done or not."""
    return [one for telling in _telling for one in telling(amendment)]


def keys_read() -> dict[str, list[Use]]:
    """The keys that the code works by, whoever the centre is."""
    return dict(_read)


def keys_needed() -> set[str]:
    """Those of them that must have a value."""
    return set(_read) - _open


def uses_of(centre: Centre, on: date) -> dict[str, list[Use]]:
    """Whatever works by a rule, by its key: the code, and the centre's own records."""
    found = {key: list(uses) for key, uses in _read.items()}
    for uses in _uses:
        for key, use in uses(centre, on):
            found.setdefault(key, []).append(use)
    return found


def consequences(change: Change) -> list[Consequence]:
    """What the rooms above say would follow."""
    return [one for weighing in _weighing for one in weighing(change)]


def follow(
    amendment: "RuleAmendment", found: Iterable[Consequence], by: Person, at: datetime
) -> None:  # fmt: skip
    """Let the rooms above do what an amendment asks for."""
    found = list(found)
    for following in _following:
        following(amendment, found, by, at)


def undo(amendment: "RuleAmendment", why: str, by: Person, at: datetime) -> None:
    """Let the rooms above undo what an amendment asked for."""
    for undoing in _undoing:
        undoing(amendment, why, by, at)
