"""The schemes that hold for a centre: the shipped ones, completed by what it typed in itself."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from fairmark.catalogue import schemes
from fairmark.catalogue.models import Qualification
from fairmark.catalogue.scheme_models import CompletedScheme
from fairmark.catalogue.scheme_typing import OURS
from fairmark.catalogue.schemes import BadScheme, Scheme, Source
from fairmark.centre.models import Centre
from fairmark.centre.reading import read_once


def schemes_of(centre: Centre) -> Mapping[str, Scheme]:
    """Every scheme by id."""
    return read_once(("schemes", centre.pk), lambda: _schemes(centre))


def _schemes(centre: Centre) -> Mapping[str, Scheme]:
    found = dict(schemes.shipped())
    for one in newest(centre).values():
        if one.scheme in found:
            found[one.scheme] = completed(found[one.scheme], one)
    return found


def newest(centre: Centre) -> dict[str, CompletedScheme]:
    """What the centre typed in last, by scheme."""
    rows = CompletedScheme.objects.filter(centre=centre).select_related("by", "centre")
    return {one.scheme: one for one in reversed(rows)}


def completed(scheme: Scheme, row: CompletedScheme) -> Scheme:
    """The scheme with a centre's numbers, marked as theirs."""
    by = f"Typed in by {row.by.name} on {timezone.localtime(row.at):%-d %B %Y}, from {row.document}"
    return with_numbers(
        scheme, row.numbers, document=row.document, publisher=row.centre.name, by=by
    )


def with_numbers(
    scheme: Scheme, numbers: Mapping[str, Any], *, document: str, publisher: str, by: str = ""
) -> Scheme:
    """Raises BadScheme with every sentence on what does not hang together."""
    sources = {**schemes.sources(), OURS: Source(OURS, document, None, publisher)}
    made = schemes.with_numbers(scheme, {**numbers, "completed_by": by}, sources)
    if not made.has_numbers:
        raise BadScheme(["Type in the grades of the qualification with their points."])
    if made.basis != "marks" and not made.points:
        raise BadScheme(["Type in what a unit is worth in each grade."])
    return made


def suite_of(centre: Centre, scheme: Scheme) -> list[Scheme]:
    """The schemes of the suite that a scheme is in, by which a smaller size may be claimed."""
    return [one for one in schemes_of(centre).values() if one.suite and one.suite == scheme.suite]


def used_by(centre: Centre) -> dict[str, list[str]]:
    """The titles of the centre's qualifications, by the scheme that grades them."""
    found: dict[str, list[str]] = {}
    for qualification in Qualification.objects.filter(centre=centre).exclude(scheme=""):
        found.setdefault(qualification.scheme, []).append(qualification.short_title)
    return found
