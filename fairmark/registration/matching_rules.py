"""Matching the awarding body's record with ours, and telling every difference.

Plain values in, plain values out; one pass over each list and look-ups by key, so the time
grows with the number of registrations and no faster. Source: clause REG-6, REG-34.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from fairmark.learners.rules import folded, related_surname, same_forenames, same_surname


class Kind(StrEnum):
    """What two records can differ in."""

    MISSING_THERE = "missing at awarding body"
    MISSING_HERE = "missing at centre"
    DUPLICATE_THERE = "duplicate at awarding body"
    WITHDRAWN_THERE = "withdrawn at awarding body"
    WITHDRAWN_HERE = "withdrawn at centre"
    PROGRAMME = "programme"
    SURNAME = "surname"
    FORENAMES = "forenames"
    DATE_OF_BIRTH = "date of birth"
    SEX = "sex"
    ULN = "uln"
    ULN_INVALID_HERE = "invalid uln at centre"
    NUMBER = "registration number"
    COMPLETION = "estimated completion"
    LATE = "late registration"


@dataclass(frozen=True)
class Ours:
    """One of our registrations, with the learner's details; `registration` is None if enrolled only."""

    learner: int
    registration: int | None
    student_ref: str
    surname: str
    forenames: str
    date_of_birth: date | None
    sex: str
    uln: str
    uln_problem: str
    programme: str
    number: str
    completes_on: date | None
    withdrawn: bool
    late_after: date | None
    ended: str = ""

    @property
    def who(self) -> str:
        return f"{self.surname}, {self.forenames}"


@dataclass(frozen=True)
class Theirs:
    """One line of the awarding body's export."""

    line: int
    surname: str
    forenames: str
    date_of_birth: date | None
    sex: str
    uln: str
    programme: str
    number: str
    registered_on: date | None
    completes_on: date | None
    withdrawn: bool

    @property
    def who(self) -> str:
        return f"{self.surname}, {self.forenames}"


@dataclass(frozen=True)
class Found:
    """A difference, with both values and what to do about it."""

    kind: Kind
    ours: str
    theirs: str
    cure: str
    learner: int | None
    registration: int | None
    student_ref: str
    number: str
    who: str


@dataclass(frozen=True)
class Result:
    """Pairs that were matched, and every difference."""

    pairs: list[tuple[Ours, Theirs]]
    differences: list[Found]


def compare(ours: Iterable[Ours], theirs: Iterable[Theirs]) -> Result:
    """Match the two lists and tell every difference between them, in a fixed order."""
    mine = list(ours)
    lines = sorted(theirs, key=lambda line: (line.withdrawn, line.number, line.line))
    index = _Index(mine)
    pairs, spare = _match(index, lines)
    differences = [found for our, their in pairs for found in _differences(our, their)]
    kept = {(our.learner, their.programme): (our, their) for our, their in reversed(pairs)}
    for their in spare:
        our = index.find(their)
        twin = kept.get((our.learner, their.programme)) if our else None
        if their.withdrawn and (twin or our is None):
            continue  # it has ended there, and nothing of ours rests on it
        differences.append(_duplicate(*twin, their) if twin else _missing_here(their, our))
    paired = {id(our) for our, _ in pairs}
    differences += [
        _missing_there(our)
        for our in mine
        if id(our) not in paired and our.registration and not our.withdrawn
    ]
    order = {kind: place for place, kind in enumerate(Kind)}
    differences.sort(key=lambda found: (order[found.kind], found.student_ref, found.number))
    return Result(pairs, differences)


class _Index:
    """Our registrations, found in six ways, the surest first; each is made when first needed."""

    def __init__(self, ours: list[Ours]):
        self.ours = ours
        self.found: dict[int, dict[Any, list[Ours]]] = {}

    def candidates(self, way: int, their: Theirs) -> list[Ours]:
        """Who it may be, looked for in one way; the surest way is 0."""
        key, agrees = _WAYS[way]
        value = key(their)
        if not value:
            return []
        return [our for our in self._by(way).get(value, ()) if agrees(our, their)]

    def _by(self, way: int) -> dict[Any, list[Ours]]:
        if way not in self.found:
            key, made = _WAYS[way][0], defaultdict(list)
            for our in self.ours:
                if value := key(our):
                    made[value].append(our)
            self.found[way] = made
        return self.found[way]

    def find(self, their: Theirs) -> Ours | None:
        """The likeliest, by the surest way that finds anybody."""
        ways = (self.candidates(way, their) for way in range(len(_WAYS)))
        return next((group[0] for group in ways if group), None)


