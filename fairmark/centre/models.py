"""A centre approved by the awarding body, and the sites where it teaches."""

from django.core.validators import RegexValidator
from django.db import models


class Nation(models.TextChoices):
    ENGLAND = "ENG", "England"
    WALES = "WLS", "Wales"
    SCOTLAND = "SCT", "Scotland"
    NORTHERN_IRELAND = "NIR", "Northern Ireland"


class Centre(models.Model):
    """One approved centre. Every row that belongs to a centre points here."""

    name = models.CharField(max_length=200)
    number = models.CharField(
        "centre number",
        max_length=5,
        unique=True,
        validators=[RegexValidator(r"^\d{5}$", "A centre number is five digits, such as 12345.")],
    )
    nation = models.CharField(max_length=3, choices=Nation.choices, default=Nation.ENGLAND)
    set_up_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    def scopes(self) -> frozenset[tuple[str, int]]:
        """Where a role must be held to act on the centre as a whole."""
        return frozenset({("centre", self.pk)})


class Site(models.Model):
    """A place where the centre teaches. `subsite` is the letter the awarding body knows it by."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="sites")
    name = models.CharField(max_length=100)
    subsite = models.CharField(
        max_length=1,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]$", "A subsite is one capital letter, such as A.")],
    )
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "name"], name="site_name_once_per_centre"),
        ]

    def __str__(self) -> str:
        return self.name

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id), ("site", self.pk)})


class Logo(models.Model):
    """The centre's badge, drawn anew as a PNG within bounds; see `administration.pictures`.

    It is kept here, under every room, because whatever the centre hands out carries it. Who gave
    it is kept as the name they had: this room knows nobody.
    """

    centre = models.OneToOneField(Centre, models.PROTECT, related_name="logo")
    png = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    given_by = models.CharField(max_length=200)
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"The logo of {self.centre}"

    def get_absolute_url(self) -> str:
        """Its address changes with the picture, so that a browser may keep it."""
        return f"/centre/logo/?v={self.sha256[:12]}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})


def badge_of(centre: Centre) -> Logo | None:
    """The logo without its picture, for pages that only name its address."""
    return Logo.objects.filter(centre=centre).defer("png").first()


def logo_of(centre: Centre) -> bytes | None:
    """The centre's logo as a PNG, for whatever is printed; None where it has given none."""
    logo = Logo.objects.filter(centre=centre).first()
    return bytes(logo.png) if logo else None
