"""Events at which teams agree on the standard, who took part, and good practice that is shared."""

from typing import Any

from django.db import models
from django.db.models import Q

from fairmark.calendar.models import AcademicYear
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.rules import STAFF_ROLES, Role
from fairmark.programmes.models import Programme

KINDS = (
    ("standardisation", "Standardisation of a team"),
    ("briefing", "Yearly briefing of those who assess and verify"),
    ("sharing", "Sharing of good practice between teams"),
)
Scopes = frozenset[tuple[str, int]]


def scopes_of(centre_id: int, programmes: "models.QuerySet[Programme]") -> Scopes:
    """The scopes of what belongs to several programmes."""
    found: Scopes = frozenset({("centre", centre_id)})
    return found.union(*(one.scopes() for one in programmes))


class TeamEvent(models.Model):
    """A standardisation, briefing or sharing meeting: planned, then held or called off.

    Or recorded only once it was held.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="team_events")
    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="team_events")
    kind = models.CharField(max_length=20, choices=KINDS)
    title = models.CharField(max_length=150)
    on = models.DateField("day")
    programmes = models.ManyToManyField(Programme, related_name="team_events")
    led_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    material = models.TextField("material used", blank=True)
    outcome = models.TextField("what was agreed", blank=True)
    points = models.TextField("actions and good practice", blank=True)
    planned_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    planned_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    held_at = models.DateTimeField("recorded as held", null=True, blank=True)
    called_off_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    called_off_at = models.DateTimeField(null=True, blank=True)
    why_called_off = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(called_off_by=None, called_off_at=None)
                | Q(called_off_by__isnull=False, called_off_at__isnull=False, held_at=None),
                name="team_event_called_off_or_held",
            ),
            models.CheckConstraint(
                condition=Q(held_by=None, held_at=None)
                | Q(held_by__isnull=False, held_at__isnull=False),
                name="team_event_held_by_and_at_go_together",
            ),
            models.CheckConstraint(
                condition=Q(planned_at__isnull=False) | Q(held_at__isnull=False),
                name="team_event_is_planned_or_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.on:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return f"/standardisation/events/{self.pk}/"

    def scopes(self) -> Scopes:
        return scopes_of(self.centre_id, self.programmes.all())

    @property
    def is_held(self) -> bool:
        return self.held_at is not None

    @property
    def is_called_off(self) -> bool:
        return self.called_off_at is not None

    @property
    def is_planned(self) -> bool:
        """Whether it is still to come about."""
        return not self.is_held and not self.is_called_off


class Correction(models.Model):
    """What an event's record said before it was moved or corrected, in words. Never edited."""

    event = models.ForeignKey(TeamEvent, models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=20)
    before = models.TextField(blank=True)
    why = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.field} of {self.event} before {self.at:%-d %B %Y}"

    @property
    def field_name(self) -> str:
        field: Any = TeamEvent._meta.get_field(self.field)
        return str(field.verbose_name)


class Attendance(models.Model):
    """Somebody's part in an event, as its leader recorded it, in the role they had that day."""

    event = models.ForeignKey(TeamEvent, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="team_attendances")
    role = models.CharField(
        max_length=30, choices=[(one.value, one.heading) for one in Role if one in STAFF_ROLES]
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    why_removed = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["person__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"], condition=Q(removed_at=None),
                name="attends_an_event_once",
            ),
            models.CheckConstraint(
                condition=Q(removed_by=None, removed_at=None)
                | Q(removed_by__isnull=False, removed_at__isnull=False),
                name="attendance_removed_by_and_at_go_together",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} at {self.event}"

    def get_absolute_url(self) -> str:
        return self.event.get_absolute_url()

    def scopes(self) -> Scopes:
        return self.event.scopes()


class Confirmation(models.Model):
    """Somebody's own word, once a year, that they took part and know the method and their role."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="confirmations_of_part")
    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="+")
    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="confirmations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="confirmations_of_part")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["year", "person"], name="confirms_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.year}"

    def scopes(self) -> Scopes:
        return self.attendance.scopes()


class GoodPractice(models.Model):
    """What worked for a team, shared for others to take up."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="good_practice")
    title = models.CharField(max_length=150)
    what = models.TextField("what works, and how")
    programmes = models.ManyToManyField(Programme, related_name="good_practice")
    shared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    shared_at = models.DateTimeField()

    class Meta:
        ordering = ["-shared_at"]
        verbose_name_plural = "good practice"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return "/standardisation/practice/"

    def scopes(self) -> Scopes:
        return scopes_of(self.centre_id, self.programmes.all())


class Adoption(models.Model):
    """A team took up another's good practice."""

    practice = models.ForeignKey(GoodPractice, models.PROTECT, related_name="adoptions")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "programme"], name="practice_adopted_once_by_a_programme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.practice}"

    def scopes(self) -> Scopes:
        return self.programme.scopes()