#: In which order lines are matched: a number first, whatever the programme; then each way on the
#: same programme; then each way on another.
_NUMBER, _OTHER_WAYS = 0, (1, 2, 3, 4, 5)
_ROUNDS = (
    (_NUMBER, False),
    *((way, True) for way in _OTHER_WAYS),
    *((way, False) for way in _OTHER_WAYS),
)


def _match(index: _Index, lines: list[Theirs]) -> tuple[list[tuple[Ours, Theirs]], list[Theirs]]:
    """Pair lines with registrations: sure ways before likely, the same programme before another."""
    taken: set[int] = set()
    matched: set[tuple[int, str]] = set()
    pairs: list[tuple[Ours, Theirs]] = []
    left = lines
    for way, same_programme in _ROUNDS:
        still = []
        for their in left:
            our = _free(index, way, their, taken, matched, same_programme)
            if our is None:
                still.append(their)
                continue
            taken.add(id(our))
            matched.add((our.learner, their.programme))
            pairs.append((our, their))
        left = still
    return pairs, left


def _free(
    index: _Index, way: int, their: Theirs, taken: set[int], matched: set[tuple[int, str]],
    same_programme: bool,
) -> Ours | None:  # fmt: skip
    """A registration for this line that no other line has.

    Another programme's is no answer for somebody already matched on this one: that line is a
    duplicate. Where a likely way finds several people it finds nobody.
    """
    free = [
        our
        for our in index.candidates(way, their)
        if our.registration
        and id(our) not in taken
        and (our.programme == their.programme or not same_programme)
        and (our.programme == their.programme or (our.learner, their.programme) not in matched)
    ]
    if way > 1 and len({our.learner for our in free}) > 1:
        return None
    return min(
        free,
        key=lambda our: (our.programme != their.programme, our.withdrawn != their.withdrawn),
        default=None,
    )


def _differences(our: Ours, their: Theirs) -> list[Found]:
    """What the two records of one registration differ in."""
    found = []

    def tell(kind: Kind, ours: str, theirs: str, cure: str) -> None:
        found.append(
            Found(kind, ours, theirs, cure, our.learner, our.registration, our.student_ref,
                  their.number, our.who)
        )  # fmt: skip

    _compare_status(our, their, tell)
    if our.withdrawn and their.withdrawn:
        return found
    _compare_person(our, their, tell)
    _compare_registration(our, their, tell)
    return found


Tell = Callable[[Kind, str, str, str], None]


def _compare_status(our: Ours, their: Theirs, tell: Tell) -> None:
    if their.withdrawn and not our.withdrawn:
        tell(
            Kind.WITHDRAWN_THERE, "Registered", "Withdrawn",
            "Ask whether the learner has left. If so, withdraw them here; if not, have the "
            "awarding body reinstate the registration.",
        )  # fmt: skip
    if our.withdrawn and not their.withdrawn:
        tell(
            Kind.WITHDRAWN_HERE, our.ended or "Withdrawn", "Registered",
            "Tell the awarding body that the registration has ended, and record the date and "
            "reference.",
        )  # fmt: skip


def _compare_person(our: Ours, their: Theirs, tell: Tell) -> None:
    legal = "See a document that proves it, then correct whichever record is wrong."
    if not same_surname(our.surname, their.surname):
        tell(Kind.SURNAME, our.surname, their.surname, legal)
    if not same_forenames(our.forenames, their.forenames):
        tell(Kind.FORENAMES, our.forenames, their.forenames, legal)
    if our.date_of_birth != their.date_of_birth and our.date_of_birth:
        tell(Kind.DATE_OF_BIRTH, _day(our.date_of_birth), _day(their.date_of_birth), legal)
    if our.sex and their.sex and our.sex != their.sex:
        tell(Kind.SEX, our.sex, their.sex, legal)
    if our.uln == their.uln:
        return
    if our.uln and our.uln_problem:
        tell(
            Kind.ULN_INVALID_HERE, our.uln, their.uln or "none",
            f"{our.uln_problem} Look the learner up in the Learner Records Service and correct "
            "our record.",
        )  # fmt: skip
    else:
        tell(
            Kind.ULN, our.uln or "none", their.uln or "none",
            "Look the learner up in the Learner Records Service, then correct whichever record "
            "is wrong.",
        )  # fmt: skip


