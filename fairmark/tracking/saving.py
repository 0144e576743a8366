"""Cells that come from a sheet: read, decided as a block, and answered cell by cell."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fairmark.assessment import deciding
from fairmark.assessment.decision_actions import decide
from fairmark.assessment.models import Decision
from fairmark.assessment.rules import Cell, Outcome, obstacles_to, place_of
from fairmark.people.models import Person
from fairmark.programmes.models import Cohort
from fairmark.tracking.rules import read_marks
from fairmark.workflow.refusals import Once, Refused

#: The most cells that are posted at once. (A technical limit: 400 learners by 50 criteria.)
MOST_CELLS = 20_000
#: The most letters of feedback to one criterion. (A technical limit.)
MOST_FEEDBACK = 10_000

_OUTCOMES = {one.value for one in Outcome}


class NotUnderstood(Exception):
    """What was posted cannot be decided. `refused` holds the words for each cell, `words` the rest."""

    def __init__(self, words: Sequence[str], refused: Sequence[dict[str, Any]] = ()):
        super().__init__(" ".join(words))
        self.words, self.refused = list(words), list(refused)


@dataclass(frozen=True)
class Saved:
    """What came of it: the enrolments whose rows are new, and what was refused or in conflict."""

    status: int
    enrolments: frozenset[int] = frozenset()
    document: dict[str, Any] = field(default_factory=dict)


def read_cells(text: str) -> list[Cell]:
    """The cells of a post: a JSON list. A cell has an `outcome`, or a `text` as it was pasted.

    Raises NotUnderstood. A pasted mark that decides nothing is left out, and so is one of a cell
    without a change.
    """
    try:
        rows = json.loads(text)
        places = [(int(row["e"]), int(row["a"]), int(row["c"])) for row in rows]
        seen = [int(row["seen"]) if row.get("seen") else None for row in rows]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise NotUnderstood(
            ["The sheet sent something that is no list of cells. Open it again."]
        ) from None
    if not rows:
        raise NotUnderstood(["No cell was sent. Choose one and decide it."])
    if len(rows) > MOST_CELLS:
        raise NotUnderstood([f"That is more than {MOST_CELLS:,} cells. Paste a smaller block."])
    outcomes = _outcomes(rows, places)
    kept = _feedback(rows, seen)
    return [
        Cell(*place, outcome, one, feedback)
        for place, outcome, one, feedback in zip(places, outcomes, seen, kept, strict=True)
        if outcome
    ]


def _outcomes(rows: list[dict[str, Any]], places: list[tuple[int, int, int]]) -> list[str | None]:
    texts = [str(row.get("text", "")) for row in rows]
    marks = read_marks(texts)
    unknown = {
        place: words for place, words in marks.unknown.items() if "outcome" not in rows[place]
    }
    if unknown:
        refused = [
            {"e": places[place][0], "a": places[place][1], "c": places[place][2], "words": words}
            for place, words in unknown.items()
        ]
        raise NotUnderstood(["Nothing was pasted. Mend these marks and paste again."], refused)
    found: list[str | None] = []
    for row, read in zip(rows, marks.outcomes, strict=True):
        outcome = row.get("outcome", read)
        if outcome is not None and outcome not in _OUTCOMES:
            raise NotUnderstood([f"“{str(outcome)[:20]}” is no decision."])
        found.append(None if "outcome" not in row and read == row.get("now") else outcome)
    return found


def _feedback(rows: list[dict[str, Any]], seen: list[int | None]) -> list[str]:
    """What is said with each; a decision that only changes its outcome keeps what was said."""
    wanted = [pk for row, pk in zip(rows, seen, strict=True) if pk and "feedback" not in row]
    held = dict(Decision.objects.filter(pk__in=wanted).values_list("pk", "feedback"))
    return [
        str(row["feedback"])[:MOST_FEEDBACK] if "feedback" in row else held.get(pk or 0, "")
        for row, pk in zip(rows, seen, strict=True)
    ]


def save(
    cohort: Cohort, by: Person, at: datetime, cells: Sequence[Cell], why: str, once: Once | None
) -> Saved:
    """Decide the cells as one block: all of them, or none and what stands in the way of each."""
    if not cells:
        return Saved(200)
    touched = frozenset(one.enrolment for one in cells)
    try:
        decide.perform(cohort, by=by, at=at, once=once, cells=cells, why=why)
    except deciding.Conflict as conflict:
        return Saved(409, touched, {"conflicts": [_told(one) for one in conflict.cells]})
    except Refused as refusal:
        return Saved(422, touched, _refused(cohort, by, at, cells, why, refusal))
    return Saved(200, touched)


def _told(one: deciding.Meanwhile) -> dict[str, Any]:
    """A conflict as the sheet shows it: both decisions, who took the other and when."""
    theirs = one.theirs
    return {
        "e": one.cell.enrolment, "a": one.cell.assignment, "c": one.cell.criterion,
        "words": str(one), "place": one.place, "yours": one.cell.outcome,
        "theirs": theirs.outcome if theirs else "", "seen": theirs.pk if theirs else None,
        "by": theirs.by.name if theirs else "", "feedback": one.cell.feedback,
    }  # fmt: skip


def _refused(
    cohort: Cohort, by: Person, at: datetime, cells: Sequence[Cell], why: str, refusal: Refused
) -> dict[str, Any]:
    sheet = deciding.sheet_of(cohort, by, cells, at)
    refused = [
        {
            "e": one.enrolment, "a": one.assignment, "c": one.criterion,
            "words": found[0].removeprefix(f"{place_of(sheet, one)}: "),
        }
        for one in cells
        if (found := obstacles_to(sheet, [one], why=why))
    ]  # fmt: skip
    only_a_reason = not why and not obstacles_to(sheet, cells, why="a reason")
    return {
        "refused": refused, "words": [str(one) for one in refusal.obstacles],
        "needs_why": bool(refused) and only_a_reason,
    }  # fmt: skip
