"""What policies bring to the year plan: their key dates, and their yearly reviews."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from fairmark.calendar.models import AcademicYear
from fairmark.centre.models import Centre
from fairmark.people.rules import Role
from fairmark.planner.rules import Planned, day_in_year
from fairmark.planner.sources import plans
from fairmark.policies.document_models import CentreDocument
from fairmark.policies.models import PolicyVersion, WiderPolicy
from fairmark.policies.register import Register, register
from fairmark.policies.where_done import doing
from fairmark.rulebook.queries import rule


@plans
def key_dates(centre: Centre, year: AcademicYear, on: date) -> Iterable[Planned]:
    """The key dates of every policy in force. Source: clause POL-11."""
    return [
        one
        for version in register(centre, on).in_force.values()
        for one in key_dates_of(version, year)
    ]


def key_dates_of(version: PolicyVersion, year: AcademicYear) -> Iterator[Planned]:
    """The key dates of one version as they fall in a year; one that names an action leads to its page."""
    for one in version.content["dates"]:
        month, day, is_sure, key = _when(version, one, year.starts_on)
        on = day_in_year(month, day, starts_on=year.starts_on, ends_on=year.ends_on)
        if on:
            done_by = doing(one.get("action", ""))
            yield Planned(
                key=key, what=one["what"], on=on, role=one["who"], is_sure=is_sure,
                of_each=one.get("each", False),
                source=f"{version.policy}, version {version.number}",
                link=done_by.address if done_by else "",
            )  # fmt: skip


def _when(version: PolicyVersion, one: dict[str, Any], on: date) -> tuple[int, int, bool, str]:
    """Month, day, whether they are sure, and the key: the rule pack's own where it has the day."""
    key = f"policy.{version.policy.kind}.{one['id']}"
    if "rule" not in one:
        month, day = (int(part) for part in one["day"].split("-"))
        return month, day, True, key
    found = rule(one["rule"], on=on)
    is_the_packs = found.key.startswith("year.")
    return (
        found.value["month"], found.value["day"], found.is_of_every_year,
        found.key if is_the_packs else key,
    )  # fmt: skip


@plans
def reviews(centre: Centre, year: AcademicYear, on: date) -> Iterable[Planned]:
    """Each policy's yearly review: those that were kept this year, and the next. Source: POL-3."""
    held = register(centre, on)
    found = [one for version in held.in_force.values() for one in _reviews_of(held, version, year)]
    found += [
        _review_of_another(f"review.{one.kind.replace(' ', '-')}", one, one.due_on)
        for one in held.wider.values()
        if one.due_on <= year.ends_on
    ]
    linked = {one.document_id for one in held.wider.values()}
    found += [
        _review_of_another(f"review.document.{one.pk}", one, one.review_due_on)
        for one in held.documents
        if one.review_due_on <= year.ends_on and one.pk not in linked
    ]
    return found


def _review_of_another(key: str, one: WiderPolicy | CentreDocument, on: date) -> Planned:
    """The review of a text that somebody else in the centre owns; the nominee keeps an eye on it."""
    return Planned(
        key=key, what=f"Review: {one.title}", on=on, role=Role.QUALITY_NOMINEE,
        link=one.get_absolute_url(), source=f"Texts of the whole centre; owner: {one.owner}",
        by_records=True,
    )  # fmt: skip


def _reviews_of(held: Register, version: PolicyVersion, year: AcademicYear) -> Iterator[Planned]:
    policy = version.policy
    common = {
        "what": f"Review the {policy.get_kind_display().lower()} policy",
        "role": version.content["owner"],
        "link": f"/policies/{policy.kind}/review/",
        "source": "Yearly review, counted from the last",
        "by_records": True,
    }
    for one in held.reviews.get(policy.pk, []):
        kept_on = timezone.localtime(one.at).date()
        if year.starts_on <= kept_on <= year.ends_on:
            yield Planned(
                key=f"review.{policy.kind}.{one.pk}", on=one.due_on, done_on=kept_on, **common
            )
    due = held.review_due_on(version)
    if due <= year.ends_on:
        yield Planned(key=f"review.{policy.kind}", on=due, **common)
