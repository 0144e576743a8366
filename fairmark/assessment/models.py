"""Work handed in, whether it is the learner's own, the decisions about it, and further attempts."""

from django.db import models
from django.db.models import F, Q

from fairmark.assessment.carried_models import CarriedResult, ResultsFile  # noqa: F401 (of this room)
from fairmark.assessment.question_models import AssignmentQuestion  # noqa: F401 (of this room)
from fairmark.assessment.rules import AiUse, Attempt, How, Outcome
from fairmark.assessment.tie_models import AgreedTie  # noqa: F401 (of this room)
from fairmark.briefs.models import Brief
from fairmark.catalogue.models import Criterion, Unit
from fairmark.centre.models import Centre
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.planning.models import Assignment

ATTEMPTS = [
    (Attempt.FIRST, "First submission"), (Attempt.RESUBMISSION, "Resubmission"),
    (Attempt.RETAKE, "Retake"), (Attempt.REASSESSMENT, "Reassessment"),
]  # fmt: skip
HOWS = [
    (How.KNOWN, "I know the learner’s work and saw it grow"),
    (How.QUESTION, "I asked the learner about it"),
    (How.DISCUSSION, "A professional discussion about it"),
    (How.IDENTITY, "The learner’s identity was checked when it was done"),
]


class Extension(models.Model):
    """A later deadline for one learner, agreed before the first one passed. Source: RES-12."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="extensions")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="extensions")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="extensions")
    from_on = models.DateField("deadline before")
    until_on = models.DateField("new deadline")
    why = models.CharField("reason", max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gt=F("from_on")), name="extension_is_later_than_the_deadline"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.learner} until {self.until_on:%-d %B %Y}"

    def trail_subject(self) -> str:
        return self.enrolment.trail_subject()

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.enrolment.scopes() | self.assignment.scopes()


class Authorisation(models.Model):
    """Another attempt at an assignment for one learner: who allowed it, on what grounds, until when.

    Added and never edited; one that is refused is kept too. Source: RES-01 to RES-05, ASM-10.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="authorisations")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="authorisations")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="authorisations")
    attempt = models.CharField(max_length=12, choices=ATTEMPTS[1:])
    granted = models.BooleanField()
    conditions = models.JSONField("how each condition stood", default=list)
    why = models.TextField("reason", blank=True)
    task = models.TextField("new task", blank=True)
    criteria = models.ManyToManyField(Criterion, related_name="+")
    due_on = models.DateField("deadline", null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "enrolment", "attempt"], condition=Q(granted=True),
                name="attempt_authorised_once",
            ),
            models.CheckConstraint(
                condition=Q(granted=False, due_on=None) | Q(granted=True, due_on__isnull=False),
                name="authorised_attempt_has_its_deadline",
            ),
            models.CheckConstraint(
                condition=Q(granted=True) | ~Q(why=""), name="refused_attempt_says_why"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        what = "authorised" if self.granted else "refused"
        return f"{self.get_attempt_display()} {what}, {self.enrolment.learner}, {self.assignment}"

    def trail_subject(self) -> str:
        return self.enrolment.trail_subject()

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.enrolment.scopes() | self.assignment.scopes()


class Submission(models.Model):
    """A learner's work on an assignment in one attempt: begun, then handed in once and for all.

    `due_at` is the first moment that was too late; lateness is a fact that limits nothing by
    itself. Paper is in time or late by the day on which it was received. Clauses ASM-7, MAL-4, MAL-5 and MAL-7.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="submissions")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="submissions")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="submissions")
    brief = models.ForeignKey(Brief, models.PROTECT, related_name="submissions")
    authorisation = models.OneToOneField(
        Authorisation, models.PROTECT, null=True, blank=True, related_name="submission"
    )
    attempt = models.CharField(max_length=12, choices=ATTEMPTS, default=Attempt.FIRST)
    due_at = models.DateTimeField("first moment that is too late", null=True, blank=True)
    begun_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    sources = models.TextField("sources", blank=True)
    ai_use = models.CharField(
        "AI tools", max_length=5, blank=True,
        choices=[(AiUse.NONE, "I used no AI tool"), (AiUse.USED, "I used an AI tool")],
    )  # fmt: skip
    ai_tool = models.CharField("AI tool", max_length=150, blank=True)
    ai_words = models.TextField("what the AI tool was used for", blank=True)
    statement = models.JSONField("what the learner stated", default=list)
    handed_in_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="work_handed_in"
    )
    handed_in_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    on_behalf = models.CharField("why staff handed it in", max_length=300, blank=True)
    received_on = models.DateField("day on which staff had it", null=True, blank=True)
    is_drawn = models.BooleanField(
        "drawn for a talk about the work; empty where it was not in the draw", null=True, blank=True
    )

    class Meta:
        ordering = ["assignment", "enrolment", "begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "enrolment", "attempt"], name="work_handed_in_once"
            ),
            models.CheckConstraint(
                condition=Q(handed_in_by=None, handed_in_at=None, is_late=False)
                | Q(handed_in_by__isnull=False, handed_in_at__isnull=False),
                name="work_handed_in_by_and_at_go_together",
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at=None) | Q(due_at=None) | Q(received_on__isnull=False)
                | Q(is_late=True, handed_in_at__gte=F("due_at"))
                | Q(is_late=False, handed_in_at__lt=F("due_at")),
                name="work_is_late_by_its_deadline",
            ),
            models.CheckConstraint(
                condition=Q(attempt=Attempt.FIRST, authorisation=None)
                | (~Q(attempt=Attempt.FIRST) & Q(authorisation__isnull=False)),
                name="further_attempt_was_authorised",
            ),
            models.CheckConstraint(
                condition=Q(received_on=None) | ~Q(on_behalf=""),
                name="only_what_staff_hand_in_was_received",
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at=None) | ~Q(statement=[]),
                name="nothing_handed_in_without_a_statement",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.enrolment.learner}, {self.assignment}"

    def get_absolute_url(self) -> str:
        return f"/submissions/{self.pk}/"

    def trail_subject(self) -> str:
        return self.enrolment.trail_subject()

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.enrolment.scopes() | self.assignment.scopes()

    @property
    def is_handed_in(self) -> bool:
        return self.handed_in_at is not None


class AiCopies(models.Model):
    """Copies of what was asked of an AI tool and answered; the files are attached to this."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="ai_copies")

    class Meta:
        verbose_name_plural = "AI copies"

    def __str__(self) -> str:
        return f"Copies, {self.submission}"

    def trail_subject(self) -> str:
        return self.submission.trail_subject()

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.submission.scopes()


class Authentication(models.Model):
    """An assessor's word on whether work is the learner's own; the last one stands. Clause DBL-4."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="authentications")
    authentic = models.BooleanField()
    how = models.CharField(max_length=10, choices=HOWS)
    words = models.TextField("what was seen or said", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(authentic=True) | ~Q(words=""), name="doubt_about_work_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{'Confirmed' if self.authentic else 'In doubt'}, {self.submission}"


class AssessmentRecord(models.Model):
    """The assessor's signature under the decisions on a piece of work, and its return to the learner.

    A correction after it is signed in a record of its own. Clauses ASM-9 and ASM-A3; ASM-08 to ASM-10.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="records")
    number = models.PositiveSmallIntegerField()
    comments = models.TextField("general comments", blank=True)
    statement = models.JSONField("what the assessor stated", default=list)
    by = models.ForeignKey(Person, models.PROTECT, related_name="records_signed")
    at = models.DateTimeField()
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField("returned to the learner", null=True, blank=True)

    class Meta:
        ordering = ["submission", "number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="record_number_once"),
            models.CheckConstraint(
                condition=Q(released_by=None, released_at=None)
                | Q(released_by__isnull=False, released_at__isnull=False),
                name="record_released_by_and_at_go_together",
            ),
        ]

    def __str__(self) -> str:
        return f"Assessment record, {self.submission}"

    def trail_subject(self) -> str:
        return self.submission.trail_subject()

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.submission.scopes()


