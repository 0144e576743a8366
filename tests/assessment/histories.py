"""Clients that decide, sign, return and read at random, each in a process that may be killed; and
the look at what they noted down afterwards. For promises P24 and P33.
"""

import json
import os
import random
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from django.db import OperationalError, connections

from bench.sheets import AT
from fairmark.assessment.deciding import Conflict
from fairmark.assessment.decision_actions import decide, return_work, sign_records
from fairmark.assessment.models import AssessmentRecord, Decision, Submission
from fairmark.assessment.rules import Cell
from fairmark.workflow.refusals import Once, Refused

ACTS = ("decide",) * 6 + ("read",) * 3 + ("sign", "return")


class Client:
    """One assessor in a process of its own. Every call is noted before it is made and after it is
    answered, so that what was acknowledged is known whoever is killed.
    """

    def __init__(self, cohort, person, works, notes: Path, seed: int):
        self.cohort, self.person, self.works, self.notes = cohort, person, works, notes
        self.chance = random.Random(seed)

    def start(self) -> int:
        """The process. It works until it is killed."""
        child = os.fork()
        if child:
            return child
        try:
            connections.close_all()
            self.out = os.open(self.notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            if unanswered := open_calls(self.notes):
                self._call(unanswered[-1])
            while True:
                self._call(self._next())
        except BaseException as error:
            os.write(self.out, (json.dumps({"broke": repr(error)}) + "\n").encode())
        finally:
            os._exit(1)

    def _next(self) -> dict:
        act = self.chance.choice(ACTS)
        work = self.chance.choice(self.works)
        call = {"act": act, "key": f"{os.getpid()}-{self.chance.getrandbits(60):x}",
                "work": work["pk"]}  # fmt: skip
        if act in ("decide", "read"):
            call["criterion"] = self.chance.choice(work["criteria"])
        if act == "decide":
            call |= {
                "outcome": self.chance.choice(("met", "not met")),
                "seen": _standing(call["work"], call["criterion"]),
            }
        return call

    def _call(self, call: dict) -> None:
        self._note({"call": call, "at": time.monotonic()})
        try:
            answer = self._make(call)
        except Conflict as conflict:
            theirs = conflict.cells[0].theirs
            answer = {"conflict": theirs.pk if theirs else None}
        except Refused as refused:
            answer = {"refused": [str(one) for one in refused.obstacles]}
        except OperationalError:
            # Busy beyond its patience: as with a page that says so, it is sent once more.
            connections.close_all()
            return self._call(call)
        self._note({"answer": answer, "key": call["key"], "at": time.monotonic()})

    def _make(self, call: dict) -> dict:
        by, once = self.person, Once(call["key"], json.dumps(call, sort_keys=True)[:64])
        if call["act"] == "read":
            return {"read": _standing(call["work"], call["criterion"])}
        work = Submission.objects.select_related("enrolment__learner").get(pk=call["work"])
        if call["act"] == "decide":
            cell = Cell(work.enrolment_id, work.assignment_id, call["criterion"], call["outcome"],
                        call["seen"], call["key"])  # fmt: skip
            done = decide.perform(
                self.cohort, by=by, at=AT, once=once, cells=[cell], why="Looked at again."
            )
        elif call["act"] == "sign":
            done = sign_records.perform(
                work.assignment, by=by, at=AT, once=once, works=[work], declared=True,
                comments=call["key"], reason="My colleagues and I looked at it together.",
            )  # fmt: skip
        else:
            done = return_work.perform(work.assignment, by=by, at=AT, once=once, works=[work])
        return {"done": call["act"], "again": done.again}

    def _note(self, what: dict) -> None:
        os.write(self.out, (json.dumps(what) + "\n").encode())


def _standing(work: int, criterion: int) -> int | None:
    found = Decision.objects.filter(submission=work, criterion=criterion, stands=True)
    return found.values_list("pk", flat=True).first()


def notes_of(place: Path) -> list[dict]:
    """The whole lines of a client's notes; a kill can cut the last one."""
    lines = place.read_text().split("\n")[:-1] if place.exists() else []
    return [json.loads(line) for line in lines]


def open_calls(place: Path) -> list[dict]:
    """Calls that had no answer, and were not made again since."""
    calls: dict[str, dict] = {}
    for one in notes_of(place):
        if "call" in one:
            calls[one["call"]["key"]] = one["call"]
        elif "answer" in one:
            calls.pop(one["key"], None)
    return list(calls.values())


@dataclass
class History:
    """What all clients noted, by the key of the call: when it began, when and how it was answered."""

    calls: dict[str, dict] = field(default_factory=dict)
    began: dict[str, float] = field(default_factory=dict)
    answers: dict[str, dict] = field(default_factory=dict)
    ended: dict[str, float] = field(default_factory=dict)
    broke: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, places: list[Path]) -> "History":
        found = cls()
        for one in (line for place in places for line in notes_of(place)):
            if "call" in one:
                key = one["call"]["key"]
                found.calls[key] = one["call"]
                found.began.setdefault(key, one["at"])
            elif "answer" in one:
                found.answers[one["key"]] = one["answer"]
                found.ended[one["key"]] = one["at"]
            else:
                found.broke.append(one["broke"])
        return found

    def done(self, act: str) -> list[str]:
        """The keys of the calls of a kind that were acknowledged."""
        return [key for key, answer in self.answers.items() if answer.get("done") == act]


