"""What was found where groups of learners came out differently."""

from django.db import models
from django.db.models import Q

from fairmark.catalogue.models import Unit
from fairmark.centre.models import Centre
from fairmark.fairness.rules import BANDS, By, Outcome, Reviewed
from fairmark.people.models import Person
from fairmark.programmes.models import Cohort


class DifferenceReview(models.Model):
    """Somebody's word on a difference between groups: how it is explained, or what is done about it.

    Added and never edited; the last one stands as long as the difference stays where it was. The
    figures are those that were looked at. Clause ASM-A1.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="difference_reviews")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="difference_reviews")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    by_what = models.CharField(
        "grouped by", max_length=20, choices=[(one.value, one.value) for one in By]
    )
    group_key = models.CharField(max_length=40)
    group_label = models.CharField("group", max_length=150)
    band = models.CharField(max_length=2, choices=BANDS)
    met = models.PositiveIntegerField("met in the group")
    of = models.PositiveIntegerField("learners of the group")
    others_met = models.PositiveIntegerField("met among the others")
    others_of = models.PositiveIntegerField("the others")
    low = models.FloatField("least difference")
    high = models.FloatField("greatest difference")
    chance = models.FloatField("how often chance would bring it")
    outcome = models.CharField(
        max_length=10,
        choices=[
            (Outcome.EXPLAINED.value, "It is explained"),
            (Outcome.TO_DO.value, "Something is done about it"),
        ],
    )  # fmt: skip
    words = models.TextField("what was looked at and found")
    to_do = models.TextField("what is done", blank=True)
    due_on = models.DateField("by when", null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="difference_review_says_what"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.EXPLAINED.value, to_do="", due_on=None)
                | (Q(outcome=Outcome.TO_DO.value, due_on__isnull=False) & ~Q(to_do="")),
                name="difference_review_says_what_is_done_by_when",
            ),
            models.CheckConstraint(
                condition=Q(met__lte=models.F("of"), others_met__lte=models.F("others_of")),
                name="no_more_met_than_there_are",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_label}, {self.get_band_display()}, {self.cohort}"

    def get_absolute_url(self) -> str:
        return f"/fairness/cohorts/{self.cohort_id}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.cohort.scopes()

    @property
    def key(self) -> tuple[str, str, str]:
        return self.by_what, self.group_key, self.band

    @property
    def reviewed(self) -> Reviewed:
        return Reviewed(Outcome(self.outcome), self.low, self.high)
