"""The centre's logo: given, replaced, removed."""

from datetime import datetime
from typing import Any

from fairmark.administration.pictures import Picture
from fairmark.centre.models import Centre, Logo
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.trail.writing import record
from fairmark.workflow.actions import action

#: Who gives the centre's papers their badge.
BADGERS = (Role.ADMINISTRATOR, Role.QUALITY_NOMINEE)


def obstacles_to_giving_logo(
    centre: Centre, person: Person, at: datetime, *, picture: Picture | None = None, **_: Any
) -> list[str]:
    logo = Logo.objects.filter(centre=centre).first()
    if picture and logo and logo.sha256 == picture.sha256:
        return ["This is our logo already."]
    return []


@action(by=BADGERS, unless=obstacles_to_giving_logo, records=("logo_given", "logo_replaced"))
def give_logo(centre: Centre, *, by: Person, at: datetime, picture: Picture) -> Centre:
    """Give the centre its logo, or another in place of the one it has."""
    before = Logo.objects.filter(centre=centre).first()
    Logo.objects.update_or_create(
        centre=centre,
        defaults={"png": picture.png, "width": picture.width, "height": picture.height,
                  "sha256": picture.sha256, "given_by": by.name, "given_at": at},
    )  # fmt: skip
    record(
        f"{by.name} {'replaced' if before else 'gave'} the logo of {centre.name}.",
        centre, name="logo_replaced" if before else "logo_given", by=by, at=at,
        sha256=picture.sha256, before=before.sha256 if before else "",
    )  # fmt: skip
    return centre


def obstacles_to_removing_logo(centre: Centre, person: Person, at: datetime, **_: Any) -> list[str]:
    if Logo.objects.filter(centre=centre).exists():
        return []
    return ["We have no logo here, so there is none to remove."]


@action(by=BADGERS, unless=obstacles_to_removing_logo, records="logo_removed")
def remove_logo(centre: Centre, *, by: Person, at: datetime, why: str) -> Centre:
    """Take the logo off everything that carries it."""
    logo = Logo.objects.get(centre=centre)
    logo.delete()
    record(
        f"{by.name} removed the logo of {centre.name}: {why}",
        centre, name="logo_removed", by=by, at=at, before=logo.sha256,
    )  # fmt: skip
    return centre
