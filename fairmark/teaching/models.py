"""What the team of a cohort keeps of its teaching: timetables, schemes of work, employers."""

from django.db import models
from django.db.models import Q

from fairmark.catalogue.models import Unit
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.programmes.models import Cohort, Group


class OfCohort(models.Model):
    """A record of one cohort, acted on and seen as the cohort is."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.cohort.scopes()


class Timetable(OfCohort):
    """A timetable of a cohort or of one of its groups, from a day on. A newer one follows it.

    What it says is in its file, or behind its link. Source: HBP-3.
    """

    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from_on = models.DateField()
    link = models.URLField(max_length=500, blank=True)
    note = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-valid_from_on", "-pk"]

    def __str__(self) -> str:
        return f"Timetable of {self.group or self.cohort} from {self.valid_from_on:%-d %B %Y}"


class UnitBeginning(OfCohort):
    """The day on which a cohort's teaching of a unit begins, where that is not its first day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    begins_on = models.DateField()

    class Meta:
        ordering = ["begins_on", "pk"]
        verbose_name = "first day of a unit"
        verbose_name_plural = "first days of units"
        constraints = [
            models.UniqueConstraint(fields=["cohort", "unit"], name="unit_begins_once_in_a_cohort"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.cohort}: {self.begins_on:%-d %B %Y}"


class TeachingDocument(OfCohort):
    """A version of a scheme of work or of lesson plans for a unit. Never edited. Source: HBP-8."""

    class Kind(models.TextChoices):
        SCHEME = "scheme", "Scheme of work"
        LESSONS = "lessons", "Lesson plans"
        BOTH = "both", "Scheme of work with lesson plans"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    version = models.PositiveIntegerField()
    link = models.URLField(max_length=500, blank=True)
    note = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "unit", "kind", "version"], name="teaching_document_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for unit {self.unit.number}, version {self.version}"


class EmployerInvolvement(OfCohort):
    """What an employer does with a cohort: planned, then done or called off. Source: HBP-9."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        DONE = "done", "Done"
        CALLED_OFF = "called off", "Called off"

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    employer = models.CharField(max_length=150)
    what = models.CharField("what they do with the learners", max_length=300)
    on = models.DateField("day")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    outcome = models.TextField(blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = "involvement of an employer"
        verbose_name_plural = "involvements of employers"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned", settled_by=None, settled_at=None, outcome="")
                | (
                    ~Q(state="planned")
                    & Q(settled_by__isnull=False, settled_at__isnull=False)
                    & ~Q(outcome="")
                ),
                name="involvement_settled_by_at_and_outcome_go_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer}, {self.on:%-d %B %Y}"
