"""What programmes bring to the year plan: the days of their families' own."""

from collections.abc import Iterable
from datetime import date

from fairmark.calendar.models import AcademicYear
from fairmark.centre.models import Centre
from fairmark.planner.queries import days_of_the_pack
from fairmark.planner.rules import Planned
from fairmark.planner.sources import plans
from fairmark.programmes.models import Programme


@plans
def days_of_families(centre: Centre, year: AcademicYear, on: date) -> Iterable[Planned]:
    """The days that the awarding body sets for single families, where the centre teaches one."""
    families = (
        Programme.objects.filter(centre=centre)
        .order_by("qualification__family")
        .values_list("qualification__family", flat=True)
        .distinct()
    )
    return [one for family in families for one in days_of_the_pack(year, family)]