def _compare_registration(our: Ours, their: Theirs, tell: Tell) -> None:
    if our.programme != their.programme:
        tell(
            Kind.PROGRAMME, our.programme, their.programme,
            "Ask the programme leader which is right. Transfer the registration at the awarding "
            "body, or correct the programme here.",
        )  # fmt: skip
    if our.number and their.number and our.number != their.number:
        tell(
            Kind.NUMBER, our.number, their.number,
            "Compare with the awarding body’s confirmation and correct our record.",
        )  # fmt: skip
    if our.completes_on and our.completes_on != their.completes_on:
        tell(
            Kind.COMPLETION, _day(our.completes_on), _day(their.completes_on),
            "Correct the estimated completion date in the awarding body’s system, or here if the "
            "plan has changed.",
        )  # fmt: skip
    if our.late_after and their.registered_on and their.registered_on > our.late_after:
        tell(
            Kind.LATE, f"due by {_day(our.late_after)}", _day(their.registered_on),
            "It cannot be undone: explain why it was late, and expect a late fee.",
        )  # fmt: skip


def _duplicate(our: Ours, kept: Theirs, extra: Theirs) -> Found:
    return Found(
        Kind.DUPLICATE_THERE, f"registered once, {kept.number}", f"also {extra.number}",
        f"Keep {kept.number} and ask the awarding body to delete {extra.number} while its "
        "deletion window is open; after that, withdraw it.",
        our.learner, our.registration, our.student_ref, kept.number, our.who,
    )  # fmt: skip


def _missing_here(their: Theirs, our: Ours | None) -> Found:
    seen = f"{their.who}, born {_day(their.date_of_birth)}, on {their.programme}"
    if our is None:
        return Found(
            Kind.MISSING_HERE, "not on our books", seen,
            "Find out who this is. If a learner of ours, enrol them; if not, ask the awarding "
            "body to delete or withdraw the registration.",
            None, None, "", their.number, their.who,
        )  # fmt: skip
    return Found(
        Kind.MISSING_HERE, "enrolled, with no registration recorded on this programme", seen,
        "Record the registration here if it is right; if not, have the awarding body delete it.",
        our.learner, None, our.student_ref, their.number, our.who,
    )  # fmt: skip


def _missing_there(our: Ours) -> Found:
    return Found(
        Kind.MISSING_THERE, f"registered on {our.programme}", "no such registration",
        "Register the learner in the awarding body’s system today, or find the registration "
        "there under another name.",
        our.learner, our.registration, our.student_ref, our.number, our.who,
    )  # fmt: skip


def _good_uln(one: Ours | Theirs) -> str:
    return "" if getattr(one, "uln_problem", "") else one.uln


def _birth_and_full_name(one: Ours | Theirs) -> tuple[date, str, str] | None:
    return (one.date_of_birth, *_full_name(one)) if one.date_of_birth else None


def _birth_and_forename(one: Ours | Theirs) -> tuple[date, str] | None:
    first = folded(one.forenames).split()[:1]
    return (one.date_of_birth, first[0]) if one.date_of_birth and first else None


def _birth_and_surname(one: Ours | Theirs) -> tuple[date, str] | None:
    return (one.date_of_birth, _joined(one.surname)) if one.date_of_birth else None


def _full_name(one: Ours | Theirs) -> tuple[str, str]:
    return _joined(one.surname), _joined(one.forenames)


def _joined(name: str) -> str:
    return folded(name).replace(" ", "")


def _somewhat_alike(our: Ours, their: Theirs) -> bool:
    """A shared ULN counts if the birth date or a name agrees: two people never share one."""
    return (
        our.date_of_birth == their.date_of_birth
        or related_surname(our.surname, their.surname)
        or same_forenames(our.forenames, their.forenames)
    )


def _names_alike(our: Ours, their: Theirs) -> bool:
    return related_surname(our.surname, their.surname) and same_forenames(
        our.forenames, their.forenames
    )


def _nothing_against(our: Ours, their: Theirs) -> bool:
    """The same full name is enough where neither ULN nor date of birth speaks against it.

    A day and month that are swapped do not: that is a slip people make.
    """
    if our.uln and their.uln and not our.uln_problem:
        return False
    mine, other = our.date_of_birth, their.date_of_birth
    if mine is None or other is None:
        return True
    return (mine.year, mine.month, mine.day) == (other.year, other.day, other.month)


#: What two records are looked up by, and what must agree besides.
_WAYS: tuple[tuple[Callable[[Any], Any], Callable[[Ours, Theirs], bool]], ...] = (
    (lambda one: one.number, lambda our, their: True),
    (_good_uln, _somewhat_alike),
    (_birth_and_full_name, lambda our, their: True),
    (_birth_and_forename, _names_alike),
    (_birth_and_surname, _names_alike),
    (_full_name, _nothing_against),
)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "none"
