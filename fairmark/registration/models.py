"""Registrations, what is told to the awarding body, entries, and checks by programme teams."""

from django.db import models
from django.db.models import F, Q

from fairmark.catalogue.models import Unit
from fairmark.centre.constraints import together
from fairmark.centre.models import Centre
from fairmark.learners.models import Enrolment, Learner
from fairmark.people.models import Person
from fairmark.programmes.models import Cohort, Programme
from fairmark.registration import agreement_models  # noqa: F401 (so that its tables are known)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def current(self):
        """Registrations that stand: neither withdrawn, deleted nor moved to another programme."""
        return self.filter(status=Registration.Status.REGISTERED)


class Registration(models.Model):
    """A learner registered with the awarding body on a programme.

    `registered_on` is the day we sent it; `confirmed_on` the day in the awarding body's own
    record, seen when that record was last compared.
    """

    class Status(models.TextChoices):
        REGISTERED = "registered", "Registered"
        WITHDRAWN = "withdrawn", "Withdrawn"
        DELETED = "deleted", "Deleted"
        TRANSFERRED = "transferred", "Transferred"

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="registrations")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="registrations")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="registrations")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="registrations")
    number = models.CharField("registration number", max_length=10, blank=True)
    registered_on = models.DateField()
    confirmed_on = models.DateField(null=True, blank=True)
    completes_on = models.DateField("estimated completion", null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.REGISTERED)
    ended_on = models.DateField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["registered_on", "pk"]
        indexes = [models.Index(fields=["centre", "status"])]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "programme"],
                condition=Q(status="registered"),
                name="registered_once_on_a_programme",
            ),
            models.UniqueConstraint(
                fields=["centre", "number"],
                condition=Q(status="registered") & ~Q(number=""),
                name="registration_number_once_per_centre",
            ),
            models.CheckConstraint(
                condition=Q(status="registered", ended_on=None)
                | (~Q(status="registered") & Q(ended_on__isnull=False)),
                name="registration_ended_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner} on {self.programme.code}"

    def get_absolute_url(self) -> str:
        return f"/registration/{self.pk}/"

    def trail_subject(self) -> str:
        return f"learner:{self.learner_id}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.enrolment.scopes() | self.programme.scopes()


class Change(models.Model):
    """Something the awarding body has to be told, and when it was. Source: clause REG-5."""

    class Kind(models.TextChoices):
        TRANSFER = "transfer", "Transfer"
        WITHDRAWAL = "withdrawal", "Withdrawal"
        DELETION = "deletion", "Deletion"
        DETAILS = "details", "Change of details"

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="changes")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="changes")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    what = models.CharField(max_length=300)
    happened_on = models.DateField()
    told_on = models.DateField("awarding body told on", null=True, blank=True)
    reference = models.CharField(max_length=40, blank=True)
    told_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-happened_on", "-pk"]
        indexes = [models.Index(fields=["centre", "told_on"])]
        constraints = [
            together("change_told_on_and_by_go_together", "told_on", "told_by"),
            models.CheckConstraint(
                condition=Q(told_on=None) | Q(told_on__gte=F("happened_on")),
                name="change_told_after_it_happened",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.what}"

    def get_absolute_url(self) -> str:
        return f"/registration/{self.registration_id}/"

    def trail_subject(self) -> str:
        return f"learner:{self.learner_id}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.registration.scopes()


class Confirmation(models.Model):
    """A learner shown their registration, and what they answered. Source: clause REG-4."""

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        QUERIED = "queried", "Queried"

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="confirmations")
    shown_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices)
    query = models.TextField(blank=True)
    on_paper = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settlement = models.TextField(blank=True)

    class Meta:
        ordering = ["-answered_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="confirmed") | ~Q(query=""), name="a_query_says_what_is_wrong"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.answer}"

    def trail_subject(self) -> str:
        return f"learner:{self.registration.learner_id}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.registration.scopes()


class Series(models.Model):
    """A series of external assessment, with the day its entries close. Source: ENT-01 to ENT-04."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="series")
    name = models.CharField(max_length=40)
    closes_on = models.DateField("entries close on")
    source = models.CharField("where the date was read", max_length=100)

    class Meta:
        ordering = ["closes_on"]
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(fields=["centre", "name"], name="series_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/registration/entries/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})


class Sitting(models.Model):
    """A unit that a cohort takes in a series: each of its learners is to be entered."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="sittings")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="sittings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["series", "cohort", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "cohort", "unit"], name="unit_once_for_a_cohort_in_a_series"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.cohort}, {self.series}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.cohort.scopes()


class Entry(models.Model):
    """A learner entered for a unit in a series, or excused from it with a reason."""

    class Status(models.TextChoices):
        ENTERED = "entered", "Entered"
        WITHDRAWN = "withdrawn", "Withdrawn"
        EXCUSED = "excused", "Not to be entered"

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="entries")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="entries")
    status = models.CharField(max_length=10, choices=Status.choices)
    entered_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["enrolment__learner__surname", "enrolment__learner__forenames"]
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "enrolment"], name="one_entry_for_each_sitting"
            ),
            models.CheckConstraint(
                condition=~Q(status="excused") | ~Q(reason=""), name="excused_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.learner}, {self.sitting}"

    def trail_subject(self) -> str:
        return f"learner:{self.enrolment.learner_id}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.enrolment.scopes()


class TeamCheck(models.Model):
    """A programme leader's signature under a list: of registrations, or of entries in a series.

    `fingerprint` is a hash of the list that was signed; a later change makes the check stale.
    Source: clauses REG-3, REG-8.
    """

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="team_checks")
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="team_checks"
    )
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    lines = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        ordering = ["-signed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.cohort}: checked by {self.signed_by}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.cohort.scopes()


class CheckQuery(models.Model):
    """Something doubtful that a programme team raised about a learner's registration or entry."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="check_queries")
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="check_queries"
    )
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="check_queries")
    question = models.TextField()
    raised_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-raised_at", "-pk"]
        verbose_name_plural = "check queries"
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="query_answered_at_and_by_go_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.question}"

    def trail_subject(self) -> str:
        return f"learner:{self.learner_id}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.cohort.scopes()
