"""What a control says of a clause, and the register of controls."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import wraps

from fairmark.centre.models import Centre
from fairmark.centre.reading import read_once
from fairmark.guide import editions
from fairmark.guide.editions import Clause


class State(StrEnum):
    """Where a clause stands. `CANNOT_TELL` is never shown as met."""

    MET = "met"
    UNDER_WAY = "under way"
    NOT_MET = "not met"
    CANNOT_TELL = "cannot tell"
    DOES_NOT_APPLY = "does not apply"


@dataclass(frozen=True)
class Finding:
    """Something a clause is short of: what, how many records, where they are, who acts, by when.

    `owner` is the heading of a role; `scopes` narrow it to those who hold it for these things.
    """

    what: str
    about: str = ""
    count: int = 1
    link: str = ""
    link_text: str = "See the records"
    owner: str = ""
    bad: bool = True
    act_by: date | None = None
    scopes: frozenset[tuple[str, int]] | None = None


@dataclass(frozen=True)
class Meter:
    """Have and need, such as 233 of 237 learners registered."""

    name: str
    have: int
    need: int


@dataclass(frozen=True)
class Promise:
    """A sentence of the policy with the number in it that the control read."""

    before: str
    number: str
    after: str = ""


@dataclass(frozen=True)
class Showing:
    """A clause as the records show it today.

    `told` of `asked` is how many of the records needed to tell hold what is needed to tell.
    """

    state: State
    sentence: str
    findings: tuple[Finding, ...] = ()
    meters: tuple[Meter, ...] = ()
    promises: tuple[Promise, ...] = ()
    evidence: int = 0
    evidence_link: str = ""
    told: int = 0
    asked: int = 0
    met_when: str = ""
    built: bool = True

    @property
    def complete(self) -> int | None:
        """Whole percent of the records needed that are there, rounded down; None if none is."""
        return self.told * 100 // self.asked if self.asked else None


def state_of(findings: Iterable[Finding], *, under_way: bool = False) -> State:
    """Not met when a finding is bad, under way when something is left to do, else met."""
    findings = list(findings)
    if any(one.bad for one in findings):
        return State.NOT_MET
    return State.UNDER_WAY if findings or under_way else State.MET


Control = Callable[[Centre, date], Showing]

Maker = Callable[[Clause], Control | None]

_controls: dict[str, Control] = {}
_makers: dict[str, Maker] = {}
#: By the whole clause: two centres' editions may ask for different things under one id.
_made: dict[Clause, Control | None] = {}


def shows(*clause_ids: str) -> Callable[[Control], Control]:
    """Mark a control as what shows these clauses. A clause is shown by one control."""

    def register(control: Control) -> Control:
        for clause_id in clause_ids:
            editions.clause(clause_id)
            if clause_id in _controls:
                raise ValueError(f"{clause_id} is shown twice.")
            _controls[clause_id] = control
        return control

    return register


def shows_kind(kind: str) -> Callable[[Maker], Maker]:
    """Mark what makes a control for each clause of a kind, those of editions to come included.

    It may answer None for a clause of the kind that it cannot show.
    """

    def register(make: Maker) -> Maker:
        _makers[kind] = make
        return make

    return register


def control_of(clause: Clause) -> Control | None:
    """The control that shows a clause, if its area is built."""
    if clause.id in _controls or clause.kind not in _makers:
        return _controls.get(clause.id)
    if clause not in _made:
        _made[clause] = _makers[clause.kind](clause)
    return _made[clause]


def _telling(control: Control) -> Control:
    """The control, which says that it cannot tell where no rule or policy is known for the day."""

    @wraps(control)
    def tell(centre: Centre, on: date) -> Showing:
        try:
            return control(centre, on)
        except LookupError as unknown:
            return Showing(State.CANNOT_TELL, f"{unknown} So it cannot be told.")

    return tell


def shown(clause: Clause | str, centre: Centre, on: date) -> Showing | None:
    """What the records show of a clause on a day; None where no area keeps them yet.

    An id alone is that of a clause of the edition that came with us.
    """
    control = control_of(editions.clause(clause) if isinstance(clause, str) else clause)
    if control is None:
        return None
    telling = _telling(control)
    return read_once(("control", id(control), centre.pk, on), lambda: telling(centre, on))
