"""The web server: granian, one process with threads on SQLite."""

import os

from granian import Granian
from granian.constants import Interfaces


def serve(host: str, port: int, threads: int = 4) -> None:
    """Serve until stopped; the one worker also does the days' jobs."""
    os.environ["FAIRMARK_JOBS"] = "1"
    Granian(
        "fairmark.site.wsgi:application", address=host, port=port, interface=Interfaces.WSGI,
        workers=1, blocking_threads=threads, log_enabled=False,
    ).serve()  # fmt: skip
