"""How a cell of a tracking sheet stands, and what people write in one: plain values, no records."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """How one criterion of one assignment stands for one learner, in the words of the sheet."""

    ACHIEVED = "achieved"
    NOT_ACHIEVED = "not achieved"
    CARRIED_MET = "achieved before Fairmark"
    CARRIED_NOT_MET = "not achieved before Fairmark"
    SUBMITTED = "submitted"
    SUBMITTED_LATE = "submitted late"
    UNCONFIRMED = "submitted, not confirmed yet"
    DOUBTED = "in doubt whose work it is"
    OPEN = "another attempt open"
    LATE = "late"
    EXTENSION = "extension"
    NOTHING = "nothing yet"
    LEFT = "left"


#: The number that stands beside a decision on a further attempt, and its word.
AGAIN = {"resubmission": ("2", "resubmission"), "retake": ("3", "retake"),
         "reassessment": ("2", "reassessment")}  # fmt: skip


class Decided(NamedTuple):
    """A decision as a cell shows it."""

    pk: int
    met: bool | None
    signed: bool


class Work(NamedTuple):
    """The newest work handed in of a learner on an assignment."""

    pk: int
    attempt: str
    is_late: bool
    authentic: bool | None


class Cell(NamedTuple):
    """A cell as it is drawn. `seen` is the decision that stands there, `work` the work it is of."""

    state: State
    attempt: str = "first"
    signed: bool = True
    editable: bool = False
    work: int | None = None
    seen: int | None = None


class Due(NamedTuple):
    """When work is due from one learner: whether that has passed, and whether it was extended."""

    passed: bool
    extended: bool


def standing(work: Work | None, decided: Decided | None, due: Due, *, is_open: bool,
             has_left: bool, carried: bool | None = None) -> State:  # fmt: skip
    """What a cell says. A decision goes before all else; an attempt that is open before waiting.

    `carried` is what a result from before Fairmark says; it stands where nothing is handed in here.
    """
    if decided is not None and decided.met is not None:
        if is_open and not decided.met:
            return State.OPEN
        return State.ACHIEVED if decided.met else State.NOT_ACHIEVED
    if carried is not None and work is None and not is_open:
        return State.CARRIED_MET if carried else State.CARRIED_NOT_MET
    if has_left:
        return State.LEFT
    if is_open:
        return State.OPEN
    if work is not None:
        if work.authentic is None:
            return State.UNCONFIRMED
        if not work.authentic:
            return State.DOUBTED
        return State.SUBMITTED_LATE if work.is_late else State.SUBMITTED
    if due.passed:
        return State.LATE
    return State.EXTENSION if due.extended else State.NOTHING


#: In place of an assignment: what no assignment of the plan targets, earned before Fairmark.
BEFORE = 0


class Column(NamedTuple):
    """A criterion of an assignment; `first` where a band begins after another."""

    assignment: int
    criterion: int
    code: str
    band: str
    first: bool


@dataclass(frozen=True)
class Band:
    """An assignment over its criteria: its title, who assesses it, when it is handed in."""

    assignment: int
    number: int
    title: str
    assessors: str
    hand_in_on: date | None
    columns: Sequence[Column]


@dataclass(frozen=True)
class Row:
    """A learner with a cell for each column, and the unit's grade now and in reach.

    `earned` is the grade before a limit, where it is another.
    """

    enrolment: int
    learner: int
    ref: str
    name: str
    group: str
    left_on: date | None
    cells: Sequence[Cell]
    now: str = ""
    can_be: str = ""
    is_final: bool = False
    earned: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet as it is drawn, read and written."""

    bands: Sequence[Band]
    rows: Sequence[Row]
    columns: Sequence[Column] = field(default=())

    @property
    def taught(self) -> int:
        """How many learners have not left."""
        return sum(row.left_on is None for row in self.rows)


def shown_grades(so_far: str, reachable: str, is_final: bool) -> tuple[str, str]:
    """Now and Can be: a dash while nothing is reached yet, and only what is more than now."""
    if not so_far and not reachable:
        return "", ""
    is_settled = is_final or reachable == so_far
    now = so_far if is_settled or so_far not in ("", "U") else "–"
    return now, "" if is_settled else reachable


def settled_grade(so_far: str, reachable: str, is_final: bool) -> str | None:
    """The grade that nothing can change any more; None while something can."""
    return so_far if so_far and (is_final or so_far == reachable) else None


