"""The awarding body's own record, our registrations held against it, and each difference found."""

from django.db import models
from django.db.models import Q

from fairmark.centre.models import Centre
from fairmark.learners.models import Learner
from fairmark.people.models import Person


class BodyRecord(models.Model):
    """One line of the awarding body's own export: what it holds of a learner. Never edited."""

    statement = models.ForeignKey("Statement", models.CASCADE, related_name="records")
    line = models.PositiveIntegerField()
    programme_code = models.CharField(max_length=20)
    programme_title = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=20, blank=True)
    surname = models.CharField(max_length=100)
    forenames = models.CharField(max_length=100)
    sex = models.CharField(max_length=1, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    uln = models.CharField(max_length=20, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    completes_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=40)

    class Meta:
        ordering = ["line"]

    def __str__(self) -> str:
        return f"{self.number} {self.surname}, {self.forenames}"


class Statement(models.Model):
    """The awarding body's record of our registrations, as exported from it at one moment."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="statements")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    exported_on = models.DateField()
    loaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-loaded_at", "-pk"]
        get_latest_by = ["loaded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.file_name}, loaded {self.loaded_at:%d %B %Y}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})


class Comparison(models.Model):
    """Our registrations held against the awarding body's record, once."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="comparisons")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="comparisons")
    compared_at = models.DateTimeField()
    compared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    matched = models.PositiveIntegerField()
    found = models.PositiveIntegerField("differences found")
    unexplained = models.PositiveIntegerField()

    class Meta:
        ordering = ["-compared_at", "-pk"]
        get_latest_by = ["compared_at", "pk"]

    def __str__(self) -> str:
        return f"Comparison of {self.compared_at:%d %B %Y}"

    @property
    def is_good(self) -> bool:
        return self.unexplained == 0

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})


class Difference(models.Model):
    """Something in which our record and the awarding body's differ.

    It stays, with its explanation, while later comparisons still find it, and is resolved by
    the first that does not.
    """

    class State(models.TextChoices):
        OPEN = "open", "To act on"
        EXPLAINED = "explained", "Explained"
        RESOLVED = "resolved", "Resolved"

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="differences")
    kind = models.CharField(max_length=40)
    learner = models.ForeignKey(
        Learner, models.PROTECT, null=True, blank=True, related_name="differences"
    )
    registration = models.ForeignKey(
        "registration.Registration",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="differences",
    )
    who = models.CharField(max_length=220)
    student_ref = models.CharField(max_length=40, blank=True)
    number = models.CharField("registration number", max_length=20, blank=True)
    ours = models.CharField(max_length=300, blank=True)
    theirs = models.CharField(max_length=300, blank=True)
    cure = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    first_found_at = models.DateTimeField()
    last_found_at = models.DateTimeField()
    explanation = models.TextField(blank=True)
    explained_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    explained_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "who", "pk"]
        indexes = [models.Index(fields=["centre", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="explained")
                | (Q(explained_by__isnull=False, explained_at__isnull=False) & ~Q(explanation="")),
                name="explained_by_at_and_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.who}"

    def get_absolute_url(self) -> str:
        return f"/registration/agreement/{self.pk}/"

    def trail_subject(self) -> str:
        return f"learner:{self.learner_id}" if self.learner_id else ""

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})
