"""P21: a file that is acknowledged is on the disk, whole, under the checksum of its bytes."""

import hashlib
import io
import os
import stat
from datetime import datetime, timedelta

import pytest

from fairmark.evidence.store import LocalStore, Missing


@pytest.fixture
def store(tmp_path):
    return LocalStore(tmp_path / "evidence")


@pytest.mark.parametrize("size", [1, 1024**2, 3 * 1024**2 + 7])
def test_what_is_kept_is_given_back_whole(store, size):
    content = os.urandom(size)
    kept = store.keep(io.BytesIO(content))
    assert (kept.sha256, kept.size) == (hashlib.sha256(content).hexdigest(), size)
    with store.open(kept.sha256) as file:
        assert file.read() == content
    assert store.checksum(kept.sha256) == kept.sha256


def test_the_same_bytes_are_kept_once_and_nobody_writes_to_them(store):
    first, second = (store.keep(io.BytesIO(b"same")) for _ in range(2))
    assert first == second
    assert [name for name, _ in store.all()] == [first.sha256]
    assert stat.S_IMODE(store.place_of(first.sha256).stat().st_mode) == 0o440


def test_an_upload_that_breaks_off_leaves_nothing(store):
    class Broken(io.RawIOBase):
        def read(self, size=-1):
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.keep(Broken())
    assert list(store.folder.iterdir()) == []


def test_everything_is_synced_before_the_checksum_is_told(store, monkeypatch):
    """The bytes, then the name, then the folder: in that order, and all before `keep` returns."""
    done = []
    real_sync, real_replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append(
        "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "bytes"), real_sync(handle)))  # fmt: skip
    monkeypatch.setattr(os, "replace", lambda a, b: (done.append("name"), real_replace(a, b)))
    store.keep(io.BytesIO(b"words"))
    assert done[0] == "bytes"
    assert done[-2:] == ["name", "folder"]


def test_only_checksums_are_addresses(store):
    for wrong in ("../../secret-key", "a" * 63, "A" * 64, ""):
        with pytest.raises(Missing):
            store.open(wrong)


def test_what_a_broken_upload_left_is_swept_away_once_it_is_old(store):
    store.folder.mkdir(parents=True)
    (store.folder / ".waiting-abc").write_bytes(b"half")
    now = datetime.now().astimezone()
    assert store.remove_waiting(now - timedelta(hours=1)) == 0
    assert store.remove_waiting(now + timedelta(hours=1)) == 1


def test_a_change_of_one_byte_shows(store):
    kept = store.keep(io.BytesIO(b"words"))
    place = store.place_of(kept.sha256)
    place.chmod(0o600)
    place.write_bytes(b"swords")
    assert store.checksum(kept.sha256) != kept.sha256
    store.remove(kept.sha256)
    with pytest.raises(Missing):
        store.checksum(kept.sha256)
