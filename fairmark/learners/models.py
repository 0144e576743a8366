"""Learners, the identifiers they are known by, and the cohorts they are enrolled in."""

from django.db import models
from django.db.models import F, Q

from fairmark.catalogue import rules as identifiers
from fairmark.centre.models import Centre, Site
from fairmark.people.models import Person
from fairmark.people.rules import SEES_ALL_LEARNERS, SEES_OWN_LEARNERS, Role
from fairmark.programmes.models import Cohort, Group


class LearnerQuerySet(models.QuerySet["Learner"]):
    def visible_to(self, person, holdings):
        """The learners this person may see, given the roles they hold now."""
        learners = self.filter(centre=person.centre_id)
        roles = {holding.role for holding in holdings}
        if roles & SEES_ALL_LEARNERS:
            return learners
        may_see = Q(person=person) if Role.LEARNER in roles else Q(pk=None)
        own = [h.scope for h in holdings if h.role in SEES_OWN_LEARNERS]
        for kind, path in _PATHS.items():
            if ids := [pk for scope, pk in own if scope == kind]:
                may_see |= Q(
                    pk__in=Enrolment.objects.filter(**{f"{path}__in": ids}).values("learner")
                )
        return learners.filter(may_see)

    def present(self):
        """Learners that have not been merged into another record."""
        return self.filter(merged_into=None)


_PATHS = {
    "programme": "cohort__programme",
    "qualification": "cohort__programme__qualification",
    "cohort": "cohort",
    "site": "site",
    "centre": "centre",
}


class Learner(models.Model):
    """A learner as the centre knows them. Names are the legal ones that a certificate will show."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="learners")
    ref = models.CharField("student reference", max_length=40)
    surname = models.CharField(max_length=100)
    forenames = models.CharField(max_length=100)
    date_of_birth = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    uln = models.CharField("ULN", max_length=10, blank=True)
    upn = models.CharField("UPN", max_length=13, blank=True)
    uci = models.CharField("UCI", max_length=13, blank=True)
    email = models.EmailField(blank=True)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="learner"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )

    objects = LearnerQuerySet.as_manager()

    class Meta:
        ordering = ["surname", "forenames", "ref"]
        indexes = [
            models.Index(fields=["centre", "uln"]),
            models.Index(fields=["centre", "surname", "forenames"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["centre", "ref"], name="learner_ref_once_per_centre"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="learner_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.forenames} {self.surname}"

    @property
    def listed_name(self) -> str:
        return f"{self.surname}, {self.forenames}"

    def get_absolute_url(self) -> str:
        return f"/learners/{self.pk}/"

    def trail_subject(self) -> str:
        return f"learner:{self.pk}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        """The centre, and every programme, cohort and site the learner is enrolled in."""
        found = {("centre", self.centre_id)}
        for enrolment in self.enrolments.select_related("cohort__programme"):
            found |= enrolment.cohort.scopes() | {("site", enrolment.site_id or 0)}
        return frozenset(found)

    @property
    def doubts(self) -> list[str]:
        """What is wrong with the identifiers; kept with the learner until it is put right."""
        values = (("ULN", self.uln), ("UPN", self.upn), ("UCI", self.uci))
        return [
            f"{name} {value}: {problem}"
            for name, value in values
            if value and (problem := identifiers.IDENTIFIERS[name.lower()](value))
        ]


class FormerValue(models.Model):
    """A value that a learner's record once had: kept when it is corrected or records are merged."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="former_values")
    field = models.CharField(max_length=30)
    value = models.CharField(max_length=200)
    until_at = models.DateTimeField()
    why = models.CharField(max_length=300)

    class Meta:
        ordering = ["-until_at", "field"]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"


class Enrolment(models.Model):
    """A learner in a cohort. The day teaching starts for them is their own, they may join late."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        LEFT = "left", "Left"
        TRANSFERRED = "transferred", "Transferred"

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="enrolments")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="enrolments")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="enrolments")
    group = models.ForeignKey(
        Group, models.SET_NULL, null=True, blank=True, related_name="enrolments"
    )
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="enrolments")
    starts_on = models.DateField("first day of teaching")
    planned_end_on = models.DateField("planned end", null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.ACTIVE)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "cohort"], name="learner_once_in_a_cohort"),
            models.CheckConstraint(
                condition=Q(status="active", left_on=None)
                | (~Q(status="active") & Q(left_on__isnull=False)),
                name="enrolment_left_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner} in {self.cohort}"

    def trail_subject(self) -> str:
        return f"learner:{self.learner_id}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.cohort.scopes() | {("site", self.site_id or 0)}
