"""Files that are kept, and what each is attached to."""

from django.apps import apps
from django.db import models
from django.db.models import Q

from fairmark.centre.models import Centre
from fairmark.people.models import Person


class StoredFile(models.Model):
    """A file of a centre that is on the disk, by the checksum of its bytes."""

    class State(models.TextChoices):
        WHOLE = "whole", "Whole"
        MISSING = "missing", "Missing"
        CHANGED = "changed", "Changed"

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="stored_files")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField("size in bytes")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WHOLE)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "sha256"], name="a_file_is_kept_once"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})


class Attachment(models.Model):
    """A file attached to a record: under which name, by whom, and what must be known of it.

    One that is taken off stays as a row that says why; its file stays as long as any row needs it.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    about = models.CharField("kind of record", max_length=60)
    about_id = models.PositiveBigIntegerField()
    name = models.CharField(max_length=120)
    words = models.CharField("what it is", max_length=60)
    notes = models.JSONField(default=list)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    why_removed = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["about", "about_id"], name="attachments_of_a_record")]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_by=None, removed_at=None, why_removed="")
                | (Q(removed_by__isnull=False, removed_at__isnull=False) & ~Q(why_removed="")),
                name="attachment_removed_by_at_and_why_go_together",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/evidence/{self.pk}/"

    def record(self) -> models.Model | None:
        """What it is attached to."""
        return apps.get_model(self.about)._base_manager.filter(pk=self.about_id).first()


class Opening(models.Model):
    """Somebody was given a file: who and when. Added before the first byte, never edited. ASM-16."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="openings")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="openings")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.attachment} by {self.by}, {self.at:%-d %B %Y}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})
