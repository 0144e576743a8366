"""Files that were uploaded to be imported, kept by their SHA-256 until the import is done with."""

import hashlib
import os
from pathlib import Path

from django.conf import settings

from fairmark.exchange.reading import Unreadable


def keep(content: bytes) -> str:
    """Write the bytes, synced to disk, under their SHA-256. Returns it."""
    digest = hashlib.sha256(content).hexdigest()
    place = _place(digest)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        partial = place.with_name(f"{digest}.{os.getpid()}.part")
        with partial.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        partial.rename(place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return digest


def kept(digest: str) -> bytes:
    """The bytes kept under a SHA-256. Raises Unreadable when they are gone."""
    try:
        return _place(digest).read_bytes()
    except OSError:
        raise Unreadable("The uploaded file is no longer here. Upload it again.") from None


def _place(digest: str) -> Path:
    return Path(settings.FAIRMARK_DATA) / "files" / "imports" / digest[:2] / digest
