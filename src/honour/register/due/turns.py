"""Whoever moves the dates of many records, deletes what is due or places a hold takes turns with the others.

Each of them changes rows of many people in an order of its own: two at once would wait for each other for ever. SQLite
has one writer anyway; on PostgreSQL an advisory lock is held until the transaction ends.
"""

from __future__ import annotations

from django.db import connection

_LOCK = 0x686F6E6F7572 << 8 | 1  # "honour", and the first of its locks that is no hash


def take_turn(*, patient: bool = False) -> None:
    """Wait for the turn; the transaction has it until it ends.

    Arguments: ``patient``, whether to wait however long the others take, as nobody waits for who asks.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        if patient:
            cursor.execute("SET LOCAL lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if patient:
            cursor.execute("RESET lock_timeout")
