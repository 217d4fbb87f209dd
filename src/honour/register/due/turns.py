"""Whoever moves the dates of many records, takes purposes from them or deletes what is due takes turns with the others.

Each of them changes rows of many people in an order of its own: two at once would wait for each other for ever. SQLite
has one writer anyway; on PostgreSQL an advisory lock is held until the transaction ends.
"""

from __future__ import annotations

from django.db import connection

from honour.evidence.prepared import run_prepared

_LOCK = 0x686F6E6F7572 << 8 | 1  # "honour", and the first of its locks that is no hash

_TAKE = "SELECT pg_advisory_xact_lock(%s)"
# From the inside out: the limit goes, the lock is waited for, the limit comes back.
_PATIENTLY = """
    WITH usual AS MATERIALIZED (SELECT current_setting('lock_timeout') AS most),
    unlimited AS MATERIALIZED (SELECT most, set_config('lock_timeout', '0', true) FROM usual),
    taken AS MATERIALIZED (SELECT most, pg_advisory_xact_lock(%s) FROM unlimited)
    SELECT set_config('lock_timeout', most, true) FROM taken"""
_SWEEPING = _PATIENTLY.replace("true) FROM taken", "true), set_config('synchronous_commit', 'off', true) FROM taken")


def take_turn(*, patient: bool = False) -> None:
    """Wait for the turn; the transaction has it until it ends.

    Arguments: ``patient``, whether to wait however long the others take, as nobody waits for who asks.
    """
    if connection.vendor != "postgresql":
        return
    run_prepared(_PATIENTLY if patient else _TAKE, (_LOCK,))


def take_turn_to_sweep() -> None:
    """Wait, however long, for the turn, in a transaction whose commit need not wait for the disk."""
    if connection.vendor == "postgresql":
        run_prepared(_SWEEPING, (_LOCK,))
