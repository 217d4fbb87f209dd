"""What can stand in the way of any use, through no fault of whoever asks: database, keys, journal, disk."""

from __future__ import annotations

from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError

from honour.evidence.tombstones import JournalError
from honour.keyring import KeyringError

UNAVAILABLE: tuple[type[Exception], ...] = (
    OperationalError,  # locked, full, unreachable; on SQLite also read-only, or without a table
    InterfaceError,
    InternalError,  # read-only, on PostgreSQL
    ProgrammingError,  # the tables are another release's, on PostgreSQL
    KeyringError,
    JournalError,
    OSError,
)
"""Errors for which the answer is "not now": nothing was stored, and it may pass."""
