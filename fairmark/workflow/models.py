"""What has been posted once, so that sending it again changes nothing."""

from django.db import models

from fairmark.people.models import Person


class Posted(models.Model):
    """A post that was carried out: its key, what it held, and what came of it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    action = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    result = models.CharField(max_length=80, blank=True)
    location = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="posted_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.key}"
