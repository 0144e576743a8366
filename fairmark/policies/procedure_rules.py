"""How the steps of a procedure lead on: to the next one, to another one, by an answer, to the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Steps = Sequence[Mapping[str, Any]]

#: Where a step leads that names no other step: the one that stands after it, or the end.
NEXT, END = "next", "end"
#: How many answers a question may have; more is a table, not a decision.
MOST_ANSWERS = 3
#: How long a question and an answer may be, in letters: they stand in and beside a diamond.
LONGEST_QUESTION, LONGEST_ANSWER = 40, 10


@dataclass(frozen=True)
class Way:
    """A way on from a step to another, both by their place from 0; to None it is the end.

    `word` is the answer that takes it, "" where nothing is asked.
    """

    start: int
    to: int | None
    word: str = ""


def _place(steps: Steps, index: int, to: str) -> int | None:
    """Where a target is; the end stands after the last step. Raises KeyError for no such step."""
    if to == NEXT:
        return index + 1 if index + 1 < len(steps) else None
    if to == END:
        return None
    for place, one in enumerate(steps):
        if one["id"] == to:
            return place
    raise KeyError(to)


def targets(step: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each answer of a step with where it leads; one "" where nothing is asked."""
    if step.get("asks"):
        return [(one["word"], one["to"]) for one in step["answers"]]
    return [("", step.get("then", NEXT))]


def ways(steps: Steps) -> list[Way]:
    """Every way on from every step. Raises KeyError where one leads to a step that there is not."""
    return [
        Way(index, _place(steps, index, to), word)
        for index, step in enumerate(steps)
        for word, to in targets(step)
    ]


def leading_to(steps: Steps, step_id: str) -> list[str]:
    """Titles of the steps that lead to this one by its name."""
    return [
        one["title"] for one in steps
        if one["id"] != step_id and step_id in {to for _, to in targets(one)}
    ]  # fmt: skip


def obstacles_to_leading_on(
    steps: Steps, step_id: str, *, asks: str, answers: Sequence[Mapping[str, str]], then: str
) -> list[str]:
    """What is wrong with a question, its answers and where they lead. Source: clause POL-9.

    `steps` are the others of the procedure and, if it is one of them already, the step itself.
    """
    known = {NEXT, END, *(one["id"] for one in steps)} - {step_id}
    asked = [one["to"] for one in answers] if asks.strip() else [then]
    found = []
    if step_id in asked:
        found.append("A step cannot lead to itself. Choose another one, or the end.")
    if any(to not in known | {step_id} for to in asked):
        found.append("Choose where it leads: a step of this procedure, the next one, or the end.")
    if not asks.strip():
        if answers:
            found.append("There are answers and no question. Write what is asked, or clear them.")
        return found
    words = [one["word"].strip() for one in answers]
    if len(asks.strip()) > LONGEST_QUESTION or any(len(one) > LONGEST_ANSWER for one in words):
        found.append(
            f"A question has {LONGEST_QUESTION} letters at most and an answer {LONGEST_ANSWER}: "
            "they stand in the picture."
        )
    if not 2 <= len(answers) <= MOST_ANSWERS:
        found.append(f"A question has two answers, or {MOST_ANSWERS} at most.")
    if not all(words) or len({one.casefold() for one in words}) < len(words):
        found.append("Give each answer a word of its own, such as Yes and No.")
    if len(answers) > 1 and len(set(asked)) == 1:
        found.append("Every answer leads to the same place, so nothing hangs on the question.")
    if {"{", "}"} & set(asks + "".join(words)):
        found.append("A question and its answers are plain words, without {names}.")
    return found


def dead_ends(steps: Steps) -> list[str]:
    """Steps that nothing leads to, and steps from which nothing leads to the end, as sentences."""
    if not steps:
        return []
    try:
        found = ways(steps)
    except KeyError as missing:
        return [f"a step leads to “{missing.args[0]}”, which there is not"]
    on: dict[int | None, set[int | None]] = {}
    back: dict[int | None, set[int | None]] = {}
    for one in found:
        on.setdefault(one.start, set()).add(one.to)
        back.setdefault(one.to, set()).add(one.start)
    reached, ending = _reached(0, on), _reached(None, back)
    return [
        f"nothing leads to step {number} “{step['title']}”"
        for number, step in enumerate(steps, 1) if number - 1 not in reached
    ] + [
        f"from step {number} “{step['title']}” nothing leads to the end"
        for number, step in enumerate(steps, 1) if number - 1 not in ending
    ]  # fmt: skip


def _reached(
    start: int | None, ways_on: Mapping[int | None, set[int | None]]
) -> set[int | None]:  # fmt: skip
    found, ahead = {start}, [start]
    while ahead:
        for one in ways_on.get(ahead.pop(), set()) - found:
            found.add(one)
            ahead.append(one)
    return found


def broken(blocks: Iterable[Mapping[str, Any]]) -> list[str]:
    """For each procedure whose steps do not lead on as they should: where and how."""
    return [
        f"“{block['heading']}”: {trouble}"
        for block in blocks
        for trouble in dead_ends(block.get("steps", ()))
    ]


def leads_on(steps: Steps) -> list[tuple[str, ...]]:
    """For each step how it leads on, in words; nothing where the next one simply follows."""
    found = []
    for index, step in enumerate(steps):
        lines = []
        for word, to in targets(step):
            if word:
                lines.append(f"If {_small(word)}: {_where(steps, index, to)}.")
            elif _place(steps, index, to) != _place(steps, index, NEXT):
                lines.append(f"Then {_where(steps, index, to)}.")
        found.append(tuple(lines))
    return found


def _where(steps: Steps, index: int, to: str) -> str:
    place = _place(steps, index, to)
    return "the procedure ends" if place is None else f"go to step {place + 1}"


def _small(word: str) -> str:
    return word[:1].lower() + word[1:]
