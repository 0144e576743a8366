"""What the centre is approved to teach, and how: approvals, programmes, cohorts, staff."""

from django.db import models
from django.db.models import F, Q

from fairmark.calendar.models import AcademicYear
from fairmark.catalogue.models import Qualification, Specification, Unit
from fairmark.centre.models import Centre, Site
from fairmark.people.models import Person
from fairmark.people.rules import Role


class Programme(models.Model):
    """A qualification that the centre runs under a code of the awarding body. Source: REG-27."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="programmes")
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="programmes")
    code = models.CharField("programme code", max_length=8)
    title = models.CharField(max_length=200)
    in_academic_year = models.BooleanField("follows the academic year", default=True)
    fee_pence = models.PositiveIntegerField("registration fee, in pence", null=True, blank=True)

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "code"], name="programme_code_once"),
        ]

    def __str__(self) -> str:
        return self.short_title

    @property
    def short_title(self) -> str:
        return self.title.removeprefix("Pearson BTEC ")

    def get_absolute_url(self) -> str:
        return f"/programmes/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset(
            {
                ("centre", self.centre_id),
                ("programme", self.pk),
                ("qualification", self.qualification_id),
            }
        )


class CourseCode(models.Model):
    """A code by which the centre's own student system knows a programme."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="course_codes")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="course_codes")
    code = models.CharField(max_length=40)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "code"], name="course_code_once_per_centre"),
        ]

    def __str__(self) -> str:
        return self.code


class Approval(models.Model):
    """The awarding body's approval of the centre or a programme: applied for, confirmed, ended."""

    class Status(models.TextChoices):
        APPLIED = "applied", "Applied for"
        CONFIRMED = "confirmed", "Confirmed"
        ENDED = "ended", "Ended"

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="approvals")
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="approvals", null=True, blank=True
    )
    status = models.CharField(max_length=10, choices=Status.choices)
    reference = models.CharField(max_length=40, blank=True)
    applied_on = models.DateField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    approved_from = models.DateField(null=True, blank=True)
    approved_until = models.DateField("approved to", null=True, blank=True)
    certificates_until = models.DateField("last certification", null=True, blank=True)

    class Meta:
        ordering = ["-confirmed_on", "-applied_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="confirmed")
                | Q(confirmed_on__isnull=False, approved_from__isnull=False),
                name="approval_confirmed_has_its_dates",
            ),
            models.CheckConstraint(
                condition=Q(approved_until=None)
                | Q(approved_from=None)
                | Q(approved_until__gte=F("approved_from")),
                name="approval_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        what = self.programme or "The centre"
        return f"{what}: {self.get_status_display().lower()}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.programme.scopes() if self.programme else self.centre.scopes()


class Cohort(models.Model):
    """The learners who start a programme together, in one academic year."""

    READ_WITH = ("programme__centre",)

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="cohorts")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="cohorts")
    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="cohorts")
    code = models.CharField(max_length=40)
    teaching_starts_on = models.DateField()
    planned_end_on = models.DateField("planned end", null=True, blank=True)
    specification = models.ForeignKey(
        Specification, models.PROTECT, related_name="cohorts", null=True, blank=True
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "code"], name="cohort_code_once"),
            models.UniqueConstraint(fields=["programme", "year"], name="one_cohort_a_year"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return f"/programmes/cohorts/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.programme.scopes() | {("cohort", self.pk)}


class UnitTaken(models.Model):
    """A unit that a cohort takes, of the specification it follows."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="units_taken")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["unit"]
        verbose_name_plural = "units taken"
        constraints = [
            models.UniqueConstraint(fields=["cohort", "unit"], name="unit_taken_once_by_a_cohort"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.cohort}"


class Group(models.Model):
    """A teaching group of a cohort, as the timetable knows it."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="groups")
    code = models.CharField(max_length=40)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "code"], name="group_code_once_per_cohort"),
        ]

    def __str__(self) -> str:
        return self.code


class Allocation(models.Model):
    """A member of staff working on a cohort: as what, for which unit, from when until when."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="allocations")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="allocations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="allocations")
    role = models.CharField(max_length=30, choices=[(role.value, role.heading) for role in Role])
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["role", "person__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="allocation_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.role}, {self.cohort}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.cohort.scopes()
