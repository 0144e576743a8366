"""Evidence that is no file: what an assessor observed, and what a witness stated."""

from django.db import models
from django.db.models import Q

from fairmark.assessment.models import Submission
from fairmark.assessment.observation_rules import Relation, Written
from fairmark.catalogue.models import Criterion
from fairmark.people.models import Person

RELATIONS = [
    (Relation.EMPLOYER, "Employer or supervisor at work"),
    (Relation.TEACHER, "Member of staff who does not assess this work"),
    (Relation.CLIENT, "Client, customer or member of the public"),
    (Relation.OTHER, "Another person without a tie to the learner"),
    (Relation.RELATIVE, "A relative of the learner"),
]
WRITTEN = [
    (Written.WITNESS, "The witness wrote it"),
    (Written.STAFF, "A member of staff wrote down what the witness said"),
    (Written.LEARNER, "The learner wrote it"),
]


class Observed(models.Model):
    """Something that was seen of a learner's work; taken back with a reason, never edited."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="%(class)ss")
    on = models.DateField("day")
    criteria = models.ManyToManyField(Criterion, related_name="+")
    answers = models.JSONField("answers to further questions of the form", default=list)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)
    why_taken_back = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_by=None, taken_back_at=None, why_taken_back="")
                | (Q(taken_back_by__isnull=False, taken_back_at__isnull=False)
                   & ~Q(why_taken_back="")),
                name="%(class)s_taken_back_by_at_and_why_go_together",
            ),
        ]  # fmt: skip

    def trail_subject(self) -> str:
        return self.submission.trail_subject()

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.submission.scopes()

    @property
    def codes(self) -> str:
        return ", ".join(
            one.code for one in sorted(self.criteria.all(), key=lambda one: one.position)
        )


class Observation(Observed):
    """What an assessor saw a learner do, signed by both. Evidence, not the decision. Source: ASM-20."""

    activity = models.TextField("what the learner did")
    how = models.TextField("how it meets the criteria")
    support = models.CharField("what supports it", max_length=300, blank=True)
    learner_agrees = models.BooleanField(null=True, blank=True)
    learner_words = models.TextField(blank=True)
    learner_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    learner_at = models.DateTimeField("signed by the learner", null=True, blank=True)

    class Meta(Observed.Meta):
        constraints = [
            *Observed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(learner_by=None, learner_at=None, learner_agrees=None)
                | Q(learner_by__isnull=False, learner_at__isnull=False, learner_agrees=True)
                | (Q(learner_by__isnull=False, learner_at__isnull=False, learner_agrees=False)
                   & ~Q(learner_words="")),
                name="observation_signed_by_and_at_go_together",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Observation of {self.on:%-d %B %Y}, {self.submission}"

    def get_absolute_url(self) -> str:
        return f"/observations/{self.pk}/"


class WitnessStatement(Observed):
    """What somebody else saw a learner do; the assessor still judges. Source: ASM-21."""

    witness = models.CharField("name of the witness", max_length=150)
    post = models.CharField("their post", max_length=150)
    relation = models.CharField(max_length=10, choices=RELATIONS)
    written = models.CharField("who wrote it", max_length=10, choices=WRITTEN)
    account = models.TextField("what was seen")
    signed_on = models.DateField("signed by the witness on")
    paper = models.CharField("where the signed paper is", max_length=200, blank=True)

    class Meta(Observed.Meta):
        constraints = [
            *Observed.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(relation=Relation.RELATIVE), name="witness_is_no_relative"
            ),
            models.CheckConstraint(
                condition=~Q(written=Written.LEARNER), name="witness_statement_not_by_its_learner"
            ),
        ]

    def __str__(self) -> str:
        return f"Statement of {self.witness}, {self.submission}"

    def get_absolute_url(self) -> str:
        return f"/witness-statements/{self.pk}/"
