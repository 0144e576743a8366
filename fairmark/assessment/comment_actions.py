"""Keeping comments to use again, rewording them, and retiring them."""

from datetime import datetime

from fairmark.assessment import comment_queries
from fairmark.assessment.comment_models import KeptComment
from fairmark.assessment.hand_in_actions import TEACHERS
from fairmark.people.models import Person
from fairmark.programmes.models import Programme
from fairmark.trail.writing import record
from fairmark.workflow.actions import action


@action(
    by=TEACHERS, unless=comment_queries.obstacles_to_keeping,
    warn=comment_queries.cautions_on_keeping, records="comment_kept",
)  # fmt: skip
def keep_comment(
    programme: Programme, *, by: Person, at: datetime, words: str, is_shared: bool = False
) -> KeptComment:
    """Keep a comment to use again in feedback, for yourself or for all who assess on the programme."""
    made = KeptComment.objects.create(
        programme=programme, words=words.strip(), is_shared=is_shared, kept_by=by, kept_at=at
    )
    shared = "shared a comment in" if is_shared else "kept a comment for"
    record(
        f"{by.name} {shared} {programme.short_title}: {made.words}", made, name="comment_kept", by=by,
        at=at, words=made.words, is_shared=is_shared,
    )  # fmt: skip
    return made


@action(
    by=TEACHERS, unless=comment_queries.obstacles_to_rewording,
    warn=comment_queries.cautions_on_rewording, records="comment_reworded",
)  # fmt: skip
def reword_comment(
    comment: KeptComment, *, by: Person, at: datetime, words: str, is_shared: bool = False
) -> KeptComment:
    """Change a comment that you keep; feedback that was given with it stays as it is."""
    before = comment.words
    comment.words, comment.is_shared = words.strip(), is_shared
    comment.save(update_fields=["words", "is_shared"])
    record(
        f"{by.name} reworded a comment of {comment.programme.short_title}: {comment.words}", comment,
        name="comment_reworded", by=by, at=at, before=before, words=comment.words,
        is_shared=is_shared,
    )  # fmt: skip
    return comment


@action(by=TEACHERS, unless=comment_queries.obstacles_to_retiring, records="comment_retired")
def retire_comment(comment: KeptComment, *, by: Person, at: datetime) -> KeptComment:
    """Retire a comment: it is offered no more."""
    comment.retired_by, comment.retired_at = by, at
    comment.save(update_fields=["retired_by", "retired_at"])
    record(
        f"{by.name} retired a comment of {comment.programme.short_title}: {comment.words}", comment,
        name="comment_retired", by=by, at=at, words=comment.words,
    )  # fmt: skip
    return comment
