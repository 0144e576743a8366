"""The board: every clause of the edition with what the records show today."""

from dataclasses import dataclass
from datetime import date, datetime

from fairmark.assurance.models import Reading
from fairmark.centre.models import Centre
from fairmark.centre.reading import reading_once
from fairmark.guide.editions import AREAS, Clause
from fairmark.guide.queries import in_use
from fairmark.guide.showing import Finding, Showing, State, shown
from fairmark.people.models import RoleHeld
from fairmark.people.queries import in_force
from fairmark.people.rules import Role


@dataclass(frozen=True)
class Line:
    """A clause and what shows it."""

    clause: Clause
    showing: Showing


@dataclass(frozen=True)
class Area:
    """The clauses of one area, counted."""

    key: str
    title: str
    lines: tuple[Line, ...]

    def count(self, state: State) -> int:
        return sum(line.showing.state == state for line in self.lines)

    @property
    def met(self) -> int:
        return self.count(State.MET)

    @property
    def applying(self) -> int:
        return len(self.lines) - self.count(State.DOES_NOT_APPLY)

    @property
    def findings(self) -> int:
        return sum(len(line.showing.findings) for line in self.lines)

    @property
    def built(self) -> bool:
        return any(line.showing.built for line in self.lines)

    @property
    def complete(self) -> int | None:
        """Whole percent of the records needed to tell that are there; None while none are."""
        asked = sum(line.showing.asked for line in self.lines)
        told = sum(line.showing.told for line in self.lines)
        return told * 100 // asked if asked else None


NOT_BUILT = Showing(
    State.CANNOT_TELL,
    "Fairmark does not keep these records yet, so it cannot tell. Show this by your own means.",
    built=False,
)


def board_of(centre: Centre, on: date) -> list[Line]:
    """Every clause, in the guide's order, with what its control shows on a day."""
    with reading_once():
        return [Line(clause, show(clause, centre, on)) for clause in in_use(centre).clauses]


def show(clause: Clause, centre: Centre, on: date) -> Showing:
    """What the records show of one clause; in plain words where no area keeps them yet."""
    return shown(clause, centre, on) or NOT_BUILT


@dataclass(frozen=True)
class Owned:
    """A finding with the people in post who act on it."""

    finding: Finding
    people: tuple[str, ...]


def owned(showing: Showing, centre: Centre, at: datetime) -> list[Owned]:
    """The findings of a clause, each with who holds its role: for those things, or anywhere."""
    held = list(
        in_force(at)
        .filter(centre=centre, person__is_system=False)
        .select_related("person")
        .order_by("person__name")
    )
    return [Owned(one, _in_post(one, held)) for one in showing.findings]


def _in_post(finding: Finding, held: list[RoleHeld]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            one.person.name
            for one in held
            if Role(one.role).heading == finding.owner
            and (finding.scopes is None or one.holding.scope in finding.scopes)
        )
    )


def areas(lines: list[Line]) -> list[Area]:
    """The lines by area, in the guide's order."""
    return [
        Area(key, title, tuple(line for line in lines if line.clause.area == key))
        for key, title in AREAS.items()
    ]


def history(centre: Centre, clause_id: str | None = None) -> dict[str, list[Reading]]:
    """How clauses stood before, newest first, by clause."""
    readings = Reading.objects.filter(centre=centre)
    if clause_id:
        readings = readings.filter(clause=clause_id)
    found: dict[str, list[Reading]] = {}
    for reading in readings:
        found.setdefault(reading.clause, []).append(reading)
    return found
