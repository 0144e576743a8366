"""Tutorials: what was talked about with a learner, what they agreed to do, and their own word on it."""

from django.db import models
from django.db.models import F, Q

from fairmark.learners.models import Learner
from fairmark.people.models import Person


class TutorialNote(models.Model):
    """A note of a tutorial. Never edited: a later one names the one that it corrects. Clause HBP-21."""

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="tutorials")
    on = models.DateField("day")
    words = models.TextField("what was talked about")
    is_shared = models.BooleanField("the learner reads it", default=True)
    why_private = models.CharField("why the learner does not read it", max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    why = models.CharField("why it was corrected", max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="tutorials_held")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_shared=True, why_private="")
                | (Q(is_shared=False) & ~Q(why_private="")),
                name="tutorial_kept_from_the_learner_says_why",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, why="")
                | (Q(replaces__isnull=False) & ~Q(why="") & ~Q(replaces=F("id"))),
                name="corrected_tutorial_says_why",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Tutorial of {self.on:%-d %B %Y}, {self.learner}"

    def get_absolute_url(self) -> str:
        return f"/learners/{self.learner_id}/tutorials/"

    def trail_subject(self) -> str:
        return self.learner.trail_subject()

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.learner.scopes()


class TutorialTarget(models.Model):
    """What a learner agreed to do by a day, and whether it was done."""

    note = models.ForeignKey(TutorialNote, models.PROTECT, related_name="targets")
    what = models.CharField(max_length=300)
    due_on = models.DateField()
    is_done = models.BooleanField(null=True, blank=True)
    outcome = models.CharField("what came of it", max_length=300, blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_done=None, settled_by=None, settled_at=None, outcome="")
                | Q(is_done__isnull=False, settled_by__isnull=False, settled_at__isnull=False),
                name="target_settled_by_and_at_go_together",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def trail_subject(self) -> str:
        return self.note.trail_subject()

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.note.scopes()


class TutorialReply(models.Model):
    """The learner's own word on a note that they read."""

    note = models.ForeignKey(TutorialNote, models.PROTECT, related_name="replies")
    words = models.TextField("reply")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "tutorial replies"

    def __str__(self) -> str:
        return f"{self.by} on the {self.note}"
