"""Who works on a cohort, as what, for which unit, from when until when; and where nobody does."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q
from django.utils import timezone

from fairmark.catalogue.models import Unit
from fairmark.people.models import RoleHeld
from fairmark.people.queries import held_on
from fairmark.people.rules import SEES_OWN_LEARNERS, Role
from fairmark.programmes.models import Allocation, Cohort
from fairmark.teaching import rules
from fairmark.teaching.queries import (
    beginnings,
    begins_on,
    numbered,
    units_by_cohort,
    without_units,
)
from fairmark.teaching.rules import Gap, Kept, Place, Staffed


@dataclass(frozen=True)
class Line:
    """A unit with who assesses and who verifies it."""

    unit: Unit
    staffed: Staffed
    has_begun: bool


def places_on(cohorts: Sequence[Cohort]) -> dict[int, list[Place]]:
    """Everybody allocated to these cohorts, at whatever time."""
    found: dict[int, list[Place]] = defaultdict(list)
    for one in Allocation.objects.filter(cohort__in=cohorts).select_related("person"):
        found[one.cohort_id].append(
            Place(one.person.name, one.role, one.unit_id, one.from_on, one.until_on)
        )
    return found


def roles_for(cohort: Cohort) -> list[RoleHeld]:
    """Roles held for the cohort's programme, now or before, latest first."""
    scopes = Q(scope_kind="programme", scope_id=cohort.programme_id)
    scopes |= Q(scope_kind="cohort", scope_id=cohort.pk)
    held = RoleHeld.objects.filter(scopes, centre=cohort.centre_id, role__in=SEES_OWN_LEARNERS)
    return list(held.select_related("person").order_by("role", "-from_at", "person__name"))


def leads(cohorts: Sequence[Cohort], on: date) -> set[int]:
    """The cohorts that have a programme leader on a day, by role or by allocation."""
    moment = timezone.make_aware(datetime.combine(on, time.max))
    scopes = {
        one.holding.scope
        for centre in {cohort.centre for cohort in cohorts}
        for one in held_on(centre, on)
        if one.role == Role.PROGRAMME_LEADER and one.holding.in_force(moment)
    }
    return {
        cohort.pk
        for cohort in cohorts
        if {("centre", cohort.centre_id), ("programme", cohort.programme_id),
            ("cohort", cohort.pk)} & scopes
    }  # fmt: skip


def team_kept(cohorts: Sequence[Cohort], on: date) -> dict[int, Kept]:
    """Whether each unit being taught has its assessor and verifier on a day, and a leader leads."""
    places, units, led = places_on(cohorts), units_by_cohort(cohorts), leads(cohorts, on)
    known = beginnings(cohorts)
    found = {}
    for cohort in cohorts:
        mine, taken = places[cohort.pk], units.get(cohort.pk, [])
        begun = [unit for unit in taken if begins_on(cohort, unit.pk, known) <= on]
        staffed = rules.staffed(mine, [unit.pk for unit in begun], on)
        gaps = []
        if cohort.pk not in led and not any(
            one.role == Role.PROGRAMME_LEADER and one.holds(on) for one in mine
        ):
            gaps.append(Gap("nobody leads the programme", "Give somebody the role of its leader."))
        for missing, word in (("assessors", "assessor"), ("verifiers", "internal verifier")):
            numbers = [u.number for u in begun if not getattr(staffed[u.pk], missing)]
            if numbers:
                gaps.append(Gap(f"no {word} for {numbered(numbers)}",
                                "Allocate somebody to the unit, or to all units.", len(numbers)))  # fmt: skip
        now = sorted({one.who for one in mine if one.holds(on)})
        found[cohort.pk] = Kept(
            len(now), sum(one.is_whole for one in staffed.values()), len(begun),
            f"{len(now)} allocated today" if now else "",
            (*gaps, *without_units(taken)), bool(taken),
        )  # fmt: skip
    return found


def lines_of(cohort: Cohort, on: date) -> list[Line]:
    """Each unit of a cohort with who assesses and verifies it on a day."""
    taken = units_by_cohort([cohort]).get(cohort.pk, [])
    staffed = rules.staffed(places_on([cohort])[cohort.pk], [unit.pk for unit in taken], on)
    known = beginnings([cohort])
    return [Line(unit, staffed[unit.pk], begins_on(cohort, unit.pk, known) <= on) for unit in taken]
