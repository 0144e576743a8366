"""A policy, its versions from draft to superseded, and all that is said and decided about them."""

from datetime import date

from django.db import models
from django.db.models import Q

from fairmark.centre.constraints import together
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.policies.document_models import CentreDocument
from fairmark.policies.rules import Standing


class PolicyKind(models.TextChoices):
    REGISTRATION = "registration", "Registration, entry and certification"
    ASSESSMENT = "assessment", "Assessment"
    VERIFICATION = "internal-verification", "Internal verification"
    APPEALS = "appeals", "Appeals and complaints"
    MALPRACTICE = "malpractice", "Assessment malpractice"
    COLLABORATION = "collaboration", "Collaborative arrangements"
    DISTANCE = "distance", "Distance and blended learning"
    ADJUSTMENTS = "adjustments", "Special consideration and reasonable adjustments"


class Profile(models.Model):
    """What the centre said about itself when it set its policies up."""

    centre = models.OneToOneField(Centre, models.PROTECT, related_name="profile")
    answers = models.JSONField()
    answered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"What {self.centre} said about itself"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})


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


class VersionQuerySet(models.QuerySet["PolicyVersion"]):
    def published(self) -> "VersionQuerySet":
        """Versions that were put in force from a day on, and not taken back before it."""
        return self.filter(published_at__isnull=False, discarded_at=None)

    def open(self) -> "VersionQuerySet":
        """Drafts that are being written or wait for approval."""
        return self.filter(published_at=None, discarded_at=None)


class PolicyVersion(models.Model):
    """A version of a policy. A draft may be edited; once published it never is.

    `content` is what the exemplars hold: blocks, dates, links, readers, approvers. `round` counts
    how often the draft was sent for approval; approvals of an earlier round no longer count.
    """

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    exemplar = models.CharField("issue of the exemplar it began from", max_length=20, blank=True)
    summary = models.CharField("what changed", max_length=300, blank=True)
    is_material = models.BooleanField("readers are asked again", default=True)
    effective_on = models.DateField("in force from", null=True, blank=True)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    round = models.PositiveIntegerField(default=0)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    links_open = models.BooleanField("every link was opened when it was published", default=False)
    discarded_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    discarded_at = models.DateTimeField(null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="versions_count_from_one"),
            models.UniqueConstraint(
                fields=["policy"], condition=Q(published_at=None, discarded_at=None),
                name="one_draft_of_a_policy",
            ),
            together("published_by_at_and_effective_go_together", "published_by", "published_at", "effective_on"),
            together("version_sent_by_and_at_go_together", "sent_by", "sent_at"),
            together("version_discarded_by_and_at_go_together", "discarded_by", "discarded_at"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.policy}, version {self.number}"

    def get_absolute_url(self) -> str:
        if self.published_at:
            return f"{self.policy.get_absolute_url()}?version={self.number}"
        return f"{self.policy.get_absolute_url()}draft/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.policy.scopes()

    @property
    def standing(self) -> Standing:
        """Where it is in its life, as far as it alone can tell."""
        if self.discarded_at:
            return Standing.DISCARDED
        if self.published_at:
            return Standing.PUBLISHED
        return Standing.IN_APPROVAL if self.sent_at else Standing.DRAFT


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


class PolicyChoice(models.Model):
    """One choice of a version, such as what becomes of late work; `words` are as they were then."""

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="choices")
    key = models.CharField(max_length=60)
    option = models.CharField("the code of what was chosen", max_length=30)
    words = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="choice_once_per_version"),
            models.CheckConstraint(
                condition=~Q(option="") & ~Q(words=""), name="choice_has_its_option_and_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.option}"


class Approval(models.Model):
    """What an approver decided about a version that was sent: agreed, or sent back with words."""

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="approvals")
    round = models.PositiveIntegerField()
    role = models.CharField(max_length=30, choices=[(role.value, role.heading) for role in Role])
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agreed = models.BooleanField()
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "round", "role"], name="one_decision_of_a_role_in_a_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {'agreed' if self.agreed else 'sent back'}: {self.version}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.version.scopes()


class Comment(models.Model):
    """A remark on a block of a draft, settled by whoever edits it."""

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="comments")
    block = models.SlugField()
    words = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            together("comment_settled_by_and_at_go_together", "settled_by", "settled_at"),
        ]

    def __str__(self) -> str:
        return f"{self.by} on {self.block} of {self.version}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.version.scopes()


class Review(models.Model):
    """The yearly look at a policy, kept also where nothing changes. Source: clause POL-3."""

    class Outcome(models.TextChoices):
        STANDS = "stands", "Nothing needs to change"
        CHANGE = "change", "A new version is needed"

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="reviews")
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="reviews")
    looked_at = models.TextField("what was looked at")
    found = models.TextField("what was found")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    links_open = models.BooleanField("every link was opened and leads where it says")
    due_on = models.DateField("was due by")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Review of the {self.policy}, {self.at:%-d %B %Y}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.policy.scopes()


class Acknowledgement(models.Model):
    """A reader says that they have read a version."""

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "person"], name="a_version_is_acknowledged_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} has read {self.version}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.version.scopes()


class MadeDossier(models.Model):
    """A dossier as it was given out: the very file, and the issue of the layout it was made by.

    Old files are thrown away; their checksum stays, so that a copy elsewhere can still be proven.
    Source: clauses POL-5, GOV-8.
    """

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="dossiers")
    layout = models.CharField("issue of its layout", max_length=20)
    content = models.BinaryField("the PDF", null=True)
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    thrown_away_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(content__isnull=False, thrown_away_at=None)
                | Q(content=None, thrown_away_at__isnull=False),
                name="a_dossier_is_held_or_thrown_away",
            ),
        ]

    def __str__(self) -> str:
        return f"Dossier of {self.version}, made on {self.made_at:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return f"/policies/dossiers/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.version.scopes()


class WiderPolicy(models.Model):
    """A policy of the whole centre that BTEC rests on: where it is, whose, and when reviewed.

    Where its text is held here, `document` is it, and says when it is due. Source: clause POL-2.
    """

    class Kind(models.TextChoices):
        EQUALITY = "equality", "Equality and diversity"
        SAFEGUARDING = "safeguarding", "Safeguarding"
        HEALTH = "health", "Health and safety, employers’ premises included"
        PRIOR_LEARNING = "prior learning", "Recognition of prior learning"
        CONFLICT = "conflict", "Conflict of interest"
        CONTINGENCY = "contingency", "Contingency and adverse effects, cyber attack included"

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="wider_policies")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=200)
    place = models.CharField("where it is", max_length=300)
    owner = models.CharField("who owns it", max_length=200)
    review_due_on = models.DateField("to be reviewed by")
    document = models.ForeignKey(
        CentreDocument, models.PROTECT, null=True, blank=True, related_name="stands_for"
    )
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "kind"], name="one_wider_policy_of_a_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/policies/wider/{self.kind.replace(' ', '-')}/"

    @property
    def due_on(self) -> date:
        """The day by which it is reviewed again: of the text held here, where there is one."""
        return self.document.review_due_on if self.document else self.review_due_on

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})
