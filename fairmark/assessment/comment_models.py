"""Comments that assessors keep to use again in feedback."""

from django.db import models
from django.db.models import Q

from fairmark.people.models import Person
from fairmark.programmes.models import Programme


class KeptComment(models.Model):
    """A comment of an assessor's own, or shared with those who assess on the programme.

    It holds nobody's name. Retired it is offered no more, and stays where it was used.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="kept_comments")
    words = models.TextField("comment")
    is_shared = models.BooleanField("shared in the programme", default=False)
    kept_by = models.ForeignKey(Person, models.PROTECT, related_name="kept_comments")
    kept_at = models.DateTimeField()
    retired_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["words", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(retired_by=None, retired_at=None)
                | Q(retired_by__isnull=False, retired_at__isnull=False),
                name="comment_retired_by_and_at_go_together",
            ),
            models.UniqueConstraint(
                fields=["programme", "kept_by", "words"], condition=Q(retired_at=None),
                name="comment_kept_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return f"/comments/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.programme.scopes()
