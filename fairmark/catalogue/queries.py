"""Which issue of a specification holds, what it asks of a combination, and what stands on its records."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models

from fairmark.catalogue.combination import Chosen, GroupShape, Shape, number_order
from fairmark.catalogue.models import Criterion, Qualification, Specification, Unit
from fairmark.centre.models import Centre


def specification_on(qualification: Qualification, on: date) -> Specification | None:
    """The issue that takes registrations on a day: of several, the one that began last.

    An issue whose dates nobody typed takes them on every day. None where none takes any.
    """
    taking = [
        one
        for one in qualification.specifications.all()
        if (one.registrations_from or date.min) <= on <= (one.registrations_until or date.max)
    ]
    return max(
        taking, key=lambda one: (one.registrations_from or date.min, one.issue), default=None
    )


def specifications_of(centre: Centre) -> models.QuerySet[Specification]:
    """Every issue of every specification that the centre holds."""
    return Specification.objects.of_centre(centre).select_related("qualification")


def in_order(units: Iterable[Unit]) -> list[Unit]:
    """Units by their numbers, as a specification lists them."""
    return sorted(units, key=lambda unit: number_order(unit.number))


def chosen_from(units: Iterable[Unit], counted_in: str) -> tuple[Chosen, ...]:
    """Units as the combination check sees them."""
    return tuple(
        Chosen(
            unit.number, unit.title, unit.credits if counted_in == "credits" else unit.glh,
            unit.status, unit.group.code if unit.group else "",
        )
        for unit in units
    )  # fmt: skip


def shape_of(specification: Specification) -> Shape:
    """What a specification asks of a combination."""
    qualification = specification.qualification
    groups = tuple(
        GroupShape(
            one.code, one.status, one.least_units, one.most_units, one.least_size, one.most_size
        )
        for one in specification.groups.all()
    )
    barred = tuple(
        (pair.one.number, pair.other.number)
        for pair in specification.barred_pairs.select_related("one", "other")
    )
    return Shape(
        qualification.size, qualification.counted_in,
        chosen_from(in_order(specification.units.select_related("group")), qualification.counted_in),
        groups, barred,
    )  # fmt: skip


def doubtful_criteria(specifications: models.QuerySet[Specification]) -> dict[int, int]:
    """How many criteria of each specification have no band, so that they count towards no grade."""
    found = (
        Criterion.objects.filter(unit__specification__in=specifications, band="")
        .values("unit__specification")
        .annotate(count=models.Count("pk"))
        .values_list("unit__specification", "count")
    )
    return dict(found)


def standing_on(record: models.Model) -> list[str]:
    """What other records rest on this one, counted: “2 sittings”. Parts of it are not counted."""
    found = []
    relation: Any
    for relation in record._meta.get_fields(include_hidden=True):
        if not relation.one_to_many or relation.on_delete is not models.PROTECT:
            continue
        other = relation.related_model
        count = other._base_manager.filter(**{relation.field.name: record}).count()
        if count:
            names = other._meta
            found.append(
                f"{count} {names.verbose_name if count == 1 else names.verbose_name_plural}"
            )
    return sorted(found)
