"""What a version in force does: the requirements it answers, and its days in the year plan."""

from dataclasses import dataclass
from datetime import date

from fairmark.calendar.queries import year_of
from fairmark.centre.models import Centre
from fairmark.centre.reading import reading_once
from fairmark.guide.queries import in_use
from fairmark.guide.showing import State, shown
from fairmark.policies.exemplars import KIND_OF_AREA
from fairmark.policies.models import PolicyVersion
from fairmark.policies.planned import key_dates_of


@dataclass(frozen=True)
class InUse:
    """How many of the requirements it answers are met, are shown at all, and its days this year."""

    area: str
    answered: int
    met: int
    not_kept: int
    dates: int


def in_use_of(version: PolicyVersion, centre: Centre, *, on: date) -> InUse:
    """What a version in force does on a day."""
    answered = {clause for block in version.content["blocks"] for clause in block["clauses"]}
    with reading_once():
        clauses = [one for one in in_use(centre).clauses if one.id in answered]
        states = [showing.state for one in clauses if (showing := shown(one, centre, on))]
    year = year_of(centre, on)
    return InUse(
        area=next(area for area, kind in KIND_OF_AREA.items() if kind == version.policy.kind),
        answered=len(states),
        met=states.count(State.MET),
        not_kept=len(clauses) - len(states),
        dates=len(list(key_dates_of(version, year))) if year else 0,
    )
