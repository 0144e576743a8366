"""The numbers of a grading scheme that a centre typed in itself, because nobody else knew them."""

from django.db import models

from fairmark.centre.models import Centre
from fairmark.people.models import Person


class CompletedScheme(models.Model):
    """Numbers of one scheme, from the centre's own specification. The newest row holds.

    A correction is a new row; what was graded before can be told from what held then.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="completed_schemes")
    scheme = models.CharField(max_length=60)
    numbers = models.JSONField()
    typed = models.JSONField()
    document = models.CharField("where the numbers stand", max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["centre", "scheme"], name="completed_scheme_newest")]

    def __str__(self) -> str:
        return f"{self.scheme}, from {self.document}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.centre.scopes()
