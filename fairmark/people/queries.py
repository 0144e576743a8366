"""Which roles a person holds, and for what."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.centre.reading import read_once
from fairmark.centre.working import forget, taken_as_read, working_for
from fairmark.people import rules
from fairmark.people.models import Person, RoleHeld
from fairmark.people.rules import Holding, Role, Scope

_ASKING = "roles of who is asking"


def roles_in_force(person: Person, at: datetime) -> list[Holding]:
    """Every role the person holds at that moment: as `asking` read them, else read now."""
    who, held = taken_as_read(_ASKING) or (None, [])
    if who != person.pk:
        held = [one.holding for one in in_force(at).filter(person=person)]
    return [one for one in held if one.in_force(at)]


@contextmanager
def asking(person: Person) -> Iterator[None]:
    """The person’s centre is at work, and their roles are read once for it.

    An action is work of its own and reads them again, under its lock; after it they are read anew.
    """
    held = [one.holding for one in RoleHeld.objects.filter(person=person)]
    with working_for(person.centre_id, {_ASKING: (person.pk, held)}):
        yield


def forget_roles() -> None:
    """Read roles anew from here on: something has been done."""
    forget(_ASKING)


def in_force(at: datetime) -> QuerySet[RoleHeld]:
    """Roles held at that moment."""
    return RoleHeld.objects.filter(Q(until_at=None) | Q(until_at__gt=at), from_at__lte=at)


def held_on(centre: Centre, on: date) -> list[RoleHeld]:
    """Roles held at some time of a day, each with its person, in the order of names.

    Read once for all who ask about the day: each then asks `holding.in_force` for its moment of it.
    """
    start, end = (
        timezone.make_aware(datetime.combine(day, time.min)) for day in (on, on + timedelta(days=1))
    )
    held = RoleHeld.objects.filter(
        Q(until_at=None) | Q(until_at__gt=start), centre=centre, from_at__lte=end
    )
    return read_once(
        ("roles held", centre.pk, on),
        lambda: list(held.select_related("person").order_by("person__name", "from_at", "pk")),
    )


def role_used(
    person: Person, roles: Iterable[Role], scopes: frozenset[Scope], at: datetime
) -> Holding | None:
    """The role by which this person may act on something with these scopes; None if there is none."""
    return rules.covering(roles_in_force(person, at), roles, scopes, at)


def holders(centre: Centre, role: Role, at: datetime) -> QuerySet[Person]:
    """The people who hold a role somewhere in the centre at that moment."""
    held = in_force(at).filter(centre=centre, role=role)
    return Person.objects.filter(pk__in=held.values("person"))


def scope_ids(holdings: Iterable[Holding], roles: Iterable[Role], kind: str) -> set[int]:
    """The ids of one kind of scope for which any of the roles is held."""
    wanted = set(roles)
    return {h.scope[1] for h in holdings if h.role in wanted and h.scope[0] == kind}


def holds_any(holdings: Iterable[Holding], roles: Iterable[Role]) -> bool:
    wanted = set(roles)
    return any(h.role in wanted for h in holdings)
