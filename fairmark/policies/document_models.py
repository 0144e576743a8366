"""A document of the centre's own, its issues, and which of its sections answers which clause."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from fairmark.centre.constraints import together
from fairmark.centre.models import Centre
from fairmark.people.models import Person


class CentreDocument(models.Model):
    """A document that the centre has besides its BTEC policies, held here by its sections.

    The original stays where the centre keeps it, and `place` says where that is. Source: clause
    POL-6.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="documents")
    title = models.CharField(max_length=200)
    owner = models.CharField("whose it is", max_length=200)
    place = models.CharField("where the original is kept", max_length=300)
    review_due_on = models.DateField("to be reviewed by")
    withdrawn_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            together("document_withdrawn_by_and_at_go_together", "withdrawn_by", "withdrawn_at"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/policies/documents/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})


class DocumentReview(models.Model):
    """The look at a document, kept also where nothing in it changed. Source: clause GOV-5."""

    document = models.ForeignKey(CentreDocument, models.PROTECT, related_name="reviews")
    found = models.TextField("what was found")
    was_due_on = models.DateField("was due by")
    due_on = models.DateField("next due by")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Review of {self.document}, {self.at:%-d %B %Y}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.document.scopes()


class DocumentIssue(models.Model):
    """One file of a document: read and tried, then kept or left; a newer one replaces it.

    `sections` are {"id", "heading", "level", "html"} in their order; `left_out` says in sentences
    what of the file was not taken over. A tried file of a new document has no `document` yet.
    """

    class Status(models.TextChoices):
        TRIED = "tried", "Being looked at"
        KEPT = "kept", "Kept"
        REPLACED = "replaced", "Replaced by a newer file"
        LEFT = "left", "Not kept"

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    document = models.ForeignKey(
        CentreDocument, models.PROTECT, null=True, blank=True, related_name="issues"
    )
    number = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.TRIED)
    title = models.CharField("as the file calls itself", max_length=200)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    sections = models.JSONField()
    left_out = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    kept_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    kept_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kept_by=None, kept_at=None, number=None)
                | Q(kept_by__isnull=False, kept_at__isnull=False, number__gte=1,
                    document__isnull=False),
                name="an_issue_is_kept_by_somebody_as_a_number_of_a_document",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["tried", "left"], number=None)
                | Q(status__in=["kept", "replaced"], number__isnull=False),
                name="an_issue_has_its_number_when_it_was_kept",
            ),
            models.UniqueConstraint(
                fields=["document"], condition=Q(status="kept"), name="one_issue_of_a_document_holds"
            ),
            models.UniqueConstraint(fields=["document", "number"], name="issue_number_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        if self.number and self.document:
            return self.document.get_absolute_url()
        return f"/policies/documents/tried/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})

    def section(self, section_id: str) -> dict[str, Any] | None:
        """One of its sections; None if it has none of that id."""
        return next((one for one in self.sections if one["id"] == section_id), None)


class ClauseMapping(models.Model):
    """Somebody says that a section of a document answers a clause. Source: clause POL-6.

    It holds the section's id and its heading as it then was; a newer file of the document is
    asked for the same id.
    """

    document = models.ForeignKey(CentreDocument, models.PROTECT, related_name="mappings")
    section = models.CharField(max_length=200)
    heading = models.CharField(max_length=200)
    clause = models.CharField(max_length=20)
    mapped_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    mapped_at = models.DateTimeField()
    unmapped_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    unmapped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["mapped_at", "pk"]
        constraints = [
            together("unmapped_by_and_at_go_together", "unmapped_by", "unmapped_at"),
            models.UniqueConstraint(
                fields=["document", "section", "clause"], condition=Q(unmapped_at=None),
                name="a_section_is_mapped_to_a_clause_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.clause}: “{self.heading}” of {self.document}"

    def get_absolute_url(self) -> str:
        return f"{self.document.get_absolute_url()}#{self.section}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.document.scopes()
