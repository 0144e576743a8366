"""What the controls read of registrations: counted by day and by intake, each asked once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from fairmark.catalogue.models import Unit
from fairmark.centre.models import Centre
from fairmark.centre.reading import read_once
from fairmark.learners.models import Enrolment
from fairmark.programmes.models import Approval, Cohort
from fairmark.registration.models import (
    Change,
    CheckQuery,
    Confirmation,
    Entry,
    Registration,
    Sitting,
    TeamCheck,
)


@dataclass(frozen=True)
class Lot:
    """Registrations that are alike: of one status, start, day and programme, and how many."""

    status: str
    starts_on: date
    registered_on: date
    confirmed_on: date | None
    programme: str
    approved: bool
    recorded: bool
    count: int
    answered: int
    queried: int


def lots(centre: Centre) -> list[Lot]:
    """Every registration ever made, counted; ended ones too."""
    return read_once(("lots of registrations", centre.pk), lambda: _lots(centre))


def _lots(centre: Centre) -> list[Lot]:
    approved = Approval.objects.filter(
        Q(approved_until=None) | Q(approved_until__gte=OuterRef("registered_on")),
        programme=OuterRef("programme"), status=Approval.Status.CONFIRMED,
        approved_from__lte=OuterRef("registered_on"),
    )  # fmt: skip
    recorded = Approval.objects.filter(programme=OuterRef("programme"))
    answers = Confirmation.objects.filter(registration=OuterRef("pk"))
    waiting = answers.filter(answer=Confirmation.Answer.QUERIED, settled_at=None)
    rows = (
        Registration.objects.filter(centre=centre)
        .order_by()
        .values_list(
            "status", "enrolment__starts_on", "registered_on", "confirmed_on", "programme__code",
            Exists(approved), Exists(recorded),
        )
        .annotate(
            n=Count("pk"),
            answered=Count("pk", filter=Exists(answers)),
            queried=Count("pk", filter=Exists(waiting)),
        )
    )  # fmt: skip
    return [Lot(*row) for row in rows]


def standing_lots(centre: Centre) -> list[Lot]:
    """The registrations that stand, counted."""
    return [one for one in lots(centre) if one.status == Registration.Status.REGISTERED]


def standing_count(centre: Centre) -> int:
    """How many registrations of ours stand."""
    return sum(one.count for one in standing_lots(centre))


@dataclass(frozen=True)
class Intake:
    """A cohort with what is registered of it, when that last changed, and what nobody planned."""

    cohort: Cohort
    registered: int
    changed_on: date | None
    open_queries: int
    externals_unplanned: bool


def intakes(centre: Centre) -> list[Intake]:
    """Every cohort of the centre, in the order of their codes."""
    return read_once(("intakes", centre.pk), lambda: _intakes(centre))


def _intakes(centre: Centre) -> list[Intake]:
    planned = Sitting.objects.filter(cohort=OuterRef("pk"))
    external = Unit.objects.filter(specification=OuterRef("specification"), assessment="external")
    active = Enrolment.objects.filter(cohort=OuterRef("pk"), status=Enrolment.Status.ACTIVE)
    queries = CheckQuery.objects.filter(series=None, answered_at=None)
    rows = (
        Cohort.objects.filter(centre=centre)
        .select_related("programme")
        .annotate(
            registered=_of_each(
                Registration.objects.current(), "enrolment__cohort", Count("pk")
            ),
            registered_on=_of_each(
                Registration.objects.all(), "enrolment__cohort", Max("registered_on")
            ),
            changed_on=_of_each(
                Change.objects.all(), "registration__enrolment__cohort", Max("happened_on")
            ),
            open_queries=_of_each(queries, "cohort", Count("pk")),
            unplanned=~Exists(planned) & Exists(external) & Exists(active),
        )
    )  # fmt: skip
    return [
        Intake(
            row, row.registered or 0,
            max((day for day in (row.registered_on, row.changed_on) if day), default=None),
            row.open_queries or 0, row.unplanned,
        )
        for row in rows
    ]  # fmt: skip


def _of_each(records: QuerySet[Any], cohort: str, value: Any) -> Subquery:
    """One value over the records of the cohort around it."""
    mine = records.filter(**{cohort: OuterRef("pk")}).order_by().values(cohort)
    return Subquery(mine.annotate(value=value).values("value"))


def changes_by_day(centre: Centre) -> list[tuple[date, date | None, int, int]]:
    """Changes by the day they happened and the day they were told: how many, and unreferenced."""
    rows = Change.objects.filter(centre=centre).order_by().values_list("happened_on", "told_on")
    return list(
        rows.annotate(
            n=Count("pk"),
            unreferenced=Count("pk", filter=Q(told_on__isnull=False, reference="")),
        )
    )


def team_checks(centre: Centre) -> dict[tuple[int, int | None], TeamCheck]:
    """The last signature under each list: by cohort, and by series or None for registrations."""
    return read_once(("team checks", centre.pk), lambda: _team_checks(centre))


def _team_checks(centre: Centre) -> dict[tuple[int, int | None], TeamCheck]:
    found: dict[tuple[int, int | None], TeamCheck] = {}
    for check in TeamCheck.objects.filter(cohort__centre=centre):
        found.setdefault((check.cohort_id, check.series_id), check)
    return found


def sittings(centre: Centre) -> list[dict[str, Any]]:
    """For each sitting: who is expected, entered, entered late, excused."""
    return read_once(("sittings", centre.pk), lambda: _sittings(centre))


def _sittings(centre: Centre) -> list[dict[str, Any]]:
    registered = Registration.objects.current().filter(enrolment=OuterRef("pk"))
    expected = (
        Enrolment.objects.filter(
            Exists(registered),
            cohort=OuterRef("cohort"),
            status=Enrolment.Status.ACTIVE,
            starts_on__lte=OuterRef("series__closes_on"),
        )
        .order_by()
        .values("cohort")
        .annotate(n=Count("pk"))
        .values("n")
    )
    settled = (
        Entry.objects.filter(sitting=OuterRef("pk"), enrolment__status=Enrolment.Status.ACTIVE)
        .exclude(status=Entry.Status.WITHDRAWN)
        .order_by()
        .values("sitting")
        .annotate(n=Count("pk"))
        .values("n")
    )
    late = Q(entries__status=Entry.Status.ENTERED, entries__entered_on__gt=F("series__closes_on"))
    rows = (
        Sitting.objects.filter(series__centre=centre)
        .annotate(
            expected=Subquery(expected), settled=Subquery(settled),
            late=Count("entries", filter=late),
        )
        .values("pk", "series", "series__name", "series__closes_on", "cohort", "cohort__code",
                "unit__number", "expected", "settled", "late")
    )  # fmt: skip
    return [{**row} for row in rows]
