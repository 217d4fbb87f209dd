"""What an operation is timed by: the clock on the wall, or the processor time of everybody who works on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

Clock = Callable[[], float]
"""Gives seconds, of which only differences mean anything."""


def clock(*, processor: bool) -> Clock:
    """Give the clock to measure by.

    Arguments: ``processor``, whether it counts processor time: this process's, and that of the database's process that
    serves it, which must run on this machine.
    """
    if not processor:
        return time.perf_counter
    served_by = _server()
    if served_by is None:
        return time.process_time
    return lambda: time.process_time() + int(served_by.read_text(encoding="ascii").split()[0]) / 1e9


def _server() -> Path | None:
    """Give where Linux counts the time of PostgreSQL's process for our connection; SQLite works in ours."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return Path(f"/proc/{int(cursor.fetchone()[0])}/schedstat")
