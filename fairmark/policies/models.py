"""A policy, its versions, and the numbers each version sets."""

from django.db import models
from django.db.models import Q

from fairmark.centre.models import Centre
from fairmark.people.models import Person


class PolicyKind(models.TextChoices):
    REGISTRATION = "registration", "Registration, entry and certification"


class Policy(models.Model):
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="policies")
    kind = models.CharField(max_length=30, choices=PolicyKind.choices)

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "kind"], name="one_policy_of_each_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} policy"

    def get_absolute_url(self) -> str:
        return f"/policies/{self.kind}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})


class PolicyVersion(models.Model):
    """A published version. It is never edited; the next one takes its place from a day on."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    effective_on = models.DateField("in force from")
    summary = models.CharField("what changed", max_length=300)
    sections = models.JSONField()
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.policy}, version {self.number}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.policy.scopes()


class PolicyNumber(models.Model):
    """One live number of a version, such as working days to register after teaching starts."""

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="numbers")
    key = models.CharField(max_length=60)
    value = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="number_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"
