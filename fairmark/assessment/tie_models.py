"""What is agreed where somebody with a declared tie is all there is to judge a learner's work."""

from django.db import models
from django.db.models import Q

from fairmark.centre.models import Centre
from fairmark.learners.models import Enrolment
from fairmark.people.models import ConflictOfInterest, Person
from fairmark.planning.models import Assignment


class AgreedTie(models.Model):
    """Leave for somebody with a declared tie to judge one learner's work on an assignment.

    Added and never edited. The work is in every sample from then on. Source: COI-02, COI-05, SOD-07.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="agreed_ties")
    conflict = models.ForeignKey(ConflictOfInterest, models.PROTECT, related_name="agreed")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="agreed_ties")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="agreed_ties")
    why = models.TextField("why nobody else can judge it")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conflict", "assignment", "enrolment"], name="tie_agreed_once"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="agreed_tie_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.conflict.person} for {self.enrolment.learner}, {self.assignment}"

    def trail_subject(self) -> str:
        return self.enrolment.trail_subject()

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.enrolment.scopes() | self.assignment.scopes()
