"""What an administrator asks."""

from datetime import datetime

from django.apps import apps
from django.db.models import QuerySet

from fairmark.centre.models import Centre
from fairmark.people.models import Person, RoleHeld
from fairmark.people.queries import in_force


def people(centre: Centre) -> QuerySet[Person]:
    """Staff of the centre: not the machine, and not learners."""
    return Person.objects.filter(centre=centre, is_system=False).exclude(
        pk__in=RoleHeld.objects.filter(centre=centre, role="learner").values("person")
    )


def roles_of(centre: Centre, at: datetime) -> dict[int, list[RoleHeld]]:
    """The roles in force, by person."""
    found: dict[int, list[RoleHeld]] = {}
    for held in in_force(at).filter(centre=centre):
        found.setdefault(held.person_id, []).append(held)
    return found


def scopes(centre: Centre) -> list[tuple[str, str]]:
    """For what a role can be held: the centre, or one of its programmes."""
    programmes = apps.get_model("programmes", "Programme")._base_manager.filter(centre=centre)
    named = [(f"programme:{one.pk}", str(one)) for one in programmes.order_by("title")]
    return [(f"centre:{centre.pk}", centre.name), *named]
