"""Tutorials: noted, corrected, followed until what was agreed is settled, and replied to.

The words are between learner and tutor, so no event repeats them.
"""

from collections.abc import Sequence
from datetime import date, datetime

from fairmark.learners import tutorial_queries as queries
from fairmark.learners.models import Learner
from fairmark.learners.tutorial_models import TutorialNote, TutorialReply, TutorialTarget
from fairmark.learners.tutorial_queries import TUTORS
from fairmark.learners.tutorial_rules import Agreed
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.trail.writing import record
from fairmark.ui.words import how_many
from fairmark.workflow.actions import action


@action(by=TUTORS, unless=queries.obstacles_to_recording, records="tutorial_noted")
def note_tutorial(
    learner: Learner, *, by: Person, at: datetime, on: date, words: str,
    targets: Sequence[Agreed] = (), is_shared: bool = True, why_private: str = "",
) -> TutorialNote:  # fmt: skip
    """Write down what was talked about with a learner and what was agreed. They read it."""
    made = _kept(learner, by, at, on, words, targets, is_shared, why_private)
    record(
        f"{by.name} noted a tutorial with {learner} on {on:%-d %B %Y}"
        f"{_said(targets)}{'' if is_shared else ', for staff alone'}.", made, name="tutorial_noted",
        by=by, at=at, on=on, targets=len(targets), is_shared=is_shared,
    )  # fmt: skip
    return made


@action(by=TUTORS, unless=queries.obstacles_to_correcting, records="tutorial_corrected")
def correct_tutorial(
    note: TutorialNote, *, by: Person, at: datetime, on: date, words: str, why: str,
    targets: Sequence[Agreed] = (), is_shared: bool = True, why_private: str = "",
) -> TutorialNote:  # fmt: skip
    """Correct a note of yours by a new one, and say why. The first one stays to be read."""
    made = _kept(note.learner, by, at, on, words, targets, is_shared, why_private, note, why)
    record(
        f"{by.name} corrected the note of the tutorial with {note.learner} on "
        f"{note.on:%-d %B %Y}{_said(targets)}{'' if is_shared else ', for staff alone'}.", made,
        name="tutorial_corrected", by=by, at=at, on=on, targets=len(targets), is_shared=is_shared,
    )  # fmt: skip
    return made


def _said(targets: Sequence[Agreed]) -> str:
    return f", with {how_many(len(targets), 'target')}" if targets else ""


def _kept(
    learner: Learner, by: Person, at: datetime, on: date, words: str, targets: Sequence[Agreed],
    is_shared: bool, why_private: str, replaces: TutorialNote | None = None, why: str = "",
) -> TutorialNote:  # fmt: skip
    made = TutorialNote.objects.create(
        learner=learner, on=on, words=words, is_shared=is_shared, why_private=why_private,
        replaces=replaces, why=why, by=by, at=at,
    )  # fmt: skip
    TutorialTarget.objects.bulk_create(
        TutorialTarget(note=made, what=one.what, due_on=one.due_on) for one in targets
    )
    return made


@action(by=TUTORS, unless=queries.obstacles_to_settling, records="tutorial_target_settled")
def settle_target(
    target: TutorialTarget, *, by: Person, at: datetime, is_done: bool, outcome: str = ""
) -> TutorialTarget:
    """Say of what a learner agreed to do whether it was done."""
    target.is_done, target.outcome = is_done, outcome
    target.settled_by, target.settled_at = by, at
    target.save(update_fields=["is_done", "outcome", "settled_by", "settled_at"])
    record(
        f"{by.name} noted that a target of {target.note.learner} due on {target.due_on:%-d %B %Y} "
        f"was {'done' if is_done else 'not done'}.", target, name="tutorial_target_settled", by=by,
        at=at, due_on=target.due_on, is_done=is_done,
    )  # fmt: skip
    return target


@action(
    by=Role.LEARNER, whose=queries.is_own_note, unless=queries.obstacles_to_replying,
    records="tutorial_replied",
)  # fmt: skip
def reply_to_tutorial(note: TutorialNote, *, by: Person, at: datetime, words: str) -> TutorialReply:
    """Add your own word to a note of your tutorial."""
    made = TutorialReply.objects.create(note=note, words=words, by=by, at=at)
    record(
        f"{by.name} replied to the note of their tutorial on {note.on:%-d %B %Y}.", note,
        name="tutorial_replied", by=by, at=at,
    )  # fmt: skip
    return made
