"""The web server: granian, one process with threads on SQLite."""

import os
import socket

from granian import Granian
from granian.constants import Interfaces


class PortTaken(OSError):
    """Something else answers at the port already."""


def refuse_taken(host: str, port: int) -> None:
    """Raise PortTaken where the port is in use: two servers on one would share its requests."""
    with socket.socket() as tried:
        tried.settimeout(1)
        if tried.connect_ex((host, port)) == 0:
            raise PortTaken(f"Port {port} is in use. Choose another with --port.")


def serve(host: str, port: int, threads: int = 4) -> None:
    """Serve until stopped; the one worker also does the days' jobs."""
    refuse_taken(host, port)
    os.environ["FAIRMARK_JOBS"] = "1"
    Granian(
        "fairmark.site.wsgi:application", address=host, port=port, interface=Interfaces.WSGI,
        workers=1, blocking_threads=threads, log_enabled=False,
    ).serve()  # fmt: skip
