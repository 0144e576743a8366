"""Qualifications, their units, and the criteria of each unit."""

from django.db import models

from fairmark.catalogue.scheme_models import CompletedScheme
from fairmark.centre.models import Centre

__all__ = ["CompletedScheme", "Criterion", "Qualification", "Unit"]


class Qualification(models.Model):
    """A qualification as its specification describes it."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="qualifications")
    title = models.CharField(max_length=200)
    qan = models.CharField("qualification number", max_length=10, blank=True)
    family = models.CharField(max_length=40)
    scheme = models.CharField("grading scheme", max_length=60, blank=True)
    level = models.CharField(max_length=10)
    size_glh = models.PositiveIntegerField("guided learning hours", null=True, blank=True)

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "title"], name="qualification_title_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def short_title(self) -> str:
        return self.title.removeprefix("Pearson BTEC ")

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id), ("qualification", self.pk)})


class Unit(models.Model):
    class Assessment(models.TextChoices):
        INTERNAL = "internal", "Internal"
        EXTERNAL = "external", "External"

    qualification = models.ForeignKey(Qualification, models.CASCADE, related_name="units")
    number = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    glh = models.PositiveIntegerField("guided learning hours", null=True, blank=True)
    group = models.CharField("mandatory or optional", max_length=10, blank=True)
    assessment = models.CharField(max_length=10, choices=Assessment.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "number"], name="unit_number_once_per_qualification"
            ),
        ]

    def __str__(self) -> str:
        return f"Unit {self.number}, {self.title}"

    @property
    def is_external(self) -> bool:
        return self.assessment == self.Assessment.EXTERNAL


class Criterion(models.Model):
    """One criterion of a unit. Its code is free text; the specification decides."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="criteria")
    code = models.CharField(max_length=12)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="criterion_code_once_per_unit"),
        ]

    def __str__(self) -> str:
        return self.code
