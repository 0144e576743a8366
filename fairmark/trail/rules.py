"""The bytes of an event, its hash, and the commitments that stand for personal values.

The recipe is published in docs/trail.md and is versioned by the `v` of each event.
"""

import hashlib
import hmac
import json
import secrets
from typing import Any

VERSION = 1
#: What the first event of a centre names as the hash before it.
NOTHING_BEFORE = "0" * 64


def canonical(value: Any) -> bytes:
    """RFC 8785 JSON, limited to text, whole numbers, true, false, null, lists and maps.

    Raises TypeError for anything else: a float or a date must be made text first.
    """
    _refuse_others(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _refuse_others(value: Any) -> None:
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, list | tuple):
        for item in value:
            _refuse_others(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"A key of an event is text, not {key!r}.")
            _refuse_others(item)
    else:
        raise TypeError(f"An event cannot hold {value!r}; make it text first.")


def leaf_hash(body: bytes) -> str:
    """SHA-256 of a zero byte and the event's bytes (the leaf of RFC 6962), in hexadecimal."""
    return hashlib.sha256(b"\x00" + body).hexdigest()


def new_salt() -> str:
    """256 random bits for one event, in hexadecimal. Destroying it closes every commitment."""
    return secrets.token_hex(32)


def commitment(salt: str, field: str, value: Any) -> str:
    """What stands in the event for a personal value: HMAC-SHA256 under a key of the field's own.

    The field's key is derived from the event's salt, so that one value can be shown to
    somebody without opening the others.
    """
    key = hmac.digest(bytes.fromhex(salt), field.encode(), "sha256")
    return hmac.digest(key, canonical(value), "sha256").hex()
