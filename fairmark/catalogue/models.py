"""Qualifications, their specifications by issue, and the units, groups and criteria of each issue."""

from django.db import models
from django.db.models import F, Q

from fairmark.catalogue.criteria import parse
from fairmark.catalogue.scheme_models import CompletedScheme  # noqa: F401 (a model of this room)
from fairmark.centre.models import Centre


class Confidence(models.TextChoices):
    """How sure we are of a fact; blank where the centre copied it from its specification."""

    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class Status(models.TextChoices):
    """What a unit is in its specification. Core units are those of a First."""

    MANDATORY = "mandatory", "Mandatory"
    CORE = "core", "Core"
    OPTIONAL = "optional", "Optional"


class Qualification(models.Model):
    """A qualification as its specification describes it; counted in hours, or else in credits."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="qualifications")
    title = models.CharField(max_length=200)
    qan = models.CharField("qualification number", max_length=10, blank=True)
    family = models.CharField(max_length=40)
    scheme = models.CharField("grading scheme", max_length=60, blank=True)
    level = models.CharField(max_length=10)
    size_glh = models.PositiveIntegerField("guided learning hours", null=True, blank=True)
    size_credits = models.PositiveIntegerField("credits", null=True, blank=True)

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "title"], name="qualification_title_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def short_title(self) -> str:
        return self.title.removeprefix("Pearson BTEC ")

    @property
    def counted_in(self) -> str:
        """What its size is counted in: credits where it has a size in credits, else hours."""
        return "credits" if self.size_credits else "hours"

    @property
    def size(self) -> int | None:
        return self.size_credits or self.size_glh

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id), ("qualification", self.pk)})


class SpecificationQuerySet(models.QuerySet["Specification"]):
    def of_centre(self, centre: Centre) -> "SpecificationQuerySet":
        return self.filter(qualification__centre=centre)


class Specification(models.Model):
    """One issue of a qualification's specification. Issues stand side by side; none replaces another."""

    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="specifications")
    issue = models.PositiveSmallIntegerField("issue number")
    registrations_from = models.DateField("first registration", null=True, blank=True)
    registrations_until = models.DateField("last registration", null=True, blank=True)
    certificates_from = models.DateField("first certification", null=True, blank=True)
    certificates_until = models.DateField("last certification", null=True, blank=True)
    least_size_at_pass = models.PositiveIntegerField(
        "least at Pass or above", null=True, blank=True
    )
    source = models.CharField("where it was read", max_length=200, blank=True)
    source_link = models.URLField("address", max_length=300, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence.choices, blank=True)

    objects = SpecificationQuerySet.as_manager()

    class Meta:
        ordering = ["qualification__title", "issue"]
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "issue"], name="specification_issue_once"
            ),
            models.CheckConstraint(
                condition=Q(registrations_until=None)
                | Q(registrations_from=None)
                | Q(registrations_until__gte=F("registrations_from")),
                name="registrations_end_after_they_begin",
            ),
            models.CheckConstraint(
                condition=Q(certificates_until=None)
                | Q(certificates_from=None)
                | Q(certificates_until__gte=F("certificates_from")),
                name="certificates_end_after_they_begin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.qualification.short_title}, issue {self.issue}"

    def get_absolute_url(self) -> str:
        return f"/specifications/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.qualification.scopes()


class UnitGroup(models.Model):
    """Units of a specification from which some are chosen; sizes as the qualification counts them."""

    specification = models.ForeignKey(Specification, models.CASCADE, related_name="groups")
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPTIONAL)
    least_units = models.PositiveSmallIntegerField("least units", null=True, blank=True)
    most_units = models.PositiveSmallIntegerField("most units", null=True, blank=True)
    least_size = models.PositiveIntegerField("least hours or credits", null=True, blank=True)
    most_size = models.PositiveIntegerField("most hours or credits", null=True, blank=True)
    source = models.CharField("where it was read", max_length=200, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["specification", "code"], name="group_code_once"),
            models.CheckConstraint(
                condition=Q(most_units=None)
                | Q(least_units=None)
                | Q(most_units__gte=F("least_units")),
                name="group_most_units_not_below_least",
            ),
            models.CheckConstraint(
                condition=Q(most_size=None)
                | Q(least_size=None)
                | Q(most_size__gte=F("least_size")),
                name="group_most_size_not_below_least",
            ),
        ]

    def __str__(self) -> str:
        return f"Group {self.code}" + (f", {self.title}" if self.title else "")

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.specification.scopes()


