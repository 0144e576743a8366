"""What a college's own sheet would become here: carried results, drafts, nothing; worked out, not written."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import timezone

from fairmark.assessment import carrying
from fairmark.assessment import queries as work
from fairmark.assessment.carried_actions import carry_over
from fairmark.assessment.carrying import Carried
from fairmark.assessment.decision_actions import decide
from fairmark.assessment.models import Decision
from fairmark.assessment.rules import Cell, Outcome, obstacles_to, place_of
from fairmark.exchange.rules import BadCell, Problem, day
from fairmark.exchange.sheets import read_grids
from fairmark.people.models import Person
from fairmark.programmes.models import Cohort
from fairmark.tracking.result_matching import Learners, NotFound, known_units
from fairmark.tracking.sheet_layouts import read_layout
from fairmark.tracking.sheet_marks import MEANINGS, read_own
from fairmark.tracking.sheet_tabs import Read, Typed

#: The most errors that are listed. (A technical limit.)
MOST_PROBLEMS = 500
_Key = tuple[int, int]


@dataclass(frozen=True)
class Own:
    """What somebody says of a sheet that it does not say itself: its unit, what its marks mean, who
    assessed.
    """

    unit: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    assessor: str = ""

    def meanings(self) -> dict[str, str | None]:
        return {mark.strip().casefold(): MEANINGS[means] for mark, means in self.marks.items()}


class LeftOut(NamedTuple):
    """A mark that is not brought in, and why; `conflicts` where something else stands here."""

    row: int
    column: str
    name: str
    criterion: str
    why: str
    conflicts: bool


@dataclass
class Count:
    """What becomes of the marks of a unit or of a learner."""

    met: int = 0
    not_met: int = 0
    drafts: int = 0
    same: int = 0
    left_out: int = 0
    undecided: int = 0


@dataclass
class Trial:
    """Everything that a file would do and everything wrong with it; nothing is changed here."""

    carried: list[Carried] = field(default_factory=list)
    replaces: int = 0
    drafts: list[Cell] = field(default_factory=list)
    same: int = 0
    undecided: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    by_unit: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    by_learner: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))

    @property
    def conflicts(self) -> list[LeftOut]:
        return [one for one in self.left_out if one.conflicts]

    @property
    def does(self) -> int:
        """How many marks would come in."""
        return len(self.carried) + len(self.drafts)

    @property
    def lacks_assessor(self) -> bool:
        """Whether the file does not say who assessed some of what would be carried over."""
        return any(not one.assessor for one in self.carried)

    @property
    def fingerprint(self) -> str:
        """What the file would do, in one hash: what was looked at is what is brought in."""
        does = [sorted(one[:3] for one in self.carried), sorted(one[:4] for one in self.drafts)]
        return hashlib.sha256(json.dumps(does).encode()).hexdigest()[:16]

    def as_json(self) -> dict[str, Any]:
        return {
            "carried_over": len(self.carried), "replaced": self.replaces,
            "drafts": len(self.drafts), "unchanged": self.same, "undecided": self.undecided,
            "left_out": [one._asdict() for one in self.left_out],
            "units": {name: vars(one) for name, one in self.by_unit.items()},
            "learners": {name: vars(one) for name, one in self.by_learner.items()},
            "notes": self.notes, "errors": [one.as_json() for one in self.errors],
        }  # fmt: skip


def try_results(cohort: Cohort, by: Person, at: datetime, content: bytes, own: Own) -> Trial:
    """What the file would do if this person brought it in now. Raises Unreadable."""
    trial = Trial()
    units = known_units(cohort)
    chosen = next((one for one in units if one.number.casefold() == own.unit.casefold()), None)
    if own.unit and chosen is None:
        known = ", ".join(one.number for one in units) or "none"
        trial.errors.append(
            Problem(None, "", f"The cohort takes no unit “{own.unit}”. It takes: {known}.")
        )
        return trial
    reads = [read_layout(grid, units, chosen) for grid in read_grids(content)]
    for read in reads:
        trial.notes += read.notes
        trial.errors += read.problems
    if not any(read.is_sheet for read in reads):
        trial.errors.append(
            Problem(None, "", "No row of the file has criteria such as P1 or A.P1 over its columns, and "
                    "none has the headings Learner, Criterion and Result. Give it one of the two.")
        )  # fmt: skip
    today = timezone.localdate(at)
    found = _Marks(cohort, trial, own, today)
    for read in reads:
        found.add(read)
    _Sorting(cohort, by, at, trial, found).sort()
    del trial.errors[MOST_PROBLEMS:]
    return trial


class _Mark(NamedTuple):
    enrolment: int
    typed: Typed
    outcome: str
    on: date | None
    assessor: str

    @property
    def key(self) -> _Key:
        return self.enrolment, self.typed.criterion.pk


class _Marks:
    """The marks of every tab, each with its learner and what it says; each once."""

    def __init__(self, cohort: Cohort, trial: Trial, own: Own, today: date):
        self.learners = Learners(cohort)
        self.trial, self.own, self.today = trial, own, today
        self.found: list[_Mark] = []
        self._seen: dict[_Key, str] = {}
        self._days: dict[str, date | None] = {}

    def add(self, read: Read) -> None:
        said = read_own(
            [(one.text, one.criterion.band) for one in read.marks], self.own.meanings(), self.today
        )
        unknown: dict[int, str] = {}
        told = set()
        for one, mark in zip(read.marks, said, strict=True):
            if mark.problem:
                self._wrong(one, mark.problem)
                continue
            try:
                enrolment = self.learners.find(one.who)
            except NotFound as problem:
                if mark.outcome is None:
                    unknown.setdefault(one.row, str(problem))
                elif one.row not in told:
                    told.add(one.row)
                    self._wrong(one, str(problem))
                continue
            self._keep(enrolment, one, mark.outcome, mark.on)
        self.trial.notes += [
            f"Row {row} has no marks and was left out. {words}"
            for row, words in unknown.items() if row not in told
        ]  # fmt: skip

    def _keep(self, enrolment: int, one: Typed, outcome: str | None, on: date | None) -> None:
        key = (enrolment, one.criterion.pk)
        if key in self._seen and (outcome or one.text.strip()):
            self._wrong(
                one, f"{one.criterion.code} of {self.learners.names[enrolment]} stands at "
                f"{self._seen[key]} already. Take one of the two out.",
            )  # fmt: skip
            return
        self._seen[key] = one.place
        if outcome is None:
            self.trial.undecided += 1
            for count in self.counts(enrolment, one):
                count.undecided += 1
            return
        try:
            on = on or self._day(one.date)
        except BadCell as bad:
            self._wrong(one, f"Its date: {bad}")
            return
        self.found.append(_Mark(enrolment, one, outcome, on, one.assessor or self.own.assessor))

    def _day(self, text: str) -> date | None:
        if text not in self._days:
            found = day(text) if text else None
            if found and found > self.today:
                raise BadCell(f"{found:%-d %B %Y} is still to come. Correct it.")
            self._days[text] = found
        return self._days[text]

    def counts(self, enrolment: int, one: Typed) -> tuple[Count, Count]:
        unit = f"{one.unit.number}: {one.unit.title}"
        return self.trial.by_unit[unit], self.trial.by_learner[self.learners.names[enrolment]]

    def _wrong(self, one: Typed, words: str) -> None:
        self.trial.errors.append(Problem(one.row, one.column, words))


class _Sorting:
    """Each mark held against what stands here: carried over, drafted, the same, or left out."""

    def __init__(self, cohort: Cohort, by: Person, at: datetime, trial: Trial, marks: _Marks):
        self.by, self.at, self.trial, self.marks = by, at, trial, marks
        enrolments = {one.enrolment for one in marks.found}
        units = {one.typed.unit.pk for one in marks.found}
        self.may_carry = carry_over.holding(cohort, by, at) is not None
        may_decide = decide.holding(cohort, by, at) is not None
        self.carried = carrying.standing_in(enrolments, units)
        self._read_decisions(enrolments, units)
        self._read_work(cohort, enrolments, units, may_decide=may_decide)

    def _read_decisions(self, enrolments: Iterable[int], units: Iterable[int]) -> None:
        """Whether a signed decision here says met; and whose draft says what."""
        self.signed: dict[_Key, bool] = {}
        self.drafted: dict[_Key, tuple[int, str]] = {}
        rows = Decision.objects.filter(
            submission__enrolment__in=enrolments, criterion__unit__in=units, stands=True
        ).exclude(outcome=Outcome.CLEARED)
        for enrolment, criterion, outcome, record, by in rows.order_by("pk").values_list(
            "submission__enrolment", "criterion", "outcome", "record", "by"
        ):
            key = (enrolment, criterion)
            if record is None:
                self.drafted[key] = (by, outcome)
            else:
                self.signed[key] = self.signed.get(key, False) or outcome == Outcome.MET

    def _read_work(
        self, cohort: Cohort, enrolments: set[int], units: set[int], *, may_decide: bool
    ) -> None:
        """By learner and criterion the assignments with work handed in that target it."""
        columns = work.columns_of(cohort, units)
        targets = {one.assignment.pk: {c.pk for c in one.criteria} for one in columns}
        self.titles = {one.assignment.pk: one.planned.title for one in columns}
        self.handed: dict[_Key, list[int]] = defaultdict(list)
        newest = work.newest_work(targets, enrolments) if targets and enrolments else {}
        for (enrolment, assignment), one in newest.items():
            if one.is_handed_in:
                for criterion in targets[assignment]:
                    self.handed[enrolment, criterion].append(assignment)
        busy = {assignment for found in self.handed.values() for assignment in found}
        self.sheet = (
            work.sheet_for(cohort, self.by, enrolments, busy, timezone.localdate(self.at)).sheet
            if busy and may_decide
            else None
        )

    def sort(self) -> None:
        for one in self.marks.found:
            counts = self.marks.counts(one.enrolment, one.typed)
            for count in counts:
                if one.outcome == Outcome.MET:
                    count.met += 1
                else:
                    count.not_met += 1
            what = self._becomes(one)
            for count in counts:
                count.drafts += what == "draft"
                count.same += what == "same"
                count.left_out += what == "left out"

    def _becomes(self, one: _Mark) -> str:
        if one.key in self.signed:
            is_met = one.outcome == Outcome.MET
            if self.signed[one.key] == is_met:
                return self._same()
            stands = Outcome.MET if self.signed[one.key] else Outcome.NOT_MET
            return self._leave(
                one,
                f"it is decided here: {stands}. Correct it on the sheet if that is wrong.",
                True,
            )
        if one.key in self.drafted:
            by, outcome = self.drafted[one.key]
            if by == self.by.pk and outcome == one.outcome:
                return self._same()
            return self._leave(one, "it is being decided here.", True)
        if one.key in self.handed:
            return self._draft(one)
        return self._carry(one)

    def _draft(self, one: _Mark) -> str:
        assignments = self.handed[one.key]
        if self.sheet is None:
            return self._leave(
                one, "its work is handed in here, and its assessor decides it.", False
            )
        if len(assignments) > 1:
            titles = " and ".join(self.titles[pk] for pk in assignments)
            return self._leave(one, f"it may be of {titles}. Decide it on the sheet.", False)
        cell = Cell(one.enrolment, assignments[0], one.typed.criterion.pk, one.outcome)
        if problems := obstacles_to(self.sheet, [cell]):
            return self._leave(
                one, problems[0].removeprefix(f"{place_of(self.sheet, cell)}: "), False
            )
        self.trial.drafts.append(cell)
        return "draft"

    def _carry(self, one: _Mark) -> str:
        before = self.carried.get(one.key)
        if before and before[1] == one.outcome:
            return self._same()
        if not self.may_carry:
            return self._leave(
                one, "no work is handed in here. Results from before Fairmark are brought in by the "
                "programme leader or the lead internal verifier.", False,
            )  # fmt: skip
        self.trial.replaces += before is not None
        self.trial.carried.append(
            Carried(one.enrolment, one.typed.criterion.pk, one.outcome, one.typed.text.strip()[:40],
                    one.typed.place, one.on, one.assessor[:150])
        )  # fmt: skip
        return "carried"

    def _same(self) -> str:
        self.trial.same += 1
        return "same"

    def _leave(self, one: _Mark, why: str, conflicts: bool) -> str:
        self.trial.left_out.append(
            LeftOut(one.typed.row, one.typed.column, self.marks.learners.names[one.enrolment],
                    one.typed.criterion.code, why, conflicts)
        )  # fmt: skip
        return "left out"
