"""An event of the trail, and the personal particulars that belong to it."""

import json
from datetime import datetime
from functools import cached_property

from django.db import models

from fairmark.centre.models import Centre


class EventQuerySet(models.QuerySet["Event"]):
    def of_centre(self, centre):
        return self.filter(centre_id=centre.pk)

    def about(self, subject: str):
        return self.filter(subject=subject)

    def newest_first(self):
        return self.select_related("particulars").order_by("-sequence")


class Event(models.Model):
    """One thing that happened. Its `body` is the bytes that were hashed, kept as they were written."""

    id = models.CharField(primary_key=True, max_length=32)
    centre_id = models.BigIntegerField()
    sequence = models.BigIntegerField()
    at = models.CharField(max_length=27)
    name = models.CharField(max_length=60)
    actor = models.CharField(max_length=36)
    role = models.CharField(max_length=30)
    object = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    body = models.TextField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "trail_event"

    def __str__(self) -> str:
        return f"{self.sequence} {self.name}"

    @cached_property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)

    @property
    def sentence(self) -> str:
        return self.particulars.sentence

    @property
    def short_hash(self) -> str:
        return self.hash[:12]

    @cached_property
    def details(self) -> dict:
        return json.loads(self.particulars.details)

    @property
    def refused(self) -> bool:
        return self.name == "refused"


class Particulars(models.Model):
    """The personal part of an event: it may one day be erased, and the event still stands."""

    event = models.OneToOneField(
        Event, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="particulars"
    )
    sentence = models.TextField()
    details = models.TextField()
    salt = models.CharField(max_length=64)

    class Meta:
        managed = False
        db_table = "trail_particulars"

    def __str__(self) -> str:
        return self.sentence


class TrailCheck(models.Model):
    """The trail was read from end to end: when, how far, and what was found."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+")
    checked_at = models.DateTimeField()
    ok = models.BooleanField()
    events = models.BigIntegerField()
    head = models.CharField(max_length=64)
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["-checked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.events} events, {'whole' if self.ok else 'not whole'}"
