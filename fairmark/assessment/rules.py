"""What holds of work handed in and of decisions about it: lateness, attempts, conditions, marks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Attempt(StrEnum):
    """Which time a learner hands in an assignment. Source: §3.3."""

    FIRST = "first"
    RESUBMISSION = "resubmission"
    RETAKE = "retake"
    REASSESSMENT = "reassessment"


#: In the order in which they can come; Higher Nationals have the last in place of the two before.
ORDER = tuple(Attempt)


#: The grades of a unit whose qualification names no grading scheme yet, lowest first.
PLAIN_GRADES = ("U", "P", "M", "D")


class AiUse(StrEnum):
    """What a learner says of AI tools in a piece of work. Source: clause MAL-7."""

    NONE = "none"
    USED = "used"


class Outcome(StrEnum):
    """A judgement of one criterion. `CLEARED` takes back what was not signed yet."""

    MET = "met"
    NOT_MET = "not met"
    CLEARED = "cleared"


class How(StrEnum):
    """How an assessor came to know that work is the learner's own. Source: clause DBL-4."""

    KNOWN = "known"
    QUESTION = "question"
    DISCUSSION = "discussion"
    IDENTITY = "identity"


def is_behind(handed_in: int, drawn: int, percent: int) -> bool:
    """Whether fewer were drawn than this share of what was handed in. Source: clause DBL-4."""
    return drawn < to_be_talked_about(handed_in, percent)


