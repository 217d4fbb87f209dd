"""What a database's complaint means for the person at the command line."""

from __future__ import annotations

from django.db import OperationalError

_BROKEN_OFF = (
    "PostgreSQL broke off the connection; its log says why. Whether the last step was stored is not known here: look "
    "before you run the command again."
)
_MEANINGS = (
    (
        ("readonly", "read-only"),
        "The database is read-only. Check who owns the files in the home folder; nothing was written.",
    ),
    (
        ("is full", "no space left", "disk i/o error"),
        "The disk is full, or fails. Make room and run the command again; nothing was half written.",
    ),
    (
        ("locked", "lock timeout"),
        "The database is busy: another process holds it. Try again in a moment; nothing was written.",
    ),
    (
        ("not a database", "malformed"),
        "The database file is damaged or is not Honour's. Restore the latest backup with `honour restore`.",
    ),
    (
        ("unable to open",),
        "The database file cannot be opened. Check the folder's name and its permissions.",
    ),
    (
        ("starting up", "shutting down", "recovery mode", "not yet accepting"),
        "PostgreSQL is starting or stopping. Try again in a moment; nothing was written.",
    ),
    (
        ("closed the connection", "connection is closed", "connection was lost", "terminating connection", "ssl error"),
        _BROKEN_OFF,
    ),
    (
        ("could not connect", "connection refused", "connection failed"),
        "PostgreSQL cannot be reached. Check HONOUR_DATABASE_URL, that the server runs, and that it has this database.",
    ),
    (
        ("no such table", "does not exist"),
        "The database has no tables yet, or older ones: `honour init` for a new home, `honour upgrade` for an old one.",
    ),
)


_CODES = {
    "25006": "read-only",
    "53100": "is full",
    "55P03": "lock timeout",
    "57P01": "terminating connection",
    "57P02": "terminating connection",
    "57P03": "starting up",
    "58030": "disk i/o error",
}
"""PostgreSQL says these in the language of its server; the codes are the same in all."""


def trouble(error: Exception) -> str:
    """Say what went wrong and what to do, without quoting values that the database may have put into its message."""
    cause = error.__cause__
    code = getattr(cause, "sqlstate", None) or ""
    said = _CODES.get(code, str(error).lower())
    for signs, words in _MEANINGS:
        if any(sign in said for sign in signs):
            return words
    if isinstance(error, OperationalError) and hasattr(cause, "sqlstate") and not code:
        return _BROKEN_OFF  # it was not the server that said so: it went away, in whatever words
    return f"The database refused ({type(error).__name__}), nothing was written. Check it with: honour ledger verify"
