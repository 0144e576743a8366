"""What registration brings to the year plan: each series' closing day."""

from collections.abc import Iterable
from datetime import date

from fairmark.calendar.models import AcademicYear
from fairmark.centre.models import Centre
from fairmark.people.rules import Role
from fairmark.planner.rules import Planned
from fairmark.planner.sources import plans
from fairmark.registration import entry_queries
from fairmark.registration.models import Series


@plans
def series_that_close(centre: Centre, year: AcademicYear, on: date) -> Iterable[Planned]:
    """The day each series closes; done once it has closed with nobody missing."""
    found = Series.objects.filter(
        centre=centre, closes_on__gte=year.starts_on, closes_on__lte=year.ends_on
    )
    short = entry_queries.sittings_by_series(found)
    for series in found:
        sittings = short.get(series.pk, [])
        is_done = bool(sittings) and not any(sittings) and series.closes_on < on
        yield Planned(
            key=f"series.{series.pk}", what=f"Entries close: {series.name}", on=series.closes_on,
            role=Role.EXAMS_OFFICER, source=f"Series: {series.source}",
            link=f"/registration/entries/{series.pk}/", by_records=True,
            done_on=series.closes_on if is_done else None,
        )  # fmt: skip
