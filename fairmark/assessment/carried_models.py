"""Results from before Fairmark: what a college's own tracking sheet says of criteria judged elsewhere."""

from django.db import models
from django.db.models import F, Q

from fairmark.assessment.rules import Outcome
from fairmark.catalogue.models import Criterion
from fairmark.centre.models import Centre
from fairmark.exchange.models import ImportRun
from fairmark.learners.models import Enrolment
from fairmark.people.models import Person
from fairmark.programmes.models import Cohort


class ResultsFile(models.Model):
    """A college's own sheet with results of a cohort: tried, brought in as a whole, perhaps undone.

    The file itself, who uploaded it and when stand with its `run`. Who brought it in states that
    they saw the signed records from which it was filled in, and says where those are.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="results_files")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="results_files")
    run = models.OneToOneField(ImportRun, models.PROTECT, related_name="results_file")
    assessor = models.CharField("who assessed", max_length=150, blank=True)
    records_at = models.CharField("where the signed records are", max_length=300, blank=True)
    statement = models.TextField("what was stated", blank=True)
    drafts = models.PositiveIntegerField("decisions drafted", default=0)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField("brought in", null=True, blank=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(by=None, at=None) | Q(by__isnull=False, at__isnull=False),
                name="results_file_by_and_at_go_together",
            ),
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None)
                | Q(undone_by__isnull=False, undone_at__isnull=False, at__isnull=False),
                name="results_file_undone_by_and_at_go_together",
            ),
        ]

    def __str__(self) -> str:
        return self.run.file_name

    def get_absolute_url(self) -> str:
        return f"/tracking/results/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.cohort.scopes()


class CarriedResult(models.Model):
    """One criterion as a results file has it for a learner, whose work Fairmark never saw.

    Added and never edited. A decision made here stands above it; a later file names the result
    whose place it takes; one that was undone no longer stands.
    """

    file = models.ForeignKey(ResultsFile, models.PROTECT, related_name="results")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="carried_results")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    outcome = models.CharField(
        max_length=8, choices=[(Outcome.MET, "Met"), (Outcome.NOT_MET, "Not met")]
    )
    mark = models.CharField("as it was written", max_length=40)
    place = models.CharField("where in the file", max_length=80)
    decided_on = models.DateField(null=True, blank=True)
    assessor = models.CharField("who assessed", max_length=150)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    stands = models.BooleanField("neither replaced nor undone", default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "criterion"], condition=Q(stands=True),
                name="one_carried_result_stands",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replaces=F("id")),
                name="carried_result_replaces_another",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.criterion} {self.get_outcome_display().lower()}, carried over"
