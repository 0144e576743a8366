"""When a brief may be verified, approved and issued; what each answer asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from fairmark.calendar.rules import is_working_day, working_days_after


class BriefState(StrEnum):
    """Where a version of a brief stands. Source: process-facts §4.3."""

    DRAFT = "draft"
    AT_VERIFICATION = "at verification"
    CHANGES_ASKED = "changes asked"
    APPROVED = "approved"
    ISSUED = "issued"
    REPLACED = "replaced"


#: States in which the words of a brief may be changed.
OPEN = frozenset({BriefState.DRAFT, BriefState.CHANGES_ASKED})


class Origin(StrEnum):
    """Where a brief comes from. Source: ASM-07."""

    OWN = "own"
    SHARED = "shared"
    AUTHORISED = "authorised"
    BOUGHT = "bought"


class AiRule(StrEnum):
    """What a brief says of tools of artificial intelligence. Source: clause MAL-6."""

    NEVER = "never"
    NAMED = "named"
    FREE = "free"


class Answer(StrEnum):
    """How a verifier answers a question of the form."""

    YES = "yes"
    NO = "no"
    NA = "na"


@dataclass(frozen=True)
class Question:
    """A question of the form; `unchanged` marks those asked of an authorised brief used as it is."""

    id: str
    asks: str
    unchanged: bool = False


@dataclass(frozen=True)
class Written:
    """A brief as the rules read it: the criteria of each task, and what is filled in."""

    title: str
    scenario: str
    evidence: str
    ai_rule: str
    ai_uses: str
    tasks: Sequence[tuple[str, frozenset[str]]]


def questions_of(value: Sequence[dict], *, unchanged: bool) -> list[Question]:
    """The questions of a family's form; of an authorised brief used unchanged only those marked.

    Source: IV-01, ASM-07. A form that marks none asks all of them.
    """
    every = [Question(one["id"], one["asks"], bool(one.get("unchanged"))) for one in value]
    few = [one for one in every if one.unchanged]
    return few if unchanged and few else every


def gaps_of(written: Written, planned: Iterable[str] | None) -> list[str]:
    """What is missing before a brief can be verified.

    `planned`: the codes that the plan targets, or None where no plan speaks of the assignment.
    """
    found = []
    for name, value in (
        ("a title", written.title), ("a scenario", written.scenario),
        ("the evidence asked for", written.evidence), ("its rule on AI tools", written.ai_rule),
    ):  # fmt: skip
        if not value.strip():
            found.append(f"The brief lacks {name}. Fill it in.")
    if written.ai_rule == AiRule.NAMED and not written.ai_uses.strip():
        found.append("The brief allows AI tools for some things. Say for which.")
    if not written.tasks:
        return [*found, "The brief has no task. Add one."]
    found += [
        f"“{title}” serves no criterion. Tick those that it serves."
        for title, codes in written.tasks
        if not codes
    ]
    if planned is None:
        return found
    wanted = list(planned)
    served = {code for _, codes in written.tasks for code in codes}
    if left := [code for code in wanted if code not in served]:
        found.append(
            f"No task serves {_listed(left)}, which the plan targets with this assignment."
        )
    if more := sorted(served - set(wanted)):
        found.append(
            f"{_listed(more)}: served by a task, but not targeted here by the plan. Change the "
            "task, or the plan first."
        )
    return found


def obstacles_to_verifying(
    *, state: BriefState, verifier: int, authors: Iterable[int]
) -> list[str]:
    """What stops this person verifying a brief. Source: SOD-02, on the person and not the account."""
    if state == BriefState.APPROVED:
        return ["This brief has been approved already."]
    if state != BriefState.AT_VERIFICATION:
        return ["This brief has not been sent for verification. Its author sends it."]
    if verifier in set(authors):
        return ["You wrote this brief or a part of it, so somebody else has to verify it."]
    return []


def faults_of(
    outcome: str, answers: Sequence[tuple[Question, str, str]], *, actions: int, open_points: int
) -> list[str]:
    """What does not go together in a verification: answers are (question, answer, words)."""
    found = []
    for question, answer, words in answers:
        if answer not in set(Answer):
            found.append(f"Answer: {question.asks}")
        elif answer == Answer.NO and not words.strip():
            found.append(f"Say what is wrong: {question.asks}")
    noes = [question for question, answer, _ in answers if answer == Answer.NO]
    if outcome == "approved":
        if noes:
            found.append(
                f"{len(noes)} answer{'s are' if len(noes) > 1 else ' is'} “No”, so the brief cannot "
                "be approved yet. Ask for changes."
            )
        if open_points:
            found.append(
                f"{open_points} action point{'s are' if open_points > 1 else ' is'} not closed. "
                "Close what was done, or ask for changes again."
            )
        if actions:
            found.append("A brief with something left to do is not approved. Ask for changes.")
    elif not actions and not open_points:
        found.append("Say what is to be done, by whom and until when: add an action point.")
    return found


@dataclass(frozen=True)
class Ready:
    """What is known of a brief on the day on which it is to be issued."""

    state: BriefState
    open_points: int
    verified_on: date | None
    year: tuple[date, date] | None
    days: tuple[date | None, date | None]
    planned_days: tuple[date | None, date | None]
    countersigner: str
    is_countersigned: bool


def obstacles_to_issuing(ready: Ready, *, on: date) -> list[str]:
    """The gate: nothing reaches a learner that has not been verified. Source: IV-01, §4.3."""
    if ready.state in OPEN or ready.state == BriefState.AT_VERIFICATION:
        return ["This brief has not passed internal verification, so it cannot be issued."]
    if ready.state == BriefState.REPLACED:
        return ["A newer version of this brief has been issued. Issue that one."]
    found = []
    if ready.open_points:
        many = ready.open_points > 1
        found.append(
            f"{ready.open_points} action point{'s' if many else ''} of its verification "
            f"{'are' if many else 'is'} still open. The verifier closes what is done."
        )
    if (
        ready.year
        and ready.verified_on
        and not (ready.year[0] <= ready.verified_on <= ready.year[1])
    ):
        found.append(
            f"It was verified on {ready.verified_on:%-d %B %Y}, in another academic year. Every brief "
            "is verified again each year: make a new version of it."
        )
    if ready.days != ready.planned_days:
        found.append(
            "Its dates are no longer those of the assessment plan. Make a new version, so that it is "
            "verified with the dates that hold now."
        )
    if ready.countersigner and not ready.is_countersigned:
        found.append(
            f"The {ready.countersigner} signs a brief of this qualification before it goes out."
        )
    hand_in = ready.days[1]
    if hand_in and hand_in <= on:
        found.append(f"Its hand-in, {hand_in:%-d %B %Y}, leaves no time. Change the plan first.")
    return found


class Lateness(StrEnum):
    """How an assignment's brief is behind its plan, as the list says it."""

    OVERDUE = "Overdue: hand-out has passed"
    NEAR = "Hand-out is near: begin now"


