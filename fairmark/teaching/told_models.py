"""Sessions at which learners were told what a policy asks of them, and who confirmed it there."""

from django.db import models

from fairmark.learners.models import Learner
from fairmark.people.models import Person
from fairmark.policies.models import PolicyVersion
from fairmark.teaching.models import OfCohort


class Telling(OfCohort):
    """Learners of a cohort were shown the learners’ version of a policy and confirmed it on paper.

    Added and never edited. Learners with an account confirm by themselves as well. Source: MAL-3.
    """

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="tellings")
    told_on = models.DateField()
    learners = models.ManyToManyField(Learner, related_name="tellings")
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-told_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.version.policy} told to {self.cohort.code}, {self.told_on:%-d %B %Y}"
