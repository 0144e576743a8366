"""Imports: the file, how its columns were understood, what it did, and what undoes it."""

from django.db import models

from fairmark.centre.models import Centre
from fairmark.people.models import Person


class ImportRun(models.Model):
    """One file brought in: uploaded, tried, committed as a whole or not at all, perhaps undone."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", "Not yet brought in"
        COMMITTED = "committed", "Brought in"
        UNDONE = "undone", "Undone"
        ABANDONED = "abandoned", "Set aside"

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="imports")
    kind = models.CharField(max_length=30)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.UPLOADED)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    warnings = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return f"/imports/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})


class RememberedMapping(models.Model):
    """Which heading gave which column, the last time a file of this shape came."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    shape = models.CharField(max_length=64)
    mapping = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "kind", "shape"], name="one_mapping_for_each_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.shape[:8]}"


class ImportedRecord(models.Model):
    """A record that an import made or changed, as it was before (null: it was not) and after."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="records")
    model = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.model} {self.record_id}"
