"""The whole life of a piece of work, walked at random beside a model of our own. For promise P10.

Every step is tried by somebody at some moment, whether it may be done or not. The model knows what
may be done; the walk breaks where the software does something else.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from fairmark.assessment import chance_actions, decision_actions, hand_in_actions
from fairmark.assessment.models import Decision
from fairmark.assessment.rules import Cell
from fairmark.catalogue.models import Criterion
from fairmark.people.rules import Role
from fairmark.workflow.refusals import Refused
from tests.assessment.conftest import HONEST, a_file
from tests.builders import a_learner, a_person, an_enrolment

#: Steps in the life of one learner's work; then another learner comes.
STEPS_OF_A_LIFE = 120


class Broken(AssertionError):
    """The software did what the model forbids, or refused what it allows."""


@dataclass
class Attempt:
    """One attempt as the model knows it."""

    kind: str
    work: object
    only: set[str] | None = None
    until: datetime | None = None
    files: int = 0
    handed_in: bool = False
    late: bool = False
    own: bool | None = None
    decided: dict[str, str] = field(default_factory=dict)
    signed: dict[str, str] = field(default_factory=dict)
    records: int = 0
    returned: int = 0

    def drafts(self) -> set[str]:
        """The criteria with a decision that nobody has signed."""
        return {
            code for code, outcome in self.decided.items()
            if outcome != "cleared" and code not in self.signed
        }  # fmt: skip


class Life:
    """One learner, one assignment, and everybody who has to do with it."""

    def __init__(self, issue, staff, start: datetime, over: datetime, chance: random.Random):
        self.issue, self.staff, self.at, self.over, self.chance = issue, staff, start, over, chance
        assignment = issue.brief.assignment
        self.assignment, self.cohort = assignment, assignment.cohort
        name = f"Learner {chance.getrandbits(40):x}"
        self.learner = a_person(self.cohort.centre, name, Role.LEARNER)
        row = a_learner(self.cohort.centre, forenames="Learner", surname=name.split()[1],
                        person=self.learner)  # fmt: skip
        self.enrolment = an_enrolment(self.cohort, row)
        self.criteria = {
            one.code: one
            for one in Criterion.objects.filter(pk__in=issue.brief.tasks.values("criteria"))
        }
        self.attempts: list[Attempt] = []
        self.granted: dict[str, tuple[set[str], datetime]] = {}
        self.done: Counter[str] = Counter()

    @property
    def people(self):
        return [self.learner, *self.staff.values()]

    def walk(self, steps: int) -> None:
        """Try so many steps, each by anybody. Raises Broken."""
        for _ in range(steps):
            self.at += timedelta(minutes=self.chance.randrange(5, 90))
            name = self._sensible() if self.chance.random() < 0.5 else self.chance.choice(_STEPS)
            getattr(self, name)(self.chance.choice([*self.people, *_LIKELY[name](self)]))
        self._compare()

    # -- what may be done --------------------------------------------------------------------

    def _try(self, what: str, allowed: bool, step):
        try:
            came = step()
        except Refused as refused:
            if allowed:
                raise Broken(f"{what} was refused: {refused}") from None
            return None
        if not allowed:
            raise Broken(f"{what} was done")
        self.done[what] += 1
        return came

    def _newest(self) -> Attempt | None:
        came = [one for one in self.attempts if one.handed_in]
        return came[-1] if came else None

    def _any(self) -> Attempt | None:
        """Most often the last one."""
        if not self.attempts or self.chance.random() < 0.7:
            return self.attempts[-1] if self.attempts else None
        return self.chance.choice(self.attempts)

    def _open(self, one: Attempt) -> list[str]:
        """The criteria that have no decision yet."""
        wanted = one.only if one.only is not None else set(self.criteria)
        return sorted(code for code in wanted if one.decided.get(code, "cleared") == "cleared")

    def _sensible(self) -> str:
        """What people would do next."""
        one = self.attempts[-1] if self.attempts else None
        if one is None:
            return "begin"
        if not one.handed_in:
            return "hand_in" if one.files else "add"
        if one.own is not True:
            return "confirm"
        if self._open(one):
            return "decide"
        if one.drafts():
            return "sign"
        if one.records > one.returned:
            return "give_back"
        return "begin" if self._next() else self.chance.choice(("authorise", "refuse"))

    def _next(self) -> str | None:
        """The attempt that may be begun now."""
        had = {one.kind for one in self.attempts}
        if not had:
            return "first"
        open_ones = [
            kind for kind, (_, until) in self.granted.items() if kind not in had and self.at < until
        ]
        return open_ones[0] if open_ones else None

    def begin(self, who):
        open_one = next((one for one in self.attempts if not one.handed_in), None)
        kind = self._next()
        allowed = who == self.learner and (open_one is not None or kind is not None)
        work = self._try(
            "beginning", allowed,
            lambda: hand_in_actions.begin_work(self.issue, by=who, at=self.at),
        )  # fmt: skip
        if work is not None and open_one is None:
            only, until = self.granted.get(kind, (None, None))
            self.attempts.append(Attempt(kind, work, only, until))

    def add(self, who):
        one = self._any()
        if one is None:
            return
        added = self._try(
            "adding a file", who == self.learner and not one.handed_in,
            lambda: hand_in_actions.add_work_file(one.work, by=who, at=self.at, files=[a_file()]),
        )  # fmt: skip
        one.files += added is not None

    def hand_in(self, who):
        one = self._any()
        if one is None:
            return
        declared = self.chance.random() < 0.8
        allowed = (
            who == self.learner and not one.handed_in and one.files > 0 and declared
            and (one.until is None or self.at < one.until)
        )  # fmt: skip
        answers = HONEST | {"declared": declared}
        work = self._try(
            "handing in", allowed,
            lambda: hand_in_actions.hand_in(one.work, by=who, at=self.at, **answers),
        )  # fmt: skip
        if work is not None:
            one.work, one.handed_in = work, True
            one.late = one.kind == "first" and self.at >= self.over

    def confirm(self, who):
        one = self._any()
        if one is None:
            return
        own = self.chance.random() < 0.85
        words = self.chance.choice(("", "She could not say what page 2 means."))
        allowed = who == self.staff["assessor"] and one.handed_in and (own or bool(words))
        if self._try(
            "confirming", allowed,
            lambda: decision_actions.confirm_authenticity(
                self.assignment, by=who, at=self.at, works=[one.work], authentic=own, how="known",
                words=words,
            ),
        ):  # fmt: skip
            one.own = own

    def decide(self, who):
        one = self._newest()
        waiting = self._open(one) if one and self.chance.random() < 0.6 else []
        code = self.chance.choice(waiting or list(self.criteria))
        outcome = self.chance.choice(("met", "met", "not met", "cleared"))
        why = self.chance.choice(("", "Read again."))
        held = Decision.objects.filter(criterion=self.criteria[code], stands=True)
        seen = held.filter(submission=one.work).first() if one else None
        looked = seen.pk if seen else None
        if self.chance.random() < 0.1:
            looked = None if seen else (Decision.objects.values_list("pk", flat=True).first() or 1)
        fresh = looked == (seen.pk if seen else None)
        allowed = (
            who == self.staff["assessor"] and one is not None and one.own is True and fresh
            and (one.only is None or code in one.only)
            and (not one.records or (bool(why) and outcome != "cleared"))
        )  # fmt: skip
        cell = Cell(self.enrolment.pk, self.assignment.pk, self.criteria[code].pk, outcome, looked)
        if self._try(
            "deciding", allowed,
            lambda: decision_actions.decide(
                self.cohort, by=who, at=self.at, cells=[cell], why=why
            ),
        ):  # fmt: skip
            one.decided[code] = outcome
            one.signed.pop(code, None)

    def sign(self, who):
        one = self._any()
        if one is None:
            return
        declared = self.chance.random() < 0.85
        wanted = one.only if one.only is not None else set(self.criteria)
        decided = {code for code, outcome in one.decided.items() if outcome != "cleared"}
        allowed = (
            who == self.staff["assessor"] and one.handed_in and declared and wanted <= decided
            and bool(one.drafts()) and one.own is True
        )  # fmt: skip
        if self._try(
            "signing", allowed,
            lambda: decision_actions.sign_records(
                self.assignment, by=who, at=self.at, works=[one.work], declared=declared,
                reason="We looked at it together.",
            ),
        ):  # fmt: skip
            one.records += 1
            one.signed |= {code: one.decided[code] for code in one.drafts()}

    def give_back(self, who):
        one = self._any()
        if one is None:
            return
        allowed = (
            who in (self.staff["assessor"], self.staff["leader"])
            and one.records > one.returned and one.own is True and not one.drafts()
        )  # fmt: skip
        if self._try(
            "returning", allowed,
            lambda: decision_actions.return_work(
                self.assignment, by=who, at=self.at, works=[one.work]
            ),
        ):  # fmt: skip
            one.returned = one.records

    def authorise(self, who):
        one = self._any()
        if one is None:
            return
        kind = "resubmission" if one.kind == "first" else "retake"
        missed = {code for code, outcome in one.decided.items() if outcome == "not met"}
        chosen = set(missed)
        if kind == "retake" and self.chance.random() < 0.7:
            chosen = {code for code in missed if self.criteria[code].band == "P"}
        can_improve, task = self.chance.random() < 0.8, self.chance.choice(("", "Another firm."))
        allowed = (
            who == self.staff["lead"] and one.returned > 0 and self._next() is None
            and bool(missed) and kind not in self.granted and bool(chosen)
            and ((not one.late and one.own is True and can_improve) if kind == "resubmission" else
                 (bool(task) and all(self.criteria[code].band == "P" for code in chosen)))
        )  # fmt: skip
        due_on = timezone.localdate(self.at) + timedelta(days=1)
        if self._try(
            f"authorising a {kind}", allowed,
            lambda: chance_actions.authorise_attempt(
                one.work, by=who, at=self.at, due_on=due_on, can_improve=can_improve, task=task,
                criteria=[self.criteria[code] for code in chosen], reason="A fair chance.",
            ),
        ):  # fmt: skip
            midnight = self.over + (due_on + timedelta(days=1) - timezone.localdate(self.over))
            self.granted[kind] = (chosen, midnight)

    def refuse(self, who):
        one = self._any()
        if one is None:
            return
        kind = "resubmission" if one.kind == "first" else "retake"
        allowed = (
            who == self.staff["lead"] and one.returned > 0 and self._next() is None
            and "not met" in one.decided.values() and kind not in self.granted
        )  # fmt: skip
        self._try(
            f"refusing a {kind}", allowed,
            lambda: chance_actions.refuse_attempt(one.work, by=who, at=self.at, why="Not yet."),
        )  # fmt: skip

    # -- what came of it ---------------------------------------------------------------------

    def _compare(self) -> None:
        """The records say what the model says."""
        for one in self.attempts:
            one.work.refresh_from_db()
            stands = one.work.decisions.filter(stands=True).values_list(
                "criterion__code", "outcome"
            )
            kept = (
                one.work.attempt, one.work.is_handed_in, one.work.is_late, dict(stands),
                one.work.records.count(), one.work.records.filter(released_at=None).count(),
            )  # fmt: skip
            known = (
                one.kind, one.handed_in, one.late, one.decided, one.records,
                one.records - one.returned,
            )  # fmt: skip
            if kept != known:
                raise Broken(f"the records say {kept}, the model {known}")


_STEPS = ("begin", "add", "hand_in", "hand_in", "confirm", "confirm", *["decide"] * 8, "sign",
          "sign", "give_back", "give_back", "authorise", "authorise", "refuse")  # fmt: skip


def _by(*names):
    """Whoever is likely to do it, so that much is done; everybody else tries too."""
    return lambda life: [
        life.learner if name == "learner" else life.staff[name] for name in names
    ] * 40  # fmt: skip


_LIKELY = {
    "begin": _by("learner"), "add": _by("learner"), "hand_in": _by("learner"),
    "confirm": _by("assessor"), "decide": _by("assessor"), "sign": _by("assessor"),
    "give_back": _by("assessor"), "authorise": _by("lead"), "refuse": _by("lead"),
}  # fmt: skip