def oddities(history: History) -> list[str]:
    """Everything in which the records and what the clients saw do not agree."""
    return [
        *_chains(history), *_acknowledged(history), *_in_order(history), *_signed(),
    ]  # fmt: skip


def _by_cell() -> dict[tuple[int, int], list[Decision]]:
    cells = defaultdict(list)
    for one in Decision.objects.order_by("pk"):
        cells[one.submission_id, one.criterion_id].append(one)
    return cells


def _chain(ones: list[Decision]) -> list[Decision]:
    """The decisions of a cell, each after the one whose place it took."""
    after = {one.replaces_id: one for one in ones}
    found, last = [], None
    while last in after:
        found.append(after.pop(last))
        last = found[-1].pk
    return found


def _chains(history: History) -> list[str]:
    found = []
    for cell, ones in _by_cell().items():
        chain = _chain(ones)
        if len(chain) != len(ones):
            found.append(f"{cell}: decisions that are in no chain")
        if [one.stands for one in chain] != [False] * (len(chain) - 1) + [True]:
            found.append(f"{cell}: not the last one stands")
    return found


def _acknowledged(history: History) -> list[str]:
    """What was acknowledged is there once; what is there was asked for."""
    kept: dict[str, int] = defaultdict(int)
    for key in Decision.objects.exclude(feedback="").values_list("feedback", flat=True):
        kept[key] += 1
    signed: dict[str, int] = defaultdict(int)
    for key in AssessmentRecord.objects.exclude(comments="").values_list("comments", flat=True):
        signed[key] += 1
    found = [f"{key}: decided twice" for key, times in kept.items() if times > 1]
    found += [f"{key}: signed twice" for key, times in signed.items() if times > 1]
    found += [f"{key}: acknowledged and lost" for key in history.done("decide") if key not in kept]
    found += [f"{key}: signed and lost" for key in history.done("sign") if key not in signed]
    found += [f"{key}: nobody asked for it" for key in (*kept, *signed) if key not in history.calls]
    refused = (key for key, answer in history.answers.items() if "done" not in answer)
    return found + [f"{key}: refused, and done all the same" for key in refused if key in kept]


def _in_order(history: History) -> list[str]:
    """Each cell is a register: what ended before another began comes before it in the chain."""
    place = {
        one.pk: n for ones in _by_cell().values() for n, one in enumerate(_chain(ones), start=1)
    }
    by_key = {one.feedback: one for one in Decision.objects.exclude(feedback="")}
    seen: dict[tuple[int, int], list[tuple[float, float, int, bool, str]]] = defaultdict(list)
    found = []
    for key, answer in history.answers.items():
        call = history.calls[key]
        cell = (call["work"], call.get("criterion", 0))
        span = (history.began[key], history.ended[key])
        if answer.get("done") == "decide" and key in by_key:
            seen[cell].append((*span, place[by_key[key].pk], True, key))
        elif "read" in answer:
            seen[cell].append((*span, place.get(answer["read"], 0), False, key))
        elif "conflict" in answer and place.get(answer["conflict"], 0) <= place.get(
            call["seen"], 0
        ):
            found.append(f"{key}: told of a decision that was not later")
    for cell, ones in seen.items():
        for began, _, at, wrote, key in ones:
            before = max((p for _, ended, p, _, _ in ones if ended < began), default=0)
            if before > at or (wrote and before == at):
                found.append(f"{cell}, {key}: saw {at} after {before} was known")
    return found


def _signed() -> list[str]:
    """A record holds no decision whose place was taken before another of its own cell was signed."""
    found = []
    for cell, ones in _by_cell().items():
        numbers = [one.record_id for one in _chain(ones) if one.record_id]
        if numbers != sorted(set(numbers)):
            found.append(f"{cell}: signed out of order, or twice in one record")
    return found
