"""Whether those who assess and verify a brief are standardised for its programme."""

from collections.abc import Iterable
from datetime import date

from fairmark.briefs.models import Brief
from fairmark.briefs.rules import BriefState
from fairmark.people.models import Person
from fairmark.planning.queries import planned_in_force
from fairmark.programmes.models import Group
from fairmark.standardisation.queries import Readiness, readiness

#: States in which the brief has been verified already.
_VERIFIED = (BriefState.APPROVED, BriefState.ISSUED)


def ready(brief: Brief, people: Iterable[Person], on: date) -> Readiness:
    """Who of these people is not standardised for the brief's programme."""
    return readiness(people, brief.assignment.cohort.programme, on)


def assessors_of(brief: Brief, groups: Iterable[Group] = ()) -> list[Person]:
    """Who assesses it by the plan in force: everybody, or those of the groups that are named."""
    planned = planned_in_force(brief.assignment)
    rows = list(planned.assessors.all()) if planned else []
    named = {one.pk for one in groups}
    return [
        one.person for one in rows if not named or one.group_id is None or one.group_id in named
    ]


def not_standardised(brief: Brief, on: date) -> list[str]:
    """Of those whom the plan has assess it, and verify it while that is to come; of an old one nobody."""
    if brief.state == BriefState.REPLACED:
        return []
    planned = planned_in_force(brief.assignment)
    people = assessors_of(brief)
    if planned and planned.verifier and brief.state not in _VERIFIED:
        people.append(planned.verifier)
    return list(ready(brief, people, on).words)
