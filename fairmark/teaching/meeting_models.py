"""Meetings of a programme team: who came, the minutes, and what was agreed to be done."""

from django.db import models
from django.db.models import Q

from fairmark.people.models import Person
from fairmark.teaching.models import OfCohort


class Meeting(OfCohort):
    """A meeting of a cohort's team. Source: HBP-6."""

    class Kind(models.TextChoices):
        TEAM = "team", "Team meeting"
        REVIEW = "review", "Course review"
        STANDARDISATION = "standardisation", "Standardisation meeting"
        BOARD = "board", "Assessment board"
        LEARNERS = "learners", "Meeting with learners’ representatives"
        EMPLOYERS = "employers", "Meeting with employers"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    held_on = models.DateField()
    others = models.CharField("others who were present", max_length=300, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "kind", "held_on"], name="meeting_of_a_kind_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.cohort} on {self.held_on:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return f"/programmes/meetings/{self.pk}/"


class Attendance(models.Model):
    """A member of staff at a meeting, or their apologies."""

    class How(models.TextChoices):
        PRESENT = "present", "Present"
        APOLOGIES = "apologies", "Apologies"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)

    class Meta:
        ordering = ["person__name"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="person_once_at_a_meeting"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.how}"


class Minutes(models.Model):
    """The minutes of a meeting as somebody wrote them. Corrected by another row, which says why."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    why = models.CharField("why they were corrected", max_length=300, blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "minutes"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="minutes_number_once"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(why=""), name="corrected_minutes_say_why"
            ),
        ]

    def __str__(self) -> str:
        return f"Minutes of the {self.meeting}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.meeting.scopes()


class ActionPoint(models.Model):
    """What a meeting agreed that somebody does, by a day."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="action_points")
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="action_points")
    due_on = models.DateField()
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    what_was_done = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_by=None, done_at=None, what_was_done="")
                | (Q(done_by__isnull=False, done_at__isnull=False) & ~Q(what_was_done="")),
                name="action_point_done_by_at_and_what_go_together",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return f"/programmes/action-points/{self.pk}/done/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.meeting.scopes()
