"""A change with a name: who may make it, what stands in its way, and the event it leaves."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from fairmark.centre.working import working_for
from fairmark.people.models import Person
from fairmark.people.queries import forget_roles, role_used, roles_in_force
from fairmark.people.rules import Holding, Role
from fairmark.trail import writing
from fairmark.workflow.models import Posted
from fairmark.workflow.refusals import NeedsReason, NotYours, Once, OtherBody, Refused

Question = Callable[..., list[str]]

_registry: dict[str, Action] = {}
_running: ContextVar[str] = ContextVar("running", default="")


class NothingRecorded(RuntimeError):
    """An action changed something and wrote no event, so it was undone."""


class Done:
    """What came of a post: the result, and whether it had been carried out before."""

    def __init__(self, result: Any, again: bool = False):
        self.result, self.again = result, again


@dataclass(frozen=True)
class Offer:
    """An action shown to a person: ready, or refused with its reasons."""

    action: Action
    obstacles: list[str]

    @property
    def ready(self) -> bool:
        return not self.obstacles


class Action:
    """Call it with the record, `by` and `at`; see `action` for what it promises."""

    def __init__(
        self,
        run: Callable[..., Any],
        *,
        by: tuple[Role, ...],
        unless: Question | None,
        warn: Question | None,
        records: tuple[str, ...],
        whose: Callable[[Any, Person], bool] | None,
        anywhere: bool,
    ):
        self.run, self.by, self.unless, self.warn = run, by, unless, warn
        self.records, self.whose, self.anywhere = records, whose, anywhere
        self.keeps_reason = "reason" in inspect.signature(run).parameters
        self.name = run.__name__
        self.room = run.__module__.split(".")[1]
        self.__doc__ = run.__doc__
        self.label = self.name.replace("_", " ").capitalize()
        self.purpose = (inspect.getdoc(run) or "").partition("\n")[0]

    def __repr__(self) -> str:
        return f"<action {self.room}.{self.name}>"

    def __call__(
        self,
        record: Any,
        *,
        by: Person,
        at: datetime,
        reason: str = "",
        once: Once | None = None,
        **what: Any,
    ) -> Any:
        return self.perform(record, by=by, at=at, reason=reason, once=once, **what).result

    def perform(
        self,
        record: Any,
        *,
        by: Person,
        at: datetime,
        reason: str = "",
        once: Once | None = None,
        **what: Any,
    ) -> Done:
        """Carry it out, or raise Refused and leave everything as it was but for one event."""
        outermost = not _running.get()
        token = _running.set(self.name)
        try:
            # What is read at work is read anew here, under the lock that _perform takes first.
            with transaction.atomic(), working_for(by.centre_id) if outermost else nullcontext():
                return self._perform(record, by, at, reason, once, what)
        except OtherBody:
            raise
        except Refused as refusal:
            if outermost:
                self._record_refusal(record, by, at, refusal)
            raise
        finally:
            _running.reset(token)
            forget_roles()

    def _perform(
        self, record: Any, by: Person, at: datetime, reason: str, once: Once | None, what: dict
    ) -> Done:
        with connection.cursor() as cursor:
            writing.lock(by.centre_id, cursor)
        if once and (before := self._posted(by, once)):
            return before
        record = _read_again(record)
        holding = self.holding(record, by, at)
        if holding is None:
            raise NotYours([self._only()])
        if self.unless and (obstacles := self.unless(record, by, at, **what)):
            raise Refused(obstacles)
        added: dict[str, Any] = {}
        if self.warn and (cautions := self.warn(record, by, at, **what)):
            if not reason.strip():
                raise NeedsReason(cautions)
            added = {"cautions": [str(caution) for caution in cautions], "reason": reason.strip()}
        if self.keeps_reason:
            what = {**what, "reason": reason.strip()}
        with writing.gathering(holding.role, added) as gathered:
            result = self.run(record, by=by, at=at, **what)
        if not gathered.names:
            raise NothingRecorded(f"{self!r} wrote no event.")
        if stray := set(gathered.names) - set(self.records):
            raise NothingRecorded(f"{self!r} does not say that it records {sorted(stray)}.")
        if once:
            Posted.objects.create(
                person=by, key=once.key, action=self.name, fingerprint=once.fingerprint,
                result=_reference(result), at=at,
            )  # fmt: skip
        return Done(result)

    def _posted(self, by: Person, once: Once) -> Done | None:
        before = Posted.objects.filter(person=by, key=once.key).first()
        if before is None:
            return None
        if (before.fingerprint, before.action) != (once.fingerprint, self.name):
            raise OtherBody
        return Done(_referred(before.result), again=True)

    def holding(self, record: Any, person: Person, at: datetime) -> Holding | None:
        """The role in which this person may do it to this record, now; None if in none."""
        if person.centre_id not in {pk for kind, pk in record.scopes() if kind == "centre"}:
            return None
        if self.whose and not self.whose(record, person):
            return None
        if self.anywhere:
            held = roles_in_force(person, at)
            return next((h for role in self.by for h in held if h.role == role), None)
        return role_used(person, self.by, record.scopes(), at)

    def _only(self) -> str:
        names = [f"the {role}" for role in self.by]
        listed = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]
        return f"Only {listed} may do this."

    def _record_refusal(self, record: Any, by: Person, at: datetime, refusal: Refused) -> None:
        reasons = [str(reason) for reason in refusal.obstacles]
        with transaction.atomic(), writing.gathering("", {}):
            writing.record(
                f"{by.name} was refused “{self.label.lower()}”: {' '.join(reasons)}",
                record, name="refused", by=by, at=at, action=self.name, reasons=reasons,
            )  # fmt: skip


def action(
    *,
    by: Role | tuple[Role, ...],
    records: str | tuple[str, ...],
    unless: Question | None = None,
    warn: Question | None = None,
    whose: Callable[[Any, Person], bool] | None = None,
    anywhere: bool = False,
) -> Callable[[Callable[..., Any]], Action]:
    """Make a function the only road to one change.

    `by`: the roles that may do it; the role must be held now, for a scope of the record.
    `unless`: asked with (record, person, at, **what); the obstacles it returns refuse it.
    `warn`: asked likewise; what it returns needs a typed reason, which the event keeps. A function
    with an argument `reason` is handed it, to keep it with the record too.
    `whose`: for people who may act on their own records only.
    `anywhere`: the role may be held for any part of the centre, not just for the record's.
    `records`: the names of the events it may write. It must write at least one.

    The record is read again under a lock; change, event and the key of the post share one
    transaction. A refusal changes nothing and is itself an event.
    """
    roles = by if isinstance(by, tuple) else (by,)
    names = records if isinstance(records, tuple) else (records,)

    def declare(run: Callable[..., Any]) -> Action:
        made = Action(run, by=roles, unless=unless, warn=warn, records=names, whose=whose,
                      anywhere=anywhere)  # fmt: skip
        _registry[f"{made.room}.{made.name}"] = made
        return made

    return declare


def all_actions() -> Iterator[Action]:
    """Every action of every room, by name."""
    return iter(action for _, action in sorted(_registry.items()))


def offered(record: Any, person: Person, at: datetime, *actions: Action) -> list[Offer]:
    """What this person may do to the record now, each with what stands in its way."""
    return [
        Offer(one, one.unless(record, person, at) if one.unless else [])
        for one in actions
        if one.holding(record, person, at)
    ]


def _read_again(record: Any) -> Any:
    """The record as it is now, and locked. A model's `READ_WITH` names what its scopes want besides,
    so that one question brings both.
    """
    beside = getattr(record, "READ_WITH", ())
    rows = (
        type(record)._base_manager.select_related(*beside) if beside else type(record)._base_manager
    )
    return rows.select_for_update(of=("self",)).get(pk=record.pk)


def _reference(result: Any) -> str:
    if isinstance(result, models.Model):
        return f"{result._meta.label_lower}:{result.pk}"
    return ""


def _referred(reference: str) -> Any:
    if not reference:
        return None
    label, pk = reference.split(":")
    return apps.get_model(label)._base_manager.filter(pk=pk).first()
