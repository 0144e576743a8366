"""P21: whoever is killed in the middle of an upload, what was acknowledged is there, whole."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from fairmark.evidence.store import LocalStore

ROOT = Path(__file__).parent.parent.parent
CYCLES = 40
UPLOADER = """
import hashlib, io, os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from fairmark.evidence.store import LocalStore
store = LocalStore(Path(sys.argv[1]))
sizes = (1, 4096, 3 * 1024**2, 20 * 1024**2)
n = 0
while True:
    kept = store.keep(io.BytesIO(os.urandom(sizes[n % len(sizes)])))
    print(kept.sha256, flush=True)
    n += 1
"""


def test_what_was_acknowledged_survives_a_kill(tmp_path):
    chance = random.Random(21)
    store, acknowledged = LocalStore(tmp_path), set()
    for _ in range(CYCLES):
        uploader = subprocess.Popen(
            [sys.executable, "-S", "-c", UPLOADER, str(tmp_path), str(ROOT)],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        first = uploader.stdout.readline()
        time.sleep(chance.random() * 0.08)
        uploader.send_signal(signal.SIGKILL)
        told, _ = uploader.communicate()
        acknowledged |= {line for line in (first + told).split("\n") if len(line) == 64}
    on_disk = {name for name, _ in store.all()}
    assert len(acknowledged) >= CYCLES
    assert acknowledged <= on_disk
    assert all(store.checksum(name) == name for name in on_disk)


def test_a_store_that_tells_before_it_is_sure_would_be_caught(tmp_path):
    """The twin: a name given before the bytes are whole is found out by the same look."""
    store = LocalStore(tmp_path)
    place = store.place_of("ab" * 32)
    place.parent.mkdir(parents=True)
    place.write_bytes(b"half of it")
    assert not all(store.checksum(name) == name for name, _ in store.all())
