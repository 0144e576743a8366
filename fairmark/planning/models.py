"""Assignments of a cohort, and the plan that says when, by whom and against what each is assessed."""

from django.db import models
from django.db.models import F, Q

from fairmark.catalogue.models import Criterion, Unit
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.programmes.models import Cohort, Group


class Assignment(models.Model):
    """An assignment of a cohort, whichever version of the plan speaks of it."""

    READ_WITH = ("cohort__programme__centre", "unit")

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="assignments")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["unit", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "unit", "number"], name="assignment_number_once_per_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"Unit {self.unit.number}, assignment {self.number}"

    def get_absolute_url(self) -> str:
        return f"/briefs/assignments/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.cohort.scopes() | {("unit", self.unit_id)}


class PlanQuerySet(models.QuerySet["AssessmentPlan"]):
    """Plans, by what has become of them."""

    def signed(self) -> "PlanQuerySet":
        return self.filter(signed_at__isnull=False)

    def drafts(self) -> "PlanQuerySet":
        return self.filter(signed_at=None)


class AssessmentPlan(models.Model):
    """One version of a cohort's assessment plan; in force from its signature to that of the next.

    Source: ASM-01 to ASM-04. A signed version is never edited.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="assessment_plans")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="assessment_plans")
    version = models.PositiveSmallIntegerField()
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    why = models.CharField("why it was changed", max_length=300, blank=True)
    signed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="plans_signed"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    cautions = models.JSONField("what the checks found at signing", default=list)
    reason = models.TextField("why it was signed all the same", blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "version"], name="plan_version_once"),
            models.UniqueConstraint(
                fields=["cohort"], condition=Q(signed_at=None), name="one_draft_plan_of_a_cohort"
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_at=None)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="plan_signed_by_and_at_go_together",
            ),
        ]

    def __str__(self) -> str:
        return f"Assessment plan of {self.cohort}, version {self.version}"

    def get_absolute_url(self) -> str:
        return f"/plans/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.cohort.scopes()

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None


class PlannedAssignment(models.Model):
    """What one version of the plan says of an assignment. Days may be open while it is a draft."""

    plan = models.ForeignKey(AssessmentPlan, models.CASCADE, related_name="planned")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="planned")
    title = models.CharField(max_length=150)
    hand_out_on = models.DateField("hand-out", null=True, blank=True)
    hand_in_on = models.DateField("hand-in", null=True, blank=True)
    assess_by = models.DateField("assess by", null=True, blank=True)
    verify_by = models.DateField("verify by", null=True, blank=True)
    return_by = models.DateField("return by", null=True, blank=True)
    resubmit_by = models.DateField("planned resubmission", null=True, blank=True)
    verifier = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="assignments_to_verify"
    )
    criteria = models.ManyToManyField(Criterion, related_name="+")

    class Meta:
        ordering = ["hand_out_on", "assignment__unit", "assignment__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "assignment"], name="assignment_once_in_a_plan"
            ),
            models.CheckConstraint(
                condition=Q(hand_in_on=None) | Q(hand_out_on=None)
                | Q(hand_in_on__gt=F("hand_out_on")),
                name="planned_hand_in_after_hand_out",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.assignment}: {self.title}"

    def get_absolute_url(self) -> str:
        return f"{self.plan.get_absolute_url()}assignments/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.assignment.scopes()


class PlannedAssessor(models.Model):
    """Who assesses a planned assignment: the whole cohort, or one group of it."""

    planned = models.ForeignKey(PlannedAssignment, models.CASCADE, related_name="assessors")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["group__code", "person__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["planned", "person", "group"],
                condition=Q(group__isnull=False), name="assessor_once_for_a_group",
            ),
            models.UniqueConstraint(
                fields=["planned", "person"],
                condition=Q(group=None), name="assessor_once_for_the_cohort",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} for {self.group}" if self.group else str(self.person)


class PlanWorkbook(models.Model):
    """A workbook of a plan that came back: kept under its SHA-256, tried, then brought in or left."""

    plan = models.ForeignKey(AssessmentPlan, models.CASCADE, related_name="workbooks")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    brought_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return f"{self.plan.get_absolute_url()}workbook/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.plan.scopes()
