"""A short transaction that gets its turn between busy writers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, connection, transaction

_PATIENCE = 20.0  # seconds
_PAUSE = 0.0005  # seconds


@contextmanager
def short_write() -> Iterator[None]:
    """Open a transaction, asking for SQLite's write lock again and again rather than now and then.

    SQLite's own waiting sleeps up to a tenth of a second between tries; beside writers that leave gaps of microseconds
    it would wait for ever. Errors: ``OperationalError`` after twenty seconds without a turn.
    """
    with ExitStack() as stack:
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            stack.enter_context(transaction.atomic())
        else:
            _enter_soon(stack)
        yield


def _enter_soon(stack: ExitStack) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        patience = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA busy_timeout = 0")
    deadline = time.monotonic() + _PATIENCE
    try:
        while True:
            try:
                stack.enter_context(transaction.atomic())
            except OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_PAUSE)
            else:
                return
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
