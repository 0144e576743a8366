"""What teachers predict of grades, beside what decisions and rules come to."""

from django.db import models
from django.db.models import Q

from fairmark.catalogue.models import Unit
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person


class PredictedGrade(models.Model):
    """A teacher's prediction for a unit, or for the qualification where no unit is named.

    Added and never edited: the newest stands. Clause HBP-15.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="predictions")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    grade = models.CharField(max_length=8)
    reachable = models.CharField("best in reach when it was made", max_length=8, blank=True)
    why = models.TextField("reason")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(grade="") & ~Q(why=""), name="prediction_has_grade_and_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.learner}, {self.unit or 'qualification'}: {self.grade}"

    def trail_subject(self) -> str:
        return self.enrolment.trail_subject()

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.enrolment.scopes()
