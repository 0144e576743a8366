"""Reading the same thing once, for as long as one question to the records lasts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

Read = TypeVar("Read")

_read: ContextVar[dict[Any, Any] | None] = ContextVar("_read", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Within it what is read under a key is read once, whoever asks for it.

    Only for questions that change nothing: what is read stays as it was until the end.
    """
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def is_reading_once() -> bool:
    """Whether what is read now is kept, so that reading for all who may ask pays."""
    return _read.get() is not None


def read_once(key: Any, read: Callable[[], Read]) -> Read:
    """What `read` reads, kept under the key for as long as `reading_once` lasts."""
    known = _read.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    return cast(Read, known[key])
