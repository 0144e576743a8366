"""Which kept comments somebody is offered, and what may be kept."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from fairmark.assessment import comment_rules
from fairmark.assessment.comment_models import KeptComment
from fairmark.learners.models import Learner
from fairmark.people.models import Person
from fairmark.people.queries import in_force
from fairmark.people.rules import Holding, Role
from fairmark.programmes.models import Programme
from fairmark.programmes.queries import visible_programmes
from fairmark.ui.words import in_turn


def visible_comments(centre: Any, person: Person, holdings: list[Holding]) -> QuerySet[KeptComment]:
    """The person's own, and those shared in the programmes whose learners they may see."""
    return KeptComment.objects.filter(
        Q(kept_by=person) | Q(is_shared=True), retired_at=None,
        programme__in=visible_programmes(centre, holdings, with_learners=True),
    ).select_related("programme", "kept_by")  # fmt: skip


def offered_to(person: Person, programme: Programme) -> list[KeptComment]:
    """What is offered where the person types feedback in a programme: their own first."""
    found = KeptComment.objects.filter(
        Q(kept_by=person) | Q(is_shared=True), retired_at=None, programme=programme
    ).select_related("kept_by")
    return sorted(found, key=lambda one: one.kept_by_id != person.pk)


def _learners(programme: Programme) -> list[tuple[str, str]]:
    rows = Learner.objects.filter(enrolments__cohort__programme=programme).distinct().order_by()
    return list(rows.values_list("forenames", "surname"))


def obstacles_to_words(
    programme: Programme, words: str, is_shared: bool, by: Person, but: KeptComment | None = None
) -> list[str]:
    """No learner's whole name in what is shared, and not twice the same."""
    found = []
    same = KeptComment.objects.filter(
        programme=programme, kept_by=by, words=words.strip(), retired_at=None
    )
    if same.exclude(pk=but.pk if but else 0).exists():
        found.append("You keep this comment already.")
    if is_shared and (names := comment_rules.whole_names_in(words, _learners(programme))):
        found.append(
            f"A shared comment names no learner: {in_turn(names)}. Write it so that it fits anybody."
        )
    return found


def cautions_on_words(programme: Programme, words: str, is_shared: bool) -> list[str]:
    """Part of a learner's name, which may be a word like any other."""
    if is_shared and (names := comment_rules.part_names_in(words, _learners(programme))):
        return [
            f"A learner of the programme is called {in_turn(names, 'or')}. A shared comment names nobody."
        ]
    return []


def obstacles_to_keeping(
    programme: Programme, by: Person, at: datetime, *, words: str | None = None,
    is_shared: bool = False, **_: Any,
) -> list[str]:  # fmt: skip
    return [] if words is None else obstacles_to_words(programme, words, is_shared, by)


def cautions_on_keeping(
    programme: Programme, by: Person, at: datetime, *, words: str = "", is_shared: bool = False,
    **_: Any,
) -> list[str]:  # fmt: skip
    return cautions_on_words(programme, words, is_shared)


def obstacles_to_rewording(
    comment: KeptComment, by: Person, at: datetime, *, words: str | None = None,
    is_shared: bool = False, **_: Any,
) -> list[str]:  # fmt: skip
    """By who keeps it, while it is kept."""
    if comment.retired_at:
        return ["This comment is retired. Keep a new one."]
    if comment.kept_by_id != by.pk:
        return [f"{comment.kept_by} keeps it. Keep one of your own."]
    if words is None:
        return []
    if (words.strip(), is_shared) == (comment.words, comment.is_shared):
        return ["This is the comment as it stands. Change something."]
    return obstacles_to_words(comment.programme, words, is_shared, by, comment)


def cautions_on_rewording(
    comment: KeptComment, by: Person, at: datetime, *, words: str = "", is_shared: bool = False,
    **_: Any,
) -> list[str]:  # fmt: skip
    return cautions_on_words(comment.programme, words, is_shared)


def obstacles_to_retiring(comment: KeptComment, by: Person, at: datetime, **_: Any) -> list[str]:
    """By who keeps it; a shared one by the programme's leader too."""
    if comment.retired_at:
        return [f"{comment.retired_by} retired it already."]
    if comment.kept_by_id == by.pk:
        return []
    held = in_force(at).filter(person=by, role=Role.PROGRAMME_LEADER)
    if comment.is_shared and any((h.scope_kind, h.scope_id) in comment.scopes() for h in held):
        return []
    return [f"{comment.kept_by} keeps it. They retire it, or the programme leader does."]
