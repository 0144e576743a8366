"""What teams do with good practice: share it, and take up another team's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.queries import role_used
from fairmark.people.rules import Role
from fairmark.programmes.models import Programme
from fairmark.standardisation.models import Adoption, GoodPractice
from fairmark.trail.writing import record
from fairmark.ui.words import in_turn
from fairmark.workflow.actions import action

TEAM = (
    Role.QUALITY_NOMINEE, Role.PROGRAMME_LEADER, Role.LEAD_INTERNAL_VERIFIER,
    Role.INTERNAL_VERIFIER, Role.ASSESSOR,
)  # fmt: skip


def _not_theirs(programmes: Sequence[Programme], by: Person, at: datetime) -> list[str]:
    return [
        f"You are not on the team of {one.short_title}."
        for one in programmes
        if role_used(by, TEAM, one.scopes(), at) is None
    ]


def obstacles_to_sharing(
    centre: Centre, by: Person, at: datetime, *, programmes: Sequence[Programme] | None = None,
    **_: Any,
) -> list[str]:  # fmt: skip
    if programmes is None:
        return []
    return (
        _not_theirs(programmes, by, at) if programmes else ["Say from which programmes it comes."]
    )


@action(by=TEAM, unless=obstacles_to_sharing, anywhere=True, records="good_practice_shared")
def share_practice(
    centre: Centre, *, by: Person, at: datetime, title: str, what: str,
    programmes: Sequence[Programme],
) -> GoodPractice:  # fmt: skip
    """Share what worked for your team, for others to take up."""
    made = GoodPractice.objects.create(
        centre=centre, title=title, what=what, shared_by=by, shared_at=at
    )
    made.programmes.set(programmes)
    named = in_turn([one.short_title for one in programmes])
    record(
        f"{by.name} shared the good practice “{title}” of {named}.", made,
        name="good_practice_shared", by=by, at=at, programmes=[one.code for one in programmes],
    )  # fmt: skip
    return made


def obstacles_to_adopting(
    practice: GoodPractice, by: Person, at: datetime, *, programme: Programme | None = None,
    **_: Any,
) -> list[str]:  # fmt: skip
    if programme is None:
        return []
    if practice.programmes.filter(pk=programme.pk).exists():
        return [f"It comes from {programme.short_title}."]
    if practice.adoptions.filter(programme=programme).exists():
        return [f"{programme.short_title} has taken it up already."]
    return _not_theirs([programme], by, at)


@action(by=TEAM, unless=obstacles_to_adopting, anywhere=True, records="good_practice_adopted")
def adopt_practice(
    practice: GoodPractice, *, by: Person, at: datetime, programme: Programme
) -> Adoption:
    """Take up another team’s good practice."""
    made = Adoption.objects.create(practice=practice, programme=programme, by=by, at=at)
    record(
        f"{by.name} took “{practice.title}” up for {programme.short_title}.", practice,
        name="good_practice_adopted", by=by, at=at, programme=programme.code,
    )  # fmt: skip
    return made
