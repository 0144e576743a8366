"""Texts of files as they are compared, what each piece of work was found like, and who looked into it."""

import zlib
from typing import Any

from django.db import models
from django.db.models import F, Q

from fairmark.assessment.models import Submission
from fairmark.centre.models import Centre
from fairmark.evidence.models import StoredFile
from fairmark.people.models import Person
from fairmark.similarity.rules import Outcome, Prints, unpacked

OUTCOMES = [
    (Outcome.NOTHING, "There is nothing in it"),
    (Outcome.TALK, "I talk with the learner about it"),
    (Outcome.REPORTED, "Reported under the malpractice policy"),
]


class TextRead(models.Model):
    """The text of a kept file, with its fingerprints; read once. It goes with its file."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    file = models.OneToOneField(StoredFile, models.CASCADE, related_name="text_read")
    method = models.PositiveSmallIntegerField()
    words = models.PositiveIntegerField()
    problem = models.CharField("why it was not read, or not to its end", max_length=120, blank=True)
    packed = models.BinaryField("text")
    prints = models.BinaryField("fingerprints")
    read_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["centre", "method"], name="texts_of_a_centre")]

    def __str__(self) -> str:
        return f"{self.file}: {self.words} words"

    @property
    def text(self) -> str:
        return zlib.decompress(bytes(self.packed)).decode() if self.packed else ""

    @property
    def fingerprints(self) -> Prints:
        return unpacked(bytes(self.prints))


class Compared(models.Model):
    """That a piece of work was compared with the work that came before it, when, and how completely.

    `asked_from`: the percent of the malpractice policy on that day; None where none was in force.
    `unread`: name and reason of each file that was not read, or not to its end.
    """

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="compared")
    at = models.DateTimeField()
    method = models.PositiveSmallIntegerField()
    asked_from = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField("words of the brief or common to all")
    texts = models.PositiveIntegerField("files it was compared with")
    unread = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "compared"

    def __str__(self) -> str:
        return f"{self.submission}, compared {self.at:%-d %B %Y}"


class Likeness(models.Model):
    """What a piece of work shares with one that was handed in before it. It decides nothing.

    Found anew it is brought up to date until somebody has looked into it; then it stays as they saw
    it. `asked_from` as of `Compared`.
    """

    one = models.ForeignKey(Submission, models.CASCADE, related_name="likenesses")
    other = models.ForeignKey(Submission, models.CASCADE, related_name="likenesses_of_others")
    percent = models.PositiveSmallIntegerField()
    percent_other = models.PositiveSmallIntegerField()
    passages = models.JSONField("places in words: in one, in the other, how many", default=list)
    asked_from = models.PositiveSmallIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-percent", "pk"]
        verbose_name_plural = "likenesses"
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="likeness_kept_once"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="likeness_of_two"),
        ]

    def __str__(self) -> str:
        return f"Likeness of {self.most} in every hundred words, {self.one}"

    def get_absolute_url(self) -> str:
        return f"/likenesses/{self.pk}/"

    @property
    def most(self) -> int:
        """The larger share, which is held against the policy: a short text may stand in a long one."""
        return max(self.percent, self.percent_other)

    @property
    def is_over(self) -> bool:
        return self.asked_from is not None and self.most >= self.asked_from

    def trail_subject(self) -> Any:
        return self.one.trail_subject()

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.one.scopes()


class Look(models.Model):
    """What somebody made of a likeness. Added and never edited; the last one stands."""

    likeness = models.ForeignKey(Likeness, models.PROTECT, related_name="looks")
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    words = models.TextField("what was seen")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="look_says_what_was_seen"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {self.likeness}"
