"""How each clause stood when it was last looked at, so that a change can be told."""

from django.db import models

from fairmark.centre.models import Centre


class Reading(models.Model):
    """A clause's state from a moment on; added only when it differs from the one before."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+")
    clause = models.CharField(max_length=10)
    state = models.CharField(max_length=20)
    sentence = models.TextField()
    since_at = models.DateTimeField()

    class Meta:
        ordering = ["-since_at", "-pk"]
        indexes = [models.Index(fields=["centre", "clause"])]

    def __str__(self) -> str:
        return f"{self.clause}: {self.state}"