def lateness(
    hand_out_on: date | None, *, on: date, near_until: date | None, is_issued: bool, is_begun: bool
) -> Lateness | None:
    """Whether the hand-out has passed without an issue, or is near without a brief.

    `near_until`: the last day that counts as near; None where no policy says how long verifying takes.
    """
    if hand_out_on is None or is_issued:
        return None
    if hand_out_on < on:
        return Lateness.OVERDUE
    is_near = near_until is not None and hand_out_on <= near_until
    return Lateness.NEAR if is_near and not is_begun else None


@dataclass(frozen=True)
class Due:
    """By which day a verdict is due, and where the day comes from."""

    on: date
    why: str


def verdict_due(
    sent_on: date, hand_out_on: date | None, *, verdict_days: int | None, brief_days: int | None,
    closed: frozenset[date],
) -> Due | None:  # fmt: skip
    """The earlier of two days: so long after it was sent, and so long before the plan hands it out.

    Both lengths are the policy's, in working days. Without a policy it is the hand-out itself.
    """
    found = []
    if verdict_days is not None:
        on = working_days_after(sent_on, verdict_days, closed=closed)
        found.append(Due(on, f"{_days(verdict_days)} after it was sent"))
    if hand_out_on is not None and brief_days is not None:
        on = _before(hand_out_on, brief_days, closed)
        found.append(Due(on, f"{_days(brief_days)} before its hand-out, {_day(hand_out_on)}"))
    if hand_out_on is not None and not found:
        found.append(Due(hand_out_on, "its hand-out"))
    return min(found, key=lambda one: one.on, default=None)


def _before(day: date, days: int, closed: frozenset[date]) -> date:
    while days:
        day -= timedelta(days=1)
        days -= is_working_day(day, closed=closed)
    return day


def _days(count: int) -> str:
    return f"{count} working day{'' if count == 1 else 's'}"


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
