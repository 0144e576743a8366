"""What learners ask about an assignment, and what they are answered."""

from django.db import models
from django.db.models import F, Q

from fairmark.briefs.models import Issue
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person


class AssignmentQuestion(models.Model):
    """A learner's question about an assignment that was issued to them, and its answer. Clause DBL-2."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="questions")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="questions")
    words = models.TextField("question")
    at = models.DateTimeField("asked")
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="questions_answered"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None, answer="")
                | (Q(answered_by__isnull=False, answered_at__gte=F("at")) & ~Q(answer="")),
                name="question_answered_by_at_and_what_go_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.learner} on {self.issue.brief.assignment}"

    def get_absolute_url(self) -> str:
        return f"/questions/{self.pk}/"

    def trail_subject(self) -> str:
        return self.enrolment.trail_subject()

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.enrolment.scopes() | self.issue.scopes()
