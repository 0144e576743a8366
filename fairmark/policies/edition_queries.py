"""What a newer edition of the guide means for a centre's policies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.guide.models import GuideEdition
from fairmark.guide.queries import (
    Edition,
    came_with_us,
    edition_of,
    in_use,
    in_use_before,
    loaded,
)
from fairmark.guide.rules import Difference, What, differences
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.planner.models import RaisedTask
from fairmark.policies import drafting_rules, exemplars, queries, questions
from fairmark.policies.models import Policy
from fairmark.rulebook.queries import rule
from fairmark.ui.words import in_turn

#: Of so many clauses in use one may be withdrawn before somebody says why. It guards against a
#: file that is not whole; the guide has no such limit.
ONE_IN = 10
#: The task for clauses that no policy answers is told apart by this.
NO_POLICY = "no policy"
#: What begins the key of a task that an edition raised.
TASKS = "edition:"


@dataclass(frozen=True)
class Place:
    """A section of a policy that answers a clause, with the steps it holds."""

    kind: str
    block: str
    heading: str
    steps: tuple[str, ...]

    @property
    def address(self) -> str:
        return f"/policies/{self.kind}/#{self.block}"


@dataclass(frozen=True)
class Touch:
    """What an edition does to a clause, and where our policies answer it."""

    difference: Difference
    kind: str
    places: tuple[Place, ...]

    @property
    def said(self) -> str:
        """In a line: the clause, what happens to it, where it is answered."""
        where = in_turn([f"“{one.heading}”" for one in self.places])
        clause = self.difference.clause
        answered = f"It is answered by {where}." if where else "No section answers it."
        asked = "." if self.difference.what == What.WITHDRAWN else f": {clause.requirement}."
        return f"{clause.id} {self.difference.what}{asked} {answered}".replace("..", ".")


def touches(edition: GuideEdition) -> list[Touch]:
    """What an edition changes, each with the policy and the sections and steps that answer it."""
    before: Edition = in_use_before(edition.centre, edition.in_use_at)
    places = _places(edition.centre, timezone.localtime(edition.tried_at).date())
    return [
        Touch(one, _kind(one, places), tuple(places.get(one.clause.id, ())))
        for one in differences(before.clauses, edition_of(edition).clauses)
    ]


def _kind(one: Difference, places: Mapping[str, list[Place]]) -> str:
    """Which policy a clause belongs to: by its area, else by where it is answered already."""
    answered = places.get(one.clause.id)
    fallback = answered[0].kind if answered else NO_POLICY
    return exemplars.KIND_OF_AREA.get(one.clause.area, fallback)


def _places(centre: Centre, on: date) -> dict[str, list[Place]]:
    """Where each clause is answered: in the version in force, else the newest, else the exemplar."""
    found: dict[str, list[Place]] = {}
    in_force = queries.versions_in_force(centre, on=on)
    newest = {one.kind: one.versions.filter(discarded_at=None).first()
              for one in Policy.objects.filter(centre=centre)}  # fmt: skip
    for kind in exemplars.KINDS:
        version = in_force.get(kind) or newest.get(kind)
        one = exemplars.exemplar(kind)
        content = version.content if version else {"blocks": one.blocks, "learner": one.learner}
        for clause, sections in drafting_rules.answering(content).items():
            for block in sections:
                steps = tuple(step["title"] for step in block.get("steps", ()))
                found.setdefault(clause, []).append(
                    Place(kind, block["id"], block["heading"], steps)
                )
    return found


def by_policy(found: list[Touch]) -> dict[str, list[Touch]]:
    """What is touched, by kind of policy in their order; what no policy answers is last."""
    kinds = [*exemplars.KINDS, NO_POLICY]
    grouped = {kind: [one for one in found if one.kind == kind] for kind in kinds}
    return {kind: touched for kind, touched in grouped.items() if touched}


def is_held(centre: Centre, kind: str, on: date) -> bool:
    """Whether the centre must hold a policy, or does so anyway: else there is nothing to work into."""
    if kind == NO_POLICY or kind in questions.required(queries.answers_of(centre)):
        return True
    return queries.version_in_force(centre, kind, on=on) is not None


def owner_of(centre: Centre, kind: str, on: date) -> str:
    """The role that works a change into a policy: its owner."""
    if kind == NO_POLICY:
        return Role.QUALITY_NOMINEE
    version = queries.version_in_force(centre, kind, on=on)
    return version.content["owner"] if version else exemplars.exemplar(kind).owner


def due_on(on: date) -> date:
    """By when a newer edition is worked in."""
    return on + timedelta(days=rule("planner.edition_days", on=on).value)


def open_tasks(centre: Centre) -> list[RaisedTask]:
    """What editions asked for and is not done yet."""
    return list(RaisedTask.objects.filter(centre=centre, key__startswith=TASKS, done_at=None))


def tried(centre: Centre) -> GuideEdition | None:
    """An edition that was read in and waits to be put in use or set aside."""
    waiting = (one for one in loaded(centre) if not one.in_use_at and not one.set_aside_at)
    return next(waiting, None)


def obstacles_to_trying(
    centre: Centre, person: Person, at: datetime, *, name: str | None = None, **_: Any
) -> list[str]:
    if name is None:
        return []
    waiting = tried(centre)
    if waiting:
        return [f"{waiting} waits to be put in use. Do that, or set it aside, first."]
    if name.strip().casefold() == came_with_us().name.casefold():
        return [f"{came_with_us().name} is the edition that came with Fairmark. Give this one the "
                "name that it has on its cover."]  # fmt: skip
    known = GuideEdition.objects.filter(centre=centre, set_aside_at=None, name__iexact=name)
    if known.exists():
        return [f"An edition called {name} was loaded before. Give this one another name."]
    return []


def obstacles_to_using(edition: GuideEdition, person: Person, at: datetime, **_: Any) -> list[str]:
    if edition.in_use_at:
        return ["This edition was put in use already."]
    if edition.set_aside_at:
        return ["This edition was set aside. Load it again."]
    if not touches(edition):
        return ["It asks for nothing that the edition in use does not ask for. Set it aside."]
    return []


def cautions_on_using(edition: GuideEdition, person: Person, at: datetime, **_: Any) -> list[str]:
    """An edition that withdraws many clauses is more likely a file that is not whole."""
    before = in_use_before(edition.centre, None).clauses
    gone = sum(
        one.what == What.WITHDRAWN for one in differences(before, edition_of(edition).clauses)
    )
    if gone * ONE_IN <= len(before):
        return []
    return [
        f"It withdraws {gone} of the {len(before)} clauses in use, which the board then no longer "
        "asks for. Look whether the file is whole."
    ]


def obstacles_to_taking_back(
    edition: GuideEdition, person: Person, at: datetime, **_: Any
) -> list[str]:
    """It is the edition in use; a later one is taken back before it."""
    if edition.taken_back_at:
        return ["This edition was taken back already."]
    if not edition.in_use_at:
        return ["This edition is not in use. Set it aside instead."]
    now = in_use(edition.centre)
    return (
        []
        if now.name == edition.name
        else [f"Edition {now.name} came later. Take that back first."]
    )


def tasks_of(edition: GuideEdition) -> list[RaisedTask]:
    """What an edition asked for and is not done yet."""
    key = f"{TASKS}{edition.name}:"
    return [one for one in open_tasks(edition.centre) if one.key.startswith(key)]


def obstacles_to_setting_aside(
    edition: GuideEdition, person: Person, at: datetime, **_: Any
) -> list[str]:
    if edition.in_use_at:
        return ["This edition is in use. Load the next one instead."]
    return ["This edition was set aside already."] if edition.set_aside_at else []
