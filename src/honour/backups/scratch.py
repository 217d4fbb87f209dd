"""A place to restore into and throw away: a folder, and on PostgreSQL a database of its own."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.db import DatabaseError, connection

from honour.backups.discarding import discard_folder
from honour.backups.errors import BackupError

_LOCK = "rehearsing"


@dataclass(frozen=True, slots=True)
class ScratchPlace:
    """An empty ``home``, and the address of an empty ``database``."""

    home: Path
    database: str


@contextmanager
def scratch_place(home: Path) -> Iterator[ScratchPlace]:
    """Give a scratch place inside a home; it is gone afterwards, and so is what a killed rehearsal left.

    Errors: ``BackupError`` when another rehearsal is going on, or the server lets nobody make a database.
    """
    mark = f"honour_rehearsal_{hashlib.sha256(str(home).encode()).hexdigest()[:8]}"
    with (home / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BackupError("Another rehearsal is going on here. Wait for its end.") from None
        _clear(home, mark)
        folder = home / f".rehearsal-{secrets.token_hex(4)}"
        folder.mkdir(mode=0o700)
        try:
            yield ScratchPlace(folder, _make_database(folder, mark))
        finally:
            _clear(home, mark)


def _make_database(folder: Path, mark: str) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{folder / 'honour.sqlite3'}"
    name = f"{mark}_{secrets.token_hex(4)}"
    try:
        _outside(f"CREATE DATABASE {name}")
    except DatabaseError:
        raise BackupError(
            "A rehearsal needs a database to restore into, and this role may not make one. Allow it "
            "(ALTER ROLE … CREATEDB), or try a restore on another server."
        ) from None
    return postgresql_address(name)


def _clear(home: Path, mark: str) -> None:
    for left in home.glob(".rehearsal-*"):
        discard_folder(left)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{mark}_"])
            names = [row[0] for row in cursor.fetchall()]
        for name in names:
            _outside(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")


def _outside(statement: str) -> None:
    """Run a statement that no transaction may hold, on a connection of its own."""
    with connection._nodb_cursor() as cursor:  # noqa: SLF001 - as Django itself makes databases
        cursor.execute(statement)


def postgresql_address(name: str) -> str:
    """Give the address of another database on the server in use."""
    told = connection.settings_dict
    host = told["HOST"] or told.get("OPTIONS", {}).get("host") or "127.0.0.1"  # a socket's folder stands in the options
    user = quote(told["USER"] or os.environ.get("PGUSER") or "", safe="")
    word = f":{quote(told['PASSWORD'], safe='')}" if told["PASSWORD"] else ""
    if host.startswith("/"):
        return f"postgres://{user}{word}@/{name}?host={quote(host)}"
    return f"postgres://{user}{word}@{host}:{told['PORT'] or 5432}/{name}"
