"""Amendments of the rule pack that a centre has read in: its own, beside what came with us."""

from django.db import models
from django.db.models import Q

from fairmark.centre.models import Centre
from fairmark.people.models import Person


class RuleAmendment(models.Model):
    """Rules of a file that were tried, put in use, set aside or taken back.

    Those in use lie one over the other on the pack that came with the software, the last on top.
    One that `replaces` leaves nothing of what is under it.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="rule_amendments")
    name = models.CharField("what it is called", max_length=60)
    replaces = models.BooleanField("the file is the whole pack", default=False)
    rows = models.JSONField()
    file_name = models.CharField(max_length=200)
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
                name="an_amendment_is_named_once",
            ),
            models.CheckConstraint(
                condition=Q(in_use_by=None, in_use_at=None)
                | Q(in_use_by__isnull=False, in_use_at__isnull=False),
                name="amendment_in_use_by_and_at_go_together",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_by=None, set_aside_at=None)
                | Q(set_aside_by__isnull=False, set_aside_at__isnull=False, in_use_at=None),
                name="amendment_set_aside_by_and_at_go_together",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_by=None, taken_back_at=None, why_taken_back="")
                | (Q(taken_back_by__isnull=False, taken_back_at__isnull=False,
                     in_use_at__isnull=False) & ~Q(why_taken_back="")),
                name="amendment_taken_back_by_at_and_why_go_together",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Amendment “{self.name}”"

    def get_absolute_url(self) -> str:
        return f"/rules/amendments/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})
