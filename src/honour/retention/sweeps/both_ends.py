"""Deleting what is due on two connections, from both ends of it: PostgreSQL gives each a process of its own.

It works on one processor for one connection, and a sweep has much more to do than to delete.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from django.db import connection, connections

from honour.register.sweeping import End

Batch = Callable[[End | None], bool]
"""Deletes a batch, alone or from one end; gives whether another may take more."""


def delete_all(batch: Batch, pause: float) -> None:
    """Delete batch by batch until nothing is left: the first alone, then two at a time, then alone what they left.

    Where there is one writer, or our transaction is the only one to see what is due, each has its turn alone.
    Arguments: ``pause``, seconds between two batches. Errors: those of a batch; no other begins then.
    """
    if not batch(None):
        return
    time.sleep(pause)
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        _from_both_ends(batch, pause)
    while batch(None):
        time.sleep(pause)


def _from_both_ends(batch: Batch, pause: float) -> None:
    """Delete until neither end gives anything that the other is not at work on."""
    stopped = Event()

    def take(end: End) -> None:
        try:
            while batch(end) and not stopped.wait(pause):
                pass
        except BaseException:
            stopped.set()
            raise

    def elsewhere() -> None:
        try:
            take("newest")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1, "honour-sweep") as other:
        newest = other.submit(elsewhere)
        try:
            take("oldest")
            newest.result()
        finally:  # whoever is told to stop while it waits for the other stops it too
            stopped.set()
