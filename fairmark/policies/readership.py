"""Who has read a policy and who is still to read it, by team and by person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.queries import in_force
from fairmark.people.rules import Role
from fairmark.policies import life_queries, queries
from fairmark.policies.models import Acknowledgement, PolicyVersion


@dataclass(frozen=True)
class Team:
    """The people of a programme, or of a role of the whole centre, whom a version concerns."""

    name: str
    asked: int
    waiting: tuple[Person, ...]

    @property
    def have_read(self) -> int:
        return self.asked - len(self.waiting)


def teams_of(version: PolicyVersion, at: datetime) -> list[Team]:
    """Each team a version concerns, those with most still to read first.

    Somebody who belongs to two teams is counted in both.
    """
    held = in_force(at).filter(
        centre=version.policy.centre_id, role__in=life_queries.asked_to_read(version),
        person__is_system=False,
    )  # fmt: skip
    teams: dict[str, dict[int, Person]] = {}
    for one in held.select_related("person").order_by("person__name"):
        name = Role(one.role).heading if one.scope_kind == "centre" else one.scope_name
        teams.setdefault(name, {})[one.person_id] = one.person
    have = life_queries.have_read(version)
    found = [
        Team(name, len(people), tuple(p for pk, p in people.items() if pk not in have))
        for name, people in teams.items()
    ]
    return sorted(found, key=lambda team: (-len(team.waiting), team.name))


#: In which order learners are shown what concerns them: what they need help with comes first.
LEARNERS_ORDER = (
    "appeals", "adjustments", "assessment", "malpractice", "distance", "registration",
    "internal-verification", "collaboration",
)  # fmt: skip


def shown_to_learners(centre: Centre, on: date) -> list[PolicyVersion]:
    """The versions in force that have a part for learners, in the order in which they are shown."""
    found = [
        version
        for version in queries.versions_in_force(centre, on=on).values()
        if version.content["learner"]
    ]
    return sorted(found, key=lambda version: LEARNERS_ORDER.index(version.policy.kind))


def read_by(person: Person, versions: Iterable[PolicyVersion]) -> dict[int, datetime]:
    """When somebody said that they had read each of some versions, by the version's key.

    An earlier version counts, as long as no change since was material.
    """
    versions = list(versions)
    held = Acknowledgement.objects.filter(
        person=person, version__policy__in=[one.policy_id for one in versions]
    )
    read = {(policy, number): at for policy, number, at in held.values_list(
        "version__policy", "version__number", "at")}  # fmt: skip
    counts = life_queries.versions_that_count(versions)
    return {
        version.pk: at
        for version in versions
        for number in counts[version.pk]
        if (at := read.get((version.policy_id, number)))
    }


def when_read(version: PolicyVersion) -> dict[int, datetime]:
    """By person when they said that they had read a version, or an earlier one that counts."""
    held = Acknowledgement.objects.filter(version__in=life_queries.counting_for(version))
    return dict(held.order_by("at").values_list("person", "at"))


def learners_of(version: PolicyVersion, at: datetime) -> Team | None:
    """The learners who are shown a version, and who of them has read it; None where none is."""
    if not version.content["learner"]:
        return None
    held = in_force(at).filter(centre=version.policy.centre_id, role=Role.LEARNER)
    people = Person.objects.filter(pk__in=held.values("person")).order_by("name")
    have = life_queries.have_read(version)
    return Team("Learners", len(people), tuple(one for one in people if one.pk not in have))


def to_read(centre: Centre, person: Person, roles: Iterable[Role], on: date) -> list[PolicyVersion]:
    """The versions in force that concern somebody in these roles and that they have not read."""
    roles = set(roles) - {Role.LEARNER}
    versions = [
        version
        for version in queries.versions_in_force(centre, on=on).values()
        if roles & set(version.content["readers"])
    ]
    read = set(
        Acknowledgement.objects.filter(person=person, version__policy__centre=centre).values_list(
            "version__policy", "version__number"
        )
    )
    counts = life_queries.versions_that_count(versions)
    return [
        version
        for version in versions
        if not any((version.policy_id, number) in read for number in counts[version.pk])
    ]
