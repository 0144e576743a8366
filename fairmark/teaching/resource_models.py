"""Checks that a unit's staff, rooms, equipment, software and materials are there, and their lines."""

from django.db import models
from django.db.models import Q

from fairmark.catalogue.models import Unit
from fairmark.people.models import Person
from fairmark.teaching.models import OfCohort
from fairmark.teaching.rules import Found


class ResourceCheck(OfCohort):
    """A check of a unit's resources, signed. Never edited: a later one replaces it. Source: ASM-15."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    class Meta:
        ordering = ["-signed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "unit"], condition=Q(replaces=None),
                name="first_resource_check_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Resources of {self.unit}, {self.cohort}"

    @property
    def found(self) -> list[Found]:
        """What it found, line by line."""
        return [one.found for one in self.lines.all()]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was missing."""
        return all(one.is_there for one in self.lines.all())


class ResourceLine(models.Model):
    """One resource of a check: there, or what is missing and what is done about it."""

    class What(models.TextChoices):
        STAFF = "staff", "Staff"
        ROOMS = "rooms", "Rooms"
        EQUIPMENT = "equipment", "Equipment"
        SOFTWARE = "software", "Software"
        MATERIALS = "materials", "Materials"

    check_of = models.ForeignKey(ResourceCheck, models.CASCADE, related_name="lines")
    what = models.CharField(max_length=12, choices=What.choices)
    is_there = models.BooleanField()
    missing = models.CharField("what is missing", max_length=300, blank=True)
    remedy = models.CharField("what is done about it", max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["check_of", "what"], name="resource_once_in_a_check"),
            models.CheckConstraint(
                condition=Q(is_there=True, missing="", remedy="")
                | (Q(is_there=False) & ~Q(missing="") & ~Q(remedy="")),
                name="what_is_missing_has_its_remedy",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {'there' if self.is_there else self.missing}"

    @property
    def found(self) -> Found:
        return Found(self.what, self.is_there, self.missing, self.remedy)
