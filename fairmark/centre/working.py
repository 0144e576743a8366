"""Which centre is at work now, and what is read once for as long as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

Read = TypeVar("Read")


@dataclass
class _Work:
    centre: int
    outer: _Work | None
    known: dict[Any, Any] = field(default_factory=dict)


_work: ContextVar[_Work | None] = ContextVar("_work", default=None)


@contextmanager
def working_for(centre: int, known: dict[Any, Any] | None = None) -> Iterator[None]:
    """Within it the centre with this key is at work: a request, an action, a day's jobs, a command.

    What `read_at_work` reads is read anew, and once; `known` holds what is taken as read.
    """
    token = _work.set(_Work(centre, _work.get(), dict(known or {})))
    try:
        yield
    finally:
        _work.reset(token)


def work_for(centre: int) -> None:
    """From now on this centre is at work, until the process ends: for a command."""
    _work.set(_Work(centre, None))


def centre_at_work() -> int | None:
    """The key of the centre at work; None where none is, as while the software starts."""
    work = _work.get()
    return work.centre if work else None


def read_at_work(key: Any, read: Callable[[], Read]) -> Read:
    """What `read` reads, kept under the key while this work lasts."""
    work = _work.get()
    if work is None:
        return read()
    if key not in work.known:
        work.known[key] = read()
    return cast(Read, work.known[key])


def taken_as_read(key: Any) -> Any:
    """What this work was begun with under the key; None in work within it, which reads for itself."""
    work = _work.get()
    return work.known.get(key) if work else None


def forget(key: Any) -> None:
    """Read it anew, here and in the work around this: it has just been changed."""
    work = _work.get()
    while work:
        work.known.pop(key, None)
        work = work.outer
