"""Assignment briefs by version, their tasks, who wrote them, their verification and their issue."""

from django.db import models
from django.db.models import F, Q

from fairmark.briefs.rules import AiRule, Answer, BriefState, Origin
from fairmark.catalogue.models import Criterion
from fairmark.centre.models import Centre
from fairmark.learners.models import Learner
from fairmark.people.models import Person
from fairmark.planning.models import Assignment
from fairmark.programmes.models import Group

STATES = [
    (BriefState.DRAFT, "Being written"), (BriefState.AT_VERIFICATION, "At verification"),
    (BriefState.CHANGES_ASKED, "Changes asked"), (BriefState.APPROVED, "Approved"),
    (BriefState.ISSUED, "Issued"), (BriefState.REPLACED, "Replaced"),
]  # fmt: skip
ORIGINS = [
    (Origin.OWN, "Written here"), (Origin.SHARED, "Shared by another team or centre"),
    (Origin.AUTHORISED, "Authorised by the awarding body"), (Origin.BOUGHT, "Bought"),
]  # fmt: skip
AI_RULES = [
    (AiRule.NEVER, "AI tools may not be used"),
    (AiRule.NAMED, "AI tools may be used for the things named here"),
    (AiRule.FREE, "AI tools may be used freely, with acknowledgement"),
]


class Brief(models.Model):
    """One version of the brief of an assignment. It is locked once sent, and for good once issued.

    `authors` are all who wrote a part of it or of the brief it was copied from. The days are those
    of the plan on the day it was sent for verification.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="briefs")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="briefs")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, choices=STATES, default=BriefState.DRAFT)
    title = models.CharField(max_length=150)
    origin = models.CharField(max_length=12, choices=ORIGINS, default=Origin.OWN)
    origin_note = models.CharField("where it comes from", max_length=200, blank=True)
    is_unchanged = models.BooleanField("used exactly as authorised", default=False)
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies"
    )
    scenario = models.TextField(blank=True)
    evidence = models.TextField("evidence asked for", blank=True)
    sources = models.TextField("sources of information", blank=True)
    materials = models.TextField("other materials", blank=True)
    ai_rule = models.CharField("rule on AI tools", max_length=10, choices=AI_RULES, blank=True)
    ai_uses = models.TextField("what AI tools may be used for", blank=True)
    ai_hand_in = models.TextField("what must then be handed in", blank=True)
    hand_out_on = models.DateField("hand-out", null=True, blank=True)
    hand_in_on = models.DateField("hand-in", null=True, blank=True)
    resubmit_by = models.DateField("resubmission", null=True, blank=True)
    authors = models.ManyToManyField(Person, related_name="briefs_written")
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    why = models.CharField("why this version was made", max_length=300, blank=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="briefs_approved"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    countersigned_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    countersigned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["assignment", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "version"], name="brief_version_once"),
            models.UniqueConstraint(
                fields=["assignment"], name="one_brief_in_hand",
                condition=Q(state__in=[BriefState.DRAFT, BriefState.AT_VERIFICATION,
                                       BriefState.CHANGES_ASKED]),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="brief_approved_by_and_at_go_together",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("written_by")),
                name="brief_not_approved_by_its_author",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[BriefState.APPROVED, BriefState.ISSUED])
                | Q(approved_by__isnull=False),
                name="brief_issued_only_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by=None, countersigned_at=None)
                | Q(countersigned_by__isnull=False, countersigned_at__isnull=False),
                name="brief_countersigned_by_and_at_go_together",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.assignment}: {self.title}"

    def get_absolute_url(self) -> str:
        return f"/briefs/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.assignment.scopes()


class Task(models.Model):
    """A task of a brief, with the criteria it serves. Source: ASM-06."""

    brief = models.ForeignKey(Brief, models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150)
    text = models.TextField("what the learner does")
    criteria = models.ManyToManyField(Criterion, related_name="+")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.brief.scopes()


class Verification(models.Model):
    """A verifier's judgement of a brief, added and never edited. Source: IV-01, §4.1."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", "Approved"
        CHANGES = "changes", "Changes asked"

    brief = models.ForeignKey(Brief, models.PROTECT, related_name="verifications")
    verifier = models.ForeignKey(Person, models.PROTECT, related_name="verifications_of_briefs")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    form = models.CharField("form of the rule pack that was answered", max_length=120)
    few_questions = models.BooleanField("an unchanged authorised brief", default=False)
    comment = models.TextField(blank=True)
    lesson = models.TextField("for its next use", blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {self.brief}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.brief.scopes()


class VerificationAnswer(models.Model):
    """The answer to one question of the form, with the question as it was asked."""

    verification = models.ForeignKey(Verification, models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=30)
    asks = models.CharField(max_length=200)
    answer = models.CharField(
        max_length=3,
        choices=[(Answer.YES, "Yes"), (Answer.NO, "No"), (Answer.NA, "Does not apply")],
    )
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["verification", "key"], name="question_answered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.asks} {self.get_answer_display()}"


class ActionPoint(models.Model):
    """What a verification asks somebody to do: done by its owner, closed by a verifier."""

    verification = models.ForeignKey(Verification, models.CASCADE, related_name="points")
    words = models.CharField("what is to be done", max_length=300)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="points_of_briefs")
    due_on = models.DateField()
    done = models.CharField("what was done", max_length=300, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_by=None, done_at=None, done="")
                | (Q(done_by__isnull=False, done_at__isnull=False) & ~Q(done="")),
                name="brief_point_done_by_at_and_what_go_together",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None, closed_at=None)
                | Q(closed_by__isnull=False, closed_at__isnull=False, done_at__isnull=False),
                name="brief_point_closed_when_it_is_done",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.verification.scopes()


class LessonTaken(models.Model):
    """What the next brief did with what an earlier verification taught. Source: clause IVF-10."""

    brief = models.ForeignKey(Brief, models.PROTECT, related_name="lessons_taken")
    verification = models.ForeignKey(Verification, models.PROTECT, related_name="taken")
    words = models.CharField("what was made of it", max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        verbose_name_plural = "lessons taken"
        constraints = [
            models.UniqueConstraint(fields=["brief", "verification"], name="lesson_taken_once"),
        ]

    def __str__(self) -> str:
        return self.words

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.brief.scopes()


class Issue(models.Model):
    """A brief given to a cohort or a group of it: on which day, in which session. Source: DBL-3."""

    class Session(models.TextChoices):
        FACE_TO_FACE = "face to face", "Face to face"
        REMOTE = "remote", "Remote"

    brief = models.ForeignKey(Brief, models.PROTECT, related_name="issues")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="+")
    set_on = models.DateField("day on which it was set")
    session = models.CharField(max_length=12, choices=Session.choices)
    session_note = models.CharField("which session", max_length=150)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["brief"], condition=Q(group=None), name="brief_issued_once_to_a_cohort"
            ),
            models.UniqueConstraint(
                fields=["brief", "group"], condition=Q(group__isnull=False),
                name="brief_issued_once_to_a_group",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.brief}, {self.group or self.brief.assignment.cohort}"

    def get_absolute_url(self) -> str:
        return f"/my-work/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.brief.scopes()


class Receipt(models.Model):
    """A learner's own word that they have the brief and know its deadline."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="receipts")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="receipts")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "learner"], name="brief_received_once"),
        ]

    def __str__(self) -> str:
        return f"{self.learner}, {self.issue}"
