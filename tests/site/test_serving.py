"""Two servers on one port would share its requests: the second is refused."""

import socket

import pytest

from fairmark.site.serving import PortTaken, refuse_taken


def test_a_port_in_use_is_refused_with_what_to_do():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is in use. Choose another"):
            refuse_taken("127.0.0.1", port)
    refuse_taken("127.0.0.1", port)