class Recommendation(models.Model):
    """The assessor's word, under a signed record, on whether the learner can do better without more
    guidance. Added and never edited; the last one stands. Source: RES-03.
    """

    record = models.ForeignKey(AssessmentRecord, models.PROTECT, related_name="recommendations")
    can_improve = models.BooleanField("can do better without more guidance")
    words = models.TextField("what that is judged by")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="recommendation_says_why"),
        ]

    def __str__(self) -> str:
        return (
            f"{'Recommended' if self.can_improve else 'Not recommended'}, {self.record.submission}"
        )

    def trail_subject(self) -> str:
        return self.record.trail_subject()

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.record.scopes()


class Decision(models.Model):
    """One criterion judged in one piece of work. Added and never edited: a later one names the one
    whose place it takes, and only one may take the place of each. A draft until its record is
    signed. Clause ASM-4, promise P32.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="decisions")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    outcome = models.CharField(
        max_length=8,
        choices=[
            (Outcome.MET, "Met"),
            (Outcome.NOT_MET, "Not met"),
            (Outcome.CLEARED, "Taken back"),
        ],
    )
    feedback = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="decisions")
    at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    why = models.CharField("why it was corrected", max_length=300, blank=True)
    record = models.ForeignKey(
        AssessmentRecord, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    stands = models.BooleanField("not replaced", default=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["submission", "stands"], name="decisions_that_stand")]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "criterion"], condition=Q(stands=True),
                name="one_decision_stands_in_a_cell",
            ),
            models.UniqueConstraint(
                fields=["submission", "criterion"], condition=Q(replaces=None),
                name="one_first_decision_in_a_cell",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.criterion} {self.get_outcome_display().lower()}"


class UnitGrade(models.Model):
    """What signed decisions say of a learner in a unit. A projection: `grades.rebuild` makes it anew."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="unit_grades")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    so_far = models.CharField(max_length=8)
    reachable = models.CharField(max_length=8)
    is_final = models.BooleanField("nothing is open", default=False)
    earned = models.CharField(
        "grade so far before a limit, where it differs", max_length=8, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "unit"], name="unit_graded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.learner}, {self.unit}: {self.so_far}"
