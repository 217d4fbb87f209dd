"""Ports for servers that tests start by themselves."""

from __future__ import annotations

import itertools
import os
import socket

_FIRST, _EACH = 15_000, 1_000
"""Below those that a system gives to whoever calls out, which would take a free one before the server does."""
_numbers = itertools.count(os.getpid())


def free_port() -> int:
    """Give a port of this machine that nobody has: each of the run's processes looks among a thousand of its own."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = _FIRST + worker % 16 * _EACH
    for _ in range(_EACH):
        port = first + next(_numbers) % _EACH
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("No port is free.")
