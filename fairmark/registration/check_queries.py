"""What programme teams sign: the lists, who signed them, and what stands in the way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet

from fairmark.people.models import Person
from fairmark.programmes.models import Cohort
from fairmark.registration.models import Change, CheckQuery, Entry, Registration, Series, TeamCheck


def registrations_of(cohort: Cohort) -> QuerySet[Registration]:
    """The registrations that stand for the learners of a cohort, in the order of a list."""
    standing: QuerySet[Registration] = Registration.objects.current()
    return (
        standing.filter(enrolment__cohort=cohort)
        .select_related("learner", "programme", "enrolment__group", "enrolment__site")
        .order_by("learner__surname", "learner__forenames", "pk")
    )


def fingerprint(lines: Iterable[tuple[Any, ...]]) -> str:
    """A hash of the lines somebody signs, so that a later change shows."""
    text = "\n".join(
        "\t".join("" if cell is None else str(cell) for cell in line) for line in lines
    )
    return hashlib.sha256(text.encode()).hexdigest()


#: What a programme leader signs for an intake: who, born when, on what, until when.
REGISTRATION_LINE = (
    "learner__ref", "learner__surname", "learner__forenames", "learner__date_of_birth",
    "programme__code", "completes_on",
)  # fmt: skip
#: What a programme leader signs for a series: who is entered for which unit, or excused.
ENTRY_LINE = ("sitting__unit__number", "enrolment__learner__ref", "status")


def registration_lines(cohort: Cohort) -> list[tuple[Any, ...]]:
    """The lines of an intake, in the order of its list."""
    return list(registrations_of(cohort).values_list(*REGISTRATION_LINE))


def entry_lines(cohort: Cohort, series: Series) -> list[tuple[Any, ...]]:
    """The lines of a cohort's entries in a series, withdrawn ones left out."""
    return list(
        Entry.objects.filter(sitting__cohort=cohort, sitting__series=series)
        .exclude(status=Entry.Status.WITHDRAWN)
        .order_by("sitting__unit__number", "enrolment__learner__ref")
        .values_list(*ENTRY_LINE)
    )


def changed_on(cohort: Cohort) -> date | None:
    """The last day on which a list of registrations changed; None while nobody is registered."""
    return last_changes([cohort.pk]).get(cohort.pk)


def last_changes(cohorts: Iterable[int]) -> dict[int, date]:
    """For each cohort with registrations the last day on which their list changed.

    It changes when somebody is registered, ends, is transferred or has a detail corrected.
    """
    cohorts = list(cohorts)
    registered = Registration.objects.filter(enrolment__cohort__in=cohorts)
    changed = Change.objects.filter(registration__enrolment__cohort__in=cohorts)
    found = dict(
        registered.order_by().values_list("enrolment__cohort").annotate(last=Max("registered_on"))
    )
    for cohort, day in (
        changed.order_by()
        .values_list("registration__enrolment__cohort")
        .annotate(last=Max("happened_on"))
    ):
        found[cohort] = max(found[cohort], day)
    return found


def last_check(cohort: Cohort, series: Series | None = None) -> TeamCheck | None:
    return TeamCheck.objects.filter(cohort=cohort, series=series).first()


def open_queries(cohort: Cohort, series: Series | None = None) -> QuerySet[CheckQuery]:
    return CheckQuery.objects.filter(cohort=cohort, series=series, answered_at=None)


def obstacles_to_signing_registrations(
    cohort: Cohort, person: Person, at: datetime, *, seen: str = "", **_: Any
) -> list[str]:
    """There is a list to sign, no query on it is open, and it was not signed as it stands."""
    lines = registration_lines(cohort)
    if not lines:
        return ["Nobody in this intake is registered yet, so there is nothing to check."]
    return _signing(cohort, None, fingerprint(lines), seen)


def obstacles_to_signing_entries(
    cohort: Cohort, person: Person, at: datetime, *, series: Series | None = None, seen: str = "",
    **_: Any,
) -> list[str]:  # fmt: skip
    if series is None:
        return []
    lines = entry_lines(cohort, series)
    if not lines:
        return [f"Nobody in {cohort} is entered for {series} yet, so there is nothing to check."]
    return _signing(cohort, series, fingerprint(lines), seen)


def _signing(cohort: Cohort, series: Series | None, now: str, seen: str) -> list[str]:
    if seen and seen != now:
        return ["The list has changed since you opened it. Look at it again, then sign."]
    still_open = open_queries(cohort, series).count()
    if still_open:
        queries = "1 query is" if still_open == 1 else f"{still_open} queries are"
        return [f"{queries} still open. The exams officer answers and closes them first."]
    check = last_check(cohort, series)
    if check and check.fingerprint == now:
        return [f"{check.signed_by} signed this list on {check.signed_at:%-d %B %Y}."]
    return []


def obstacles_to_answering_query(
    query: CheckQuery, person: Person, at: datetime, **_: Any
) -> list[str]:
    return ["This query has been answered."] if query.answered_at else []
