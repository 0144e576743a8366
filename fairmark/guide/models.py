"""Editions of the guide that a centre has loaded beside the one that came with the software."""

from django.db import models
from django.db.models import Q

from fairmark.centre.constraints import together
from fairmark.centre.models import Centre
from fairmark.people.models import Person


class GuideEdition(models.Model):
    """An edition that was tried, put in use, or set aside. The newest in use is the board's.

    One that was put in use and turned out wrong is taken back: the one before it is in use again.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="guide_editions")
    name = models.CharField("what it is called", max_length=60)
    clauses = models.JSONField()
    sha256 = models.CharField(max_length=64)
    tried_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    tried_at = models.DateTimeField()
    in_use_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    in_use_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    set_aside_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)
    why_taken_back = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-tried_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "name"], condition=Q(set_aside_at=None),
                name="an_edition_is_loaded_once",
            ),
            together("edition_in_use_by_and_at_go_together", "in_use_by", "in_use_at"),
            together("edition_set_aside_by_and_at_go_together", "set_aside_by", "set_aside_at"),
            models.CheckConstraint(
                condition=Q(taken_back_by=None, taken_back_at=None, why_taken_back="")
                | (Q(taken_back_by__isnull=False, taken_back_at__isnull=False,
                     in_use_at__isnull=False) & ~Q(why_taken_back="")),
                name="edition_taken_back_by_at_and_why_go_together",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Centre guide {self.name}"

    def get_absolute_url(self) -> str:
        return f"/policies/editions/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})