def achieved_by_column(rows: Iterable[Row], count: int) -> list[int]:
    """How many learners achieved each column."""
    found = [0] * count
    for row in rows:
        for place, cell in enumerate(row.cells):
            if cell.state in (State.ACHIEVED, State.CARRIED_MET):
                found[place] += 1
    return found


class Waiting(NamedTuple):
    """Cells that wait for somebody in a sheet."""

    judged: int = 0
    signed: int = 0
    returned: int = 0


class Outlook(NamedTuple):
    """What a qualification may become under one view: a grade, or what blocks it."""

    grade: str
    blocked_by: str = ""


class UnitHead(NamedTuple):
    """A unit over its column."""

    pk: int
    number: str
    title: str
    is_external: bool


@dataclass(frozen=True)
class UnitRow:
    """A learner with a grade for each unit: now, in reach, and whether it is final; what is predicted.

    `carried` are the places of units that rest on results from before Fairmark.
    """

    enrolment: int
    learner: int
    ref: str
    name: str
    group: str
    left_on: date | None
    grades: Sequence[tuple[str, str, bool]]
    points: str = ""
    outlooks: Sequence[Outlook] = ()
    predicted: Sequence[str] = ()
    predicted_whole: str = ""
    carried: Collection[int] = ()


# -- what people write in a cell --------------------------------------------------------------

MET, NOT_MET, CLEARED = "met", "not met", "cleared"

#: What means met, not met, or nothing at all, however a college writes it. Source: `grading.md` §15.
_MET = {"y", "yes", "1", "a", "ach", "achieved", "met", "t", "true", "tick", "✓", "✔", "☑", "√", "ü", "pass",
        "p", "m", "d", "d*", "dist", "merit", "distinction", "l1p", "1p", "p1", "l2p", "l2m", "l2d"}  # fmt: skip
_NOT_MET = {"n", "no", "0", "not met", "not achieved", "not yet achieved", "na", "nya", "f", "fail",
            "u", "r", "ref", "referred", "pa", "partial", "false", "✗", "✘", "☒", "×"}  # fmt: skip
_NOTHING = {"", "-", "–", "—", "?", "n/a", "ws", "in", "wns", "ext", "ho", "l", "rs", "resub",
            "not yet assessed", "not assessed", "submitted", "late", "extension", "left",
            State.CARRIED_MET.value.casefold(), State.CARRIED_NOT_MET.value.casefold()}  # fmt: skip
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Read:
    """What the marks of a block say: an outcome or nothing for each, and which are not understood."""

    outcomes: list[str | None]
    unknown: dict[int, str]


def read_marks(texts: Sequence[str]) -> Read:
    """Outcomes of marks as colleges write them; None where a mark decides nothing.

    A lone “x” means met in some sheets and not met in others: the marks beside it say which. Where
    they do not, it is not understood.
    """
    plain = [_plain(text) for text in texts]
    x_means = _meaning_of_x(plain)
    outcomes: list[str | None] = []
    unknown: dict[int, str] = {}
    for place, (text, one) in enumerate(zip(texts, plain, strict=True)):
        outcome: str | None = None
        if one == "x":
            outcome = x_means
            if outcome is None:
                unknown[place] = ("“x” means met in some sheets and not met in others. Write Y or N.")  # fmt: skip
        elif one in _MET or _DAY.fullmatch(one):
            outcome = MET
        elif one in _NOT_MET:
            outcome = NOT_MET
        elif one not in _NOTHING:
            unknown[place] = f"“{text.strip()[:20]}” is no mark that is known here. Write Y or N."
        outcomes.append(outcome)
    return Read(outcomes, unknown)


def _plain(text: str) -> str:
    """Without case, spaces around, and the mark of a second attempt behind it."""
    return re.sub(r"\s*[(\[]?(2|3|rs|l)[)\]]$|\s*\+\s*l$", "", text.strip().casefold())


def _meaning_of_x(plain: Iterable[str]) -> str | None:
    said = set(plain)
    if said & {"y", "yes", "1", "a", "✓", "✔", "t"} and not said & {"n", "no", "0"}:
        return NOT_MET
    if said & {"n", "no", "0"} and not said & {"y", "yes", "1", "a", "✓", "✔", "t"}:
        return MET
    return None
