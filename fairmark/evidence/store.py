"""The folder that holds evidence: each file under the SHA-256 of its bytes, whole before it counts.

A file is written beside its place, synced, given its name, and the folder synced; only then is its
checksum told, so that a row never names a file that a power cut could take away. Promise P21.
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

#: How much is read at a time, in bytes.
CHUNK = 1024 * 1024
#: Nobody writes to a file of evidence again.
MODE = 0o440
_WAITING = ".waiting-"


@dataclass(frozen=True)
class Kept:
    """A file that is on the disk, whole: its address and its size in bytes."""

    sha256: str
    size: int


class Missing(FileNotFoundError):
    """The folder has no file of that checksum."""


class LocalStore:
    """Evidence in a folder of this machine."""

    def __init__(self, folder: Path):
        self.folder = folder

    def keep(self, content: BinaryIO) -> Kept:
        """Write what is left to read, durably. The same bytes twice are kept once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        waiting = self.folder / f"{_WAITING}{secrets.token_hex(16)}"
        digest, size = hashlib.sha256(), 0
        try:
            with waiting.open("xb") as out:
                while piece := content.read(CHUNK):
                    digest.update(piece)
                    size += len(piece)
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
            waiting.chmod(MODE)
            kept = Kept(digest.hexdigest(), size)
            with self._alone(fcntl.LOCK_SH):
                self._put_in_place(waiting, self.place_of(kept.sha256))
        finally:
            with contextlib.suppress(FileNotFoundError):
                waiting.unlink()
        return kept

    def _put_in_place(self, waiting: Path, place: Path) -> None:
        for folder in (place.parent.parent, place.parent):
            if not folder.exists():
                folder.mkdir(exist_ok=True)
                _sync(folder.parent)
        if place.exists():
            # Kept before, and perhaps just about to be swept away: it is new again.
            os.utime(place)
        else:
            os.replace(waiting, place)
        _sync(place.parent)

    def place_of(self, sha256: str) -> Path:
        """Where the file of a checksum stands: two levels of folders, so that none grows large."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise Missing(sha256)
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def open(self, sha256: str) -> BinaryIO:
        """The file, to be read and closed. Raises Missing."""
        try:
            return self.place_of(sha256).open("rb")
        except FileNotFoundError:
            raise Missing(sha256) from None

    def checksum(self, sha256: str) -> str:
        """What the file's bytes come to now. Raises Missing."""
        digest = hashlib.sha256()
        with self.open(sha256) as kept:
            while piece := kept.read(CHUNK):
                digest.update(piece)
        return digest.hexdigest()

    def all(self) -> Iterator[tuple[str, datetime]]:
        """Every file with the moment it was last kept."""
        for place in self.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            with contextlib.suppress(FileNotFoundError):
                yield place.name, datetime.fromtimestamp(place.stat().st_mtime).astimezone()

    def remove(self, sha256: str) -> None:
        """Take a file off the disk; that it is gone already is no mistake."""
        with contextlib.suppress(FileNotFoundError):
            self.place_of(sha256).unlink()

    def remove_if_older(
        self, sha256: str, than: datetime, *, still_unused: Callable[[str], bool]
    ) -> bool:
        """Take a file away if it was not kept again since, and nothing names it; whether it went.

        Nobody keeps a file while this looks and removes: what is kept is never taken away.
        """
        place = self.place_of(sha256)
        with self._alone(fcntl.LOCK_EX):
            try:
                old = place.stat().st_mtime < than.timestamp()
            except FileNotFoundError:
                return False
            if old and still_unused(sha256):
                self.remove(sha256)
                return True
        return False

    @contextlib.contextmanager
    def _alone(self, how: int) -> Iterator[None]:
        """Keeping shares the folder with keeping, and never with sweeping."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("a") as handle:
            fcntl.flock(handle, how)
            yield

    def waiting_size(self, key: str) -> int:
        """How many bytes of a file that comes in pieces have come."""
        try:
            return self._waiting(key).stat().st_size
        except FileNotFoundError:
            return 0

    def add_to_waiting(self, key: str, piece: bytes, at: int) -> bool:
        """Write a piece behind the others, durably; False where another one came in between."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._waiting(key).open("ab") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            if out.seek(0, os.SEEK_END) != at:
                return False
            try:
                out.write(piece)
                out.flush()
                os.fsync(out.fileno())
            except OSError:
                out.truncate(at)
                raise
        return True

    def open_waiting(self, key: str) -> BinaryIO:
        """What has come of a file, to be read and closed. Raises Missing."""
        try:
            return self._waiting(key).open("rb")
        except FileNotFoundError:
            raise Missing(key) from None

    def remove_waiting_file(self, key: str) -> None:
        """Take what has come of a file off the disk."""
        with contextlib.suppress(FileNotFoundError):
            self._waiting(key).unlink()

    def _waiting(self, key: str) -> Path:
        if len(key) != 32 or not set(key) <= set("0123456789abcdef"):
            raise Missing(key)
        return self.folder / f"{_WAITING}{key}"

    def remove_waiting(self, before: datetime) -> int:
        """Take away what a broken upload left, if it is older than that; how many there were."""
        gone = 0
        for place in self.folder.glob(f"{_WAITING}*"):
            with contextlib.suppress(FileNotFoundError):
                if place.stat().st_mtime < before.timestamp():
                    place.unlink()
                    gone += 1
        return gone


def _sync(folder: Path) -> None:
    """Make the folder's names durable, where the system can."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
