"""People, the accounts they sign in with, the roles they hold and the conflicts they declare."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from fairmark.centre.models import Centre
from fairmark.people.rules import SINGLE_ROLES, Holding, Role


class Person(models.Model):
    """A human being known to the centre, or a named part of the system that acts for it."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="people")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=150)
    staff_ref = models.CharField("staff reference", max_length=40, blank=True)
    is_system = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "staff_ref"],
                condition=~Q(staff_ref=""),
                name="staff_ref_once_per_centre",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})


class AccountManager(BaseUserManager["Account"]):
    def get_queryset(self):
        """With person and centre: every request needs all three."""
        return super().get_queryset().select_related("person__centre")

    def create_user(self, email, password=None, **fields):
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class Account(AbstractBaseUser):
    """What a person signs in with. Rules of separation look at the person, never at the account."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="accounts")
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = AccountManager()

    def __str__(self) -> str:
        return self.email


class RoleHeld(models.Model):
    """A role that a person holds for a scope, from one moment until another. Never edited but to end it."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="roles_held")
    person = models.ForeignKey(Person, models.PROTECT, related_name="roles_held")
    role = models.CharField(max_length=30, choices=[(role.value, role.heading) for role in Role])
    scope_kind = models.CharField(max_length=20, default="centre")
    scope_id = models.BigIntegerField()
    scope_name = models.CharField(max_length=200)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["from_at", "pk"]
        indexes = [models.Index(fields=["person", "role"]), models.Index(fields=["centre", "role"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("from_at")),
                name="role_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["centre", "role"],
                condition=Q(until_at=None, role__in=sorted(SINGLE_ROLES)),
                name="one_holder_of_a_single_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.role} for {self.scope_name}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})

    @property
    def holding(self) -> Holding:
        return Holding(
            Role(self.role), (self.scope_kind, self.scope_id), self.from_at, self.until_at
        )


class ConflictOfInterest(models.Model):
    """A tie to a learner or a qualification that a person declares. Source: COI-01 to COI-05."""

    class Kind(models.TextChoices):
        FAMILY = "family", "A member of my family"
        FRIEND = "friend", "A close friend"
        OWN_STUDY = "own study", "I am taking a qualification here myself"
        SAME_NAME = "same name", "The same surname, and no tie"
        OTHER = "other", "Something else"

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="conflicts")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    learner_ref = models.CharField(
        "learner’s reference, if it concerns one", max_length=40, blank=True
    )
    about = models.TextField("what it is")
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-declared_at"]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})
