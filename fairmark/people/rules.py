"""Roles, and when a held role covers something."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Scope = tuple[str, int]


class Role(StrEnum):
    """What a person may be in a centre. Source: ROLE-01 to ROLE-21."""

    HEAD_OF_CENTRE = "head of centre"
    QUALITY_NOMINEE = "quality nominee"
    EXAMS_OFFICER = "exams officer"
    PROGRAMME_LEADER = "programme leader"
    LEAD_INTERNAL_VERIFIER = "lead internal verifier"
    INTERNAL_VERIFIER = "internal verifier"
    ASSESSOR = "assessor"
    LEARNER = "learner"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"

    @property
    def heading(self) -> str:
        return self.value.capitalize()


#: Roles held for the centre as a whole, never for a programme.
CENTRE_ROLES = frozenset(
    {Role.HEAD_OF_CENTRE, Role.QUALITY_NOMINEE, Role.EXAMS_OFFICER, Role.ADMINISTRATOR}
)
#: Roles that only one person in a centre may hold at a time. Source: SOD-09.
SINGLE_ROLES = frozenset({Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE})
#: Roles whose holders see every learner of the centre.
SEES_ALL_LEARNERS = frozenset({Role.HEAD_OF_CENTRE, Role.QUALITY_NOMINEE, Role.EXAMS_OFFICER})
#: Roles whose holders see the learners of the programmes they hold it for.
SEES_OWN_LEARNERS = frozenset(
    {Role.PROGRAMME_LEADER, Role.LEAD_INTERNAL_VERIFIER, Role.INTERNAL_VERIFIER, Role.ASSESSOR}
)
STAFF_ROLES = SEES_ALL_LEARNERS | SEES_OWN_LEARNERS | {Role.ADMINISTRATOR}


@dataclass(frozen=True)
class Holding:
    """A role held: what, for which scope, from when, until when."""

    role: Role
    scope: Scope
    from_at: datetime
    until_at: datetime | None = None

    def in_force(self, at: datetime) -> bool:
        return self.from_at <= at and (self.until_at is None or at < self.until_at)


def covering(
    holdings: Iterable[Holding], roles: Iterable[Role], scopes: frozenset[Scope], at: datetime
) -> Holding | None:
    """The first holding, in the order of `roles`, that covers one of the scopes at that moment."""
    held = [h for h in holdings if h.in_force(at) and h.scope in scopes]
    return next((h for role in roles for h in held if h.role == role), None)
