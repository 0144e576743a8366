"""Which tutorial notes somebody reads, and what stands in the way of writing, settling, replying."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from fairmark.learners.models import Learner
from fairmark.learners.tutorial_models import TutorialNote, TutorialTarget
from fairmark.learners.tutorial_rules import Agreed, obstacles_to_note
from fairmark.people.models import Person
from fairmark.people.rules import Holding, Role, covering

#: Who talks with learners and keeps the notes; they read what is kept to staff too.
TUTORS = (
    Role.PROGRAMME_LEADER, Role.LEAD_INTERNAL_VERIFIER, Role.INTERNAL_VERIFIER, Role.ASSESSOR,
)  # fmt: skip


def notes_of(learner: Learner, holdings: Sequence[Holding], at: datetime) -> list[TutorialNote]:
    """A learner's notes as staff read them, newest first, those that were replaced too."""
    found = TutorialNote.objects.filter(learner=learner)
    if covering(holdings, TUTORS, learner.scopes(), at) is None:
        found = found.filter(is_shared=True)
    return _whole(found)


def own_notes(person: Person) -> list[TutorialNote]:
    """The notes that a learner reads of themselves; one kept to staff takes none away."""
    return _whole(
        TutorialNote.objects.filter(
            learner__person=person, is_shared=True, replaced_by=None, learner__merged_into=None
        )
    )


def _whole(notes: QuerySet[TutorialNote]) -> list[TutorialNote]:
    return list(
        notes.select_related("by", "replaces", "replaced_by").prefetch_related(
            "targets__settled_by", "replies__by"
        )
    )


def open_targets(on: date) -> QuerySet[TutorialTarget]:
    """Targets that stand and whose day has passed without a word."""
    return TutorialTarget.objects.filter(is_done=None, due_on__lt=on, note__replaced_by=None)


def newest_talk(since: date, until: date) -> Subquery:
    """The day of the newest note in a span, for a question that is asked of enrolments."""
    notes = TutorialNote.objects.filter(
        learner=OuterRef("learner"), replaced_by=None, on__gte=since, on__lte=until
    )
    return Subquery(notes.order_by("-on").values("on")[:1])


def has_late_target(since: date, until: date) -> Exists:
    """Whether a target of these notes is past its day without a word; asked of enrolments too."""
    return Exists(
        open_targets(until).filter(
            note__learner=OuterRef("learner"), note__on__gte=since, note__on__lte=until
        )
    )


# -- what stands in the way ------------------------------------------------------------------


def obstacles_to_recording(
    learner: Learner, by: Person, at: datetime, *, on: date | None = None, is_shared: bool = True,
    why_private: str = "", targets: Sequence[Agreed] = (), **_: Any,
) -> list[str]:  # fmt: skip
    """Of a learner who is here, on a day since their first."""
    if learner.merged_into_id:
        return ["This record was merged into another. Write the note there."]
    if on is None:
        return []
    first = learner.enrolments.order_by("starts_on").values_list("starts_on", flat=True).first()
    return obstacles_to_note(
        on=on, today=timezone.localdate(at), starts_on=first, is_shared=is_shared,
        why_private=why_private, targets=targets,
    )  # fmt: skip


def obstacles_to_correcting(note: TutorialNote, by: Person, at: datetime, **what: Any) -> list[str]:
    """By who wrote it, once."""
    if hasattr(note, "replaced_by"):
        return [f"{note.replaced_by.by} corrected this note already. Correct the newer one."]
    if note.by_id != by.pk:
        return [f"{note.by} wrote this note, so only they correct it. Write one of your own."]
    return obstacles_to_recording(note.learner, by, at, **what)


def obstacles_to_settling(target: TutorialTarget, by: Person, at: datetime, **_: Any) -> list[str]:
    if target.settled_at:
        return [f"{target.settled_by} settled this already."]
    if hasattr(target.note, "replaced_by"):
        return ["The note was corrected. Settle the targets of the newer one."]
    return []


def is_own_note(note: TutorialNote, person: Person) -> bool:
    """Whether it is about the person, and for them to read."""
    return note.learner.person_id == person.pk and note.is_shared


def obstacles_to_replying(note: TutorialNote, by: Person, at: datetime, **_: Any) -> list[str]:
    if hasattr(note, "replaced_by"):
        return ["This note was corrected. Reply to the newer one."]
    return []