class Unit(models.Model):
    """A unit as one issue of a specification has it."""

    class Assessment(models.TextChoices):
        INTERNAL = "internal", "Internal"
        EXTERNAL = "external", "External"
        SET = "set", "Set by the awarding body, marked here"
        MODERATED = "moderated", "Marked here, moderated by the awarding body"

    specification = models.ForeignKey(Specification, models.PROTECT, related_name="units")
    number = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    glh = models.PositiveIntegerField("guided learning hours", null=True, blank=True)
    credits = models.PositiveIntegerField(null=True, blank=True)
    level = models.CharField("unit level", max_length=10, blank=True)
    assessment = models.CharField(max_length=10, choices=Assessment.choices)
    status = models.CharField(max_length=10, choices=Status.choices, blank=True)
    group = models.ForeignKey(
        UnitGroup, models.SET_NULL, null=True, blank=True, related_name="units"
    )
    must_pass = models.BooleanField("must be passed", null=True, blank=True)
    aims = models.CharField("learning aims", max_length=60, blank=True)
    source = models.CharField("where it was read", max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["specification", "number"], name="unit_number_once_per_specification"
            ),
        ]

    def __str__(self) -> str:
        return f"Unit {self.number}, {self.title}"

    def get_absolute_url(self) -> str:
        return f"/specifications/units/{self.pk}/"

    @property
    def qualification(self) -> Qualification:
        return self.specification.qualification

    @property
    def qualification_id(self) -> int:
        return self.specification.qualification_id

    @property
    def size(self) -> int | None:
        """Its hours or credits, as the qualification is counted."""
        return self.credits if self.qualification.counted_in == "credits" else self.glh

    @property
    def is_external(self) -> bool:
        return self.assessment == self.Assessment.EXTERNAL

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.specification.scopes()


class BarredPair(models.Model):
    """Two units of one specification that may not be taken together; the older record stands first."""

    specification = models.ForeignKey(Specification, models.CASCADE, related_name="barred_pairs")
    one = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    other = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    source = models.CharField("where it was read", max_length=200, blank=True)

    class Meta:
        ordering = ["one", "other"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="barred_pair_once"),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="barred_pair_is_two_units_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"Units {self.one.number} and {self.other.number}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.specification.scopes()


class Criterion(models.Model):
    """One criterion of a unit. Its code is free text; the other fields are what its family reads in it."""

    class Band(models.TextChoices):
        LEVEL_1 = "L1", "Level 1"
        PASS = "P", "Pass"
        MERIT = "M", "Merit"
        DISTINCTION = "D", "Distinction"

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="criteria")
    code = models.CharField(max_length=12)
    position = models.PositiveIntegerField()
    aims = models.CharField("learning aims", max_length=60, blank=True)
    band = models.CharField(max_length=2, choices=Band.choices, blank=True)
    ordinal = models.PositiveSmallIntegerField("number", null=True, blank=True)
    level = models.PositiveSmallIntegerField("Level 1 or 2", null=True, blank=True)
    by_hand = models.BooleanField("band set by hand", default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="criterion_code_once_per_unit"),
        ]

    def __str__(self) -> str:
        return self.code

    @classmethod
    def read(cls, unit: Unit, code: str, position: int, family: str) -> "Criterion":
        """A criterion, not yet saved, with what its family's pattern reads in the code."""
        made = cls(unit=unit, code=code, position=position)
        if found := parse(code, family):
            made.aims, made.band = " ".join(found.aims), found.band
            made.ordinal, made.level = found.ordinal, found.level
        return made

    @property
    def is_doubtful(self) -> bool:
        """Whether no pattern reads it and nobody has said its band: no grade can be worked out."""
        return not self.band

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.unit.scopes()
