"""What a plan is checked for: the order of its dates, its criteria, deadlines and people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

#: The days of a planned assignment, in the order in which they come.
DAYS = ("hand_out_on", "hand_in_on", "assess_by", "verify_by", "return_by", "resubmit_by")
#: How each is called in a sentence.
DAY_WORDS = {
    "hand_out_on": "hand-out", "hand_in_on": "hand-in", "assess_by": "assess by",
    "verify_by": "verify by", "return_by": "return by", "resubmit_by": "planned resubmission",
}  # fmt: skip


class Weight(StrEnum):
    """Whether what a check found stops the signature, or asks for a reason."""

    STOPS = "stops"
    WARNS = "warns"


class Check(StrEnum):
    """What a plan is checked for, as a heading. Source: ASM-02, ASM-03, ASM-05."""

    COMPLETE = "Everything that a plan says of an assignment"
    ORDER = "Dates in their order"
    TARGETED = "Every criterion targeted"
    ONCE = "No criterion targeted twice"
    WHOLE_AIMS = "No learning aim split over assignments"
    ALL_GRADES = "Merit and distinction within reach"
    IN_TERM = "Dates in term, on days when we are open"
    CLASHES = "Learners’ deadlines spread"
    LOAD = "Work of each assessor spread"
    SEPARATE = "Verified by somebody else"
    ROLES = "Assessors hold the role"
    STANDARDISED = "Assessors and verifiers standardised"
    COMBINATION = "A valid combination with its hours"
    IN_TIME = "Signed in time"


@dataclass(frozen=True)
class Problem:
    """Something that a check found, in words; `assignment` is its key where it is of one."""

    check: Check
    weight: Weight
    words: str
    assignment: int | None = None

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Target:
    """A criterion, as far as a plan needs to know it."""

    key: int
    code: str
    aims: tuple[str, ...] = ()
    band: str = ""


@dataclass(frozen=True)
class UnitAsked:
    """A unit that the cohort takes and the centre assesses, with its criteria."""

    key: int
    name: str
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class Piece:
    """A planned assignment. `groups` is empty where it is for the whole cohort; people are ids."""

    key: int
    name: str
    unit: int
    targets: frozenset[int]
    days: Mapping[str, date | None]
    assessors: tuple[tuple[int, int | None], ...] = ()
    verifier: int | None = None

    @property
    def groups(self) -> frozenset[int]:
        named = {group for _, group in self.assessors}
        return frozenset() if None in named else frozenset(g for g in named if g is not None)


@dataclass(frozen=True)
class Around:
    """What a plan is checked against: units, groups with their learners, people, calendar, limits."""

    units: Sequence[UnitAsked]
    starts_on: date
    ends_on: date | None
    is_open: Callable[[date], bool]
    in_term: Callable[[date], bool]
    groups: Mapping[int, str] = field(default_factory=dict)
    learners: Mapping[int | None, int] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    most_deadlines: int | None = None
    most_pieces: int | None = None
    may_assess: frozenset[int] | None = None


def problems(pieces: Sequence[Piece], around: Around) -> list[Problem]:
    """Everything that a plan is short of, in the order of `Check`."""
    if not pieces:
        return [Problem(Check.COMPLETE, Weight.STOPS, "The plan has no assignment yet. Add one.")]
    found: list[Problem] = []
    for ask in (
        incomplete, out_of_order, untargeted, targeted_twice, split_aims, shut_out, outside_term,
        clashes, overload, not_separate, without_role,
    ):  # fmt: skip
        found += ask(pieces, around)
    return found


def order_of(days: Mapping[str, date | None]) -> list[str]:
    """Which days come before one that they must follow, in words."""
    given = [(name, day) for name in DAYS if (day := days.get(name))]
    found = []
    for (before, first), (after, second) in pairwise(given):
        strictly = before == "hand_out_on" and after == "hand_in_on"
        if second < first or (strictly and second == first):
            found.append(
                f"{DAY_WORDS[after].capitalize()}, {_day(second)}, is "
                f"{'the day of' if second == first else 'before'} {DAY_WORDS[before]}, "
                f"{_day(first)}. Put it later."
            )
    return found


def incomplete(pieces: Sequence[Piece], around: Around) -> Iterator[Problem]:
    """Each assignment has criteria, every day but that of resubmission, an assessor and a verifier."""
    for piece in pieces:
        missing = [DAY_WORDS[name] for name in DAYS[:-1] if piece.days.get(name) is None]
        if not piece.targets:
            missing.append("criteria")
        if not piece.assessors:
            missing.append("assessor")
        if piece.verifier is None:
            missing.append("verifier")
        if missing:
            yield Problem(
                Check.COMPLETE,
                Weight.STOPS,
                f"{piece.name}: {_listed(missing)} still to be filled in.",
                piece.key,
            )
    for piece in pieces:
        without = set(around.groups) - piece.groups
        if piece.groups and without and _is_only_one(piece, pieces):
            names = [around.groups[one] for one in sorted(without)]
            yield Problem(
                Check.COMPLETE, Weight.WARNS,
                f"{piece.name} has no assessor for {_listed(names)}.", piece.key,
            )  # fmt: skip


def out_of_order(pieces: Sequence[Piece], around: Around) -> Iterator[Problem]:
    for piece in pieces:
        for words in order_of(piece.days):
            yield Problem(Check.ORDER, Weight.STOPS, f"{piece.name}: {words}", piece.key)


def untargeted(pieces: Sequence[Piece], around: Around) -> Iterator[Problem]:
    """Each criterion of each unit taken is targeted, for each group. Source: ASM-1 of the guide."""
    for unit in around.units:
        for name, of_group in _by_group(pieces, around, unit.key):
            covered = {key for piece in of_group for key in piece.targets}
            gaps = [one.code for one in unit.targets if one.key not in covered]
            if not gaps:
                continue
            if len(gaps) == len(unit.targets):
                words = "no criterion is targeted"
            else:
                verb = "is" if len(gaps) == 1 else "are"
                words = f"{_listed(gaps)} {verb} targeted by no assignment"
            whom = f" for {name}" if name else ""
            yield Problem(Check.TARGETED, Weight.WARNS, f"{unit.name}: {words}{whom}.")


def targeted_twice(pieces: Sequence[Piece], around: Around) -> Iterator[Problem]:
    for unit in around.units:
        told: set[tuple[int, ...]] = set()
        for _, of_group in _by_group(pieces, around, unit.key):
            for target in unit.targets:
                both = [piece for piece in of_group if target.key in piece.targets]
                mark = (target.key, *(piece.key for piece in both))
                if len(both) > 1 and mark not in told:
                    told.add(mark)
                    yield Problem(
                        Check.ONCE, Weight.WARNS,
                        f"{unit.name}: {target.code} is targeted by "
                        f"{_listed([piece.name for piece in both])}.",
                    )  # fmt: skip


def split_aims(pieces: Sequence[Piece], around: Around) -> Iterator[Problem]:
    """One learning aim belongs to one assignment. Source: ASM-05."""
    for unit in around.units:
        told: set[tuple[str, ...]] = set()
        for _, of_group in _by_group(pieces, around, unit.key):
            holding: dict[str, list[str]] = defaultdict(list)
            for piece in of_group:
                for aim in sorted({a for t in _of(piece, unit) for a in t.aims}):
                    holding[aim].append(piece.name)
            for aim, names in sorted(holding.items()):
                if len(names) > 1 and (aim, *names) not in told:
                    told.add((aim, *names))
                    yield Problem(
                        Check.WHOLE_AIMS, Weight.WARNS,
                        f"{unit.name}: learning aim {aim} is split over {_listed(names)}.",
                    )  # fmt: skip


def shut_out(pieces: Sequence[Piece], around: Around) -> Iterator[Problem]:
    """A task reaches every band that its learning aims have. Source: ASM-05."""
    bands = {"M": "merit", "D": "distinction"}
    units = {unit.key: unit for unit in around.units}
    for piece in pieces:
        unit = units.get(piece.unit)
        if unit is None:
            continue
        here = _of(piece, unit)
        aims = {aim for target in here for aim in target.aims}
        left = [
            target
            for target in unit.targets
            if target.band in bands and target.key not in piece.targets and aims & set(target.aims)
        ]
        if left:
            lost = [word for band, word in bands.items() if any(t.band == band for t in left)]
            yield Problem(
                Check.ALL_GRADES, Weight.WARNS,
                f"{piece.name} leaves out {_listed([one.code for one in left])}, so it shuts out "
                f"{_listed(lost)} for a learning aim that it assesses.", piece.key,
            )  # fmt: skip


def outside_term(pieces: Sequence[Piece], around: Around) -> Iterator[Problem]:
    for piece in pieces:
        for name in ("hand_out_on", "hand_in_on"):
            day = piece.days.get(name)
            if day is None:
                continue
            what = f"{piece.name}: {DAY_WORDS[name]}, {_day(day)},"
            if day < around.starts_on:
                why = "is before teaching starts"
            elif around.ends_on and day > around.ends_on:
                why = "is after the cohort’s planned end"
            elif not around.is_open(day):
                why = "is a day on which we are closed"
            elif not around.in_term(day):
                why = "is outside term"
            else:
                continue
            yield Problem(Check.IN_TERM, Weight.WARNS, f"{what} {why}.", piece.key)


def clashes(pieces: Sequence[Piece], around: Around) -> Iterator[Problem]:
    """No more deadlines of the same learners in one week than the policy says."""
    if around.most_deadlines is None:
        return
    for name, of_group in _by_group(pieces, around, None):
        weeks: dict[date, list[Piece]] = defaultdict(list)
        for piece in of_group:
            if day := piece.days.get("hand_in_on"):
                weeks[_week(day)].append(piece)
        for monday, there in sorted(weeks.items()):
            if len(there) > around.most_deadlines:
                whom = f" for {name}" if name else ""
                yield Problem(
                    Check.CLASHES, Weight.WARNS,
                    f"{len(there)} deadlines in the week of {_day(monday)}{whom}: "
                    f"{_listed([piece.name for piece in there])}. Our policy says "
                    f"{around.most_deadlines} at most.",
                )  # fmt: skip


def overload(pieces: Sequence[Piece], around: Around) -> Iterator[Problem]:
    """No assessor assesses more pieces of work in one week than the policy says."""
    if around.most_pieces is None:
        return
    work: Counter[tuple[int, date]] = Counter()
    for piece in pieces:
        if day := piece.days.get("assess_by"):
            for person, group in piece.assessors:
                work[person, _week(day)] += around.learners.get(group, 0)
    for (person, monday), count in sorted(work.items()):
        if count > around.most_pieces:
            yield Problem(
                Check.LOAD, Weight.WARNS,
                f"{around.people.get(person, 'An assessor')} assesses {count} pieces of work in the "
                f"week of {_day(monday)}. Our policy says {around.most_pieces} at most.",
            )  # fmt: skip


def not_separate(pieces: Sequence[Piece], around: Around) -> Iterator[Problem]:
    """Who assesses alone is verified by another person. Source: SOD-01, SOD-03."""
    for piece in pieces:
        people = {person for person, _ in piece.assessors}
        if piece.verifier not in people:
            continue
        name = around.people.get(piece.verifier or 0, "The verifier")
        if len(people) == 1:
            yield Problem(
                Check.SEPARATE, Weight.STOPS,
                f"{piece.name}: {name} would verify their own decisions. Choose another verifier, "
                "of another team if need be.", piece.key,
            )  # fmt: skip
        else:
            yield Problem(
                Check.SEPARATE, Weight.WARNS,
                f"{piece.name}: {name} assesses too, and can verify only what the others decide.",
                piece.key,
            )  # fmt: skip


def without_role(pieces: Sequence[Piece], around: Around) -> Iterator[Problem]:
    """Whom the plan names to assess holds the role by the day it is signed; else they cannot decide.

    Not asked where `may_assess` is None.
    """
    if around.may_assess is None:
        return
    named: dict[int, list[str]] = {}
    for piece in pieces:
        for person in {one for one, _ in piece.assessors} - around.may_assess:
            named.setdefault(person, []).append(piece.name)
    for person, names in sorted(named.items()):
        yield Problem(
            Check.ROLES, Weight.WARNS,
            f"{_listed(names)}: {around.people.get(person, 'The assessor')} does not hold the role of "
            "assessor here, so cannot decide. Ask the administrator to give it, or name somebody else.",
        )  # fmt: skip


def _by_group(
    pieces: Sequence[Piece], around: Around, unit: int | None
) -> Iterable[tuple[str, list[Piece]]]:
    """The pieces that each group does; one nameless group where the cohort has none or all share."""
    mine = [piece for piece in pieces if unit is None or piece.unit == unit]
    if not around.groups or all(not piece.groups for piece in mine):
        return [("", mine)]
    return [
        (name, [piece for piece in mine if not piece.groups or group in piece.groups])
        for group, name in around.groups.items()
    ]


def _is_only_one(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether no other assignment of the unit targets the same criteria, for another group."""
    return not any(
        other.key != piece.key and other.unit == piece.unit and other.targets & piece.targets
        for other in pieces
    )


def _of(piece: Piece, unit: UnitAsked) -> list[Target]:
    return [target for target in unit.targets if target.key in piece.targets]


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