def to_be_talked_about(handed_in: int, percent: int) -> int:
    """How many of these remote submissions are to be followed by a talk, at least."""
    return handed_in * percent // 100


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment that is too late for a deadline on a day, by the centre's clock.

    The day ends at its own midnight, so a day on which the clocks change is an hour longer or
    shorter and the deadline moves with it.
    """
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)


def counts_at(handed_in_at: datetime, received_on: date | None, zone: ZoneInfo) -> datetime:
    """The moment that decides whether work is late: the noon of the day on which paper was received."""
    if received_on is None:
        return handed_in_at
    return datetime.combine(received_on, time(12), tzinfo=zone)


def is_late(handed_in_at: datetime, due_at: datetime) -> bool:
    """Whether work came after its deadline: to the moment, never by the day it is looked at."""
    return handed_in_at >= due_at


# -- handing in ------------------------------------------------------------------------------


@dataclass(frozen=True)
class HandIn:
    """What is about to be handed in, as the rules read it."""

    files: int
    is_practical: bool
    declared: bool
    sources: str
    ai_use: str
    ai_tool: str
    ai_words: str
    ai_copies: int
    observed: int = 0


@dataclass(frozen=True)
class Asked:
    """What a brief asks to come with the work."""

    sources: bool
    ai_never: bool
    ai_copies: bool


def gaps_of(work: HandIn, asked: Asked) -> list[str]:
    """What is missing before work may be handed in. Clauses MAL-4, MAL-5 and MAL-7."""
    found = []
    if not work.files and not work.is_practical and not work.observed:
        found.append("No file is attached. Attach your work first.")
    if not work.declared:
        found.append("Say that the work is your own. Nothing is handed in without it.")
    if asked.sources and not work.sources.strip():
        found.append("The brief asks for your sources. List them, or write that there are none.")
    if not work.ai_use:
        found.append("Say whether you used AI tools.")
    if work.ai_use == AiUse.USED:
        if not work.ai_tool.strip() or not work.ai_words.strip():
            found.append("Name the AI tool and say what you used it for.")
        if asked.ai_copies and not work.ai_copies:
            found.append("Attach copies of what you asked the AI tool and what it answered.")
    return found


def doubts_of(work: HandIn, asked: Asked) -> list[str]:
    """What may be handed in all the same, and is better said first."""
    if asked.ai_never and work.ai_use == AiUse.USED:
        return [
            "The brief does not allow AI tools. It is right to say that you used one; your teacher "
            "will talk to you about it."
        ]
    return []


# -- deciding --------------------------------------------------------------------------------


class Cell(NamedTuple):
    """One criterion of one assignment for one learner, and what somebody says of it.

    `seen` is the decision that stood there when they looked; None where the cell was empty.
    """

    enrolment: int
    assignment: int
    criterion: int
    outcome: str
    seen: int | None = None
    feedback: str = ""


@dataclass(frozen=True)
class Handed:
    """The newest work of a learner on an assignment, as deciding it asks."""

    pk: int
    attempt: Attempt
    handed_in: bool
    authentic: bool | None
    is_signed: bool
    criteria: frozenset[int] | None = None


@dataclass(frozen=True)
class Sheet:
    """What deciding a block of cells is held against.

    `work` by enrolment and assignment; `targets` the criteria of each assignment; `mine` the pairs
    of assignment and enrolment that the person is allocated to assess; `now` the decision that
    stands in each cell; `names` of learners, `codes` of criteria, `titles` of assignments;
    `barred` why the person may not judge a learner, by assignment and enrolment.
    """

    work: Mapping[tuple[int, int], Handed]
    targets: Mapping[int, Collection[int]]
    mine: Collection[tuple[int, int]]
    now: Mapping[tuple[int, int, int], int]
    names: Mapping[int, str]
    codes: Mapping[int, str]
    titles: Mapping[int, str]
    left: Mapping[int, date]
    barred: Mapping[tuple[int, int], str] = field(default_factory=dict)


def place_of(sheet: Sheet, cell: Cell) -> str:
    """How a message names a cell."""
    who = sheet.names.get(cell.enrolment, "This learner")
    return f"{who}, {sheet.codes.get(cell.criterion, 'criterion')}"


def obstacles_to(sheet: Sheet, cells: Iterable[Cell], *, why: str = "") -> list[str]:
    """Why cells cannot be decided so, each with its reason. Clauses ASM-4, MAL-4 and DBL-4."""
    found: list[str] = []
    for cell in cells:
        if problem := _obstacle(sheet, cell, why):
            found.append(f"{place_of(sheet, cell)}: {problem}")
    return found


def _obstacle(sheet: Sheet, cell: Cell, why: str) -> str:
    if cell.enrolment not in sheet.names:
        return "nobody of this sheet. Choose a learner of the cohort."
    if cell.assignment not in sheet.targets:
        return "no assignment of this plan. Open the sheet again."
    title = sheet.titles[cell.assignment]
    if cell.criterion not in sheet.targets[cell.assignment]:
        return f"not a criterion that {title} targets. Decide it where the plan has it."
    if cell.enrolment in sheet.left:
        return f"left on {sheet.left[cell.enrolment]:%-d %B %Y}. What was decided before stands."
    if (cell.assignment, cell.enrolment) not in sheet.mine:
        return f"the plan does not name you as assessor of {title} for them."
    if words := sheet.barred.get((cell.assignment, cell.enrolment)):
        return words
    work = sheet.work.get((cell.enrolment, cell.assignment))
    if work is None or not work.handed_in:
        return f"nothing is handed in for {title}."
    if work.authentic is None:
        return "confirm first that the work is theirs."
    if not work.authentic:
        return "it is in doubt whether the work is theirs. Settle that first."
    if work.criteria is not None and cell.criterion not in work.criteria:
        return f"not one of the criteria that the {work.attempt} is for."
    if work.is_signed and not why:
        return "signed already. A correction needs its reason."
    if work.is_signed and cell.outcome == Outcome.CLEARED:
        return "signed already, so it cannot be taken back. Correct it to met or not met."
    return ""


def conflicts_in(sheet: Sheet, cells: Iterable[Cell]) -> list[Cell]:
    """The cells in which another decision stands than the one that was looked at. Promise P32."""
    return [
        cell
        for cell in cells
        if sheet.now.get((cell.enrolment, cell.assignment, cell.criterion)) != cell.seen
    ]


# -- what the decisions say ------------------------------------------------------------------


class Judged(NamedTuple):
    """A decision that stands: of which assignment and attempt, on which criterion.

    `limited`: by late work that the centre's policy counts towards a Pass at most.
    """

    assignment: int
    attempt: Attempt
    criterion: int
    met: bool
    limited: bool = False


def standing_of(
    criteria: Sequence[int],
    judged: Iterable[Judged],
    open_for: Collection[int],
) -> dict[int, bool | None]:
    """Whether each criterion is met: yes by any assignment, no, or still open (None).

    `open_for`: criteria that a learner can still show, by work not decided yet or an attempt that
    was authorised. Source: `grading.md` 2.5.
    """
    decided: dict[int, bool] = {}
    for one in judged:
        decided[one.criterion] = decided.get(one.criterion, False) or one.met
    found: dict[int, bool | None] = {}
    for criterion in criteria:
        met = decided.get(criterion)
        found[criterion] = None if not met and (met is None or criterion in open_for) else met
    return found


def counted(judged: Iterable[Judged], above_pass: Collection[int]) -> list[Judged]:
    """The decisions as they count: what late work met above Pass, where it is limited, does not."""
    return [
        one._replace(met=False) if one.limited and one.criterion in above_pass else one
        for one in judged
    ]


# -- another attempt -------------------------------------------------------------------------


@dataclass(frozen=True)
class Condition:
    """A condition of another attempt, with how it stands: yes, no, or to be answered (None).

    `words` say why not; `said` who answered it, where somebody did.
    """

    id: str
    asks: str
    holds: bool | None
    words: str = ""
    said: str = ""


@dataclass(frozen=True)
class Chances:
    """How many further attempts of a kind a family allows; None where no text was found."""

    attempt: Attempt
    most: int | None
    had: int


def obstacles_to_another(
    chances: Chances, conditions: Iterable[Condition], *, name: str
) -> list[str]:
    """Why another attempt cannot be authorised. Source: RES-01 to RES-05."""
    if chances.most is None:
        return [
            f"No rule on a {chances.attempt} was found for this qualification. Ask the awarding "
            "body, and amend the rule pack with what it says."
        ]
    if chances.most == 0:
        return [f"This qualification has no {chances.attempt}."]
    if chances.had >= chances.most:
        return [f"{name} has had the {chances.attempt} of this assignment."]
    return [one.words or one.asks for one in conditions if one.holds is False]


def obstacles_to_window(
    due_on: date, *, first: date, last: date | None, year_ends_on: date | None
) -> list[str]:
    """Whether the day by which it comes is one that policy and rule pack allow."""
    if due_on < first:
        return ["That day has passed. Choose a day to come."]
    found = []
    if last is not None and due_on > last:
        found.append(f"The latest day that the policy allows is {last:%-d %B %Y}.")
    if year_ends_on is not None and due_on > year_ends_on:
        found.append(
            f"It has to come within the academic year of the first work, which ends on "
            f"{year_ends_on:%-d %B %Y}."
        )
    return found
