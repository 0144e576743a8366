"""When the centre works: academic years, terms, and days it is closed."""

from django.db import models
from django.db.models import F, Q

from fairmark.centre.models import Centre


class AcademicYear(models.Model):
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="years")
    label = models.CharField(max_length=7)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "label"], name="year_label_once_per_centre"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="year_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})


class Term(models.Model):
    year = models.ForeignKey(AcademicYear, models.CASCADE, related_name="terms")
    name = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["year", "name"], name="term_name_once_per_year"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="term_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Closure(models.Model):
    """Days on which the centre differs from the calendar: closed, or open on a bank holiday."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="closures")
    first_on = models.DateField("first day")
    last_on = models.DateField("last day")
    reason = models.CharField(max_length=100)
    is_open = models.BooleanField(
        "we work on these days, although the calendar says not", default=False
    )

    class Meta:
        ordering = ["first_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="closure_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})
