"""What standardisation asks of people: to confirm their part, and to record what was planned."""

from collections.abc import Iterator

from fairmark.people.rules import STAFF_ROLES
from fairmark.planner.sources import Task, Whose, brings_tasks
from fairmark.standardisation.models import TeamEvent
from fairmark.standardisation.queries import unconfirmed


@brings_tasks
def own_confirmation(whose: Whose) -> Iterator[Task]:
    """Somebody who took part confirms it themselves, once a year."""
    if whose.roles & STAFF_ROLES and (one := unconfirmed(whose.person, whose.on)):
        yield Task(
            f"Confirm your part in “{one.event.title}”",
            "You were recorded as taking part. Your own word is asked for once a year.",
            f"/standardisation/parts/{one.pk}/confirm/", None,
        )  # fmt: skip


@brings_tasks
def planned_and_over(whose: Whose) -> Iterator[Task]:
    """An event whose day has come is recorded by who was to lead it."""
    waiting = TeamEvent.objects.filter(
        centre=whose.centre,
        led_by=whose.person,
        held_at=None,
        called_off_at=None,
        on__lte=whose.on,
    )
    for one in waiting:
        yield Task(f"Record “{one.title}” as held", "You were to lead it.",
                   f"{one.get_absolute_url()}held/", one.on)  # fmt: skip
