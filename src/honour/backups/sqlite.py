"""SQLite's part of a backup: the database file, copied while others write."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from django.db import connection

from honour.backups.archive import CHUNK
from honour.backups.errors import ArchiveDamagedError, DatabaseUnsoundError
from honour.backups.snapshot import Snapshot, describe
from honour.backups.unfinished import TABLE
from honour.keyring import KnownKey
from honour.keyring.rootkey import sync_folder

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database file, under its name with one of these behind it."""


def database_file() -> Path:
    """Give the file that the installation's database is, or will be."""
    return Path(connection.settings_dict["NAME"])


@contextmanager
def sqlite_snapshot(scratch: Path, keys: Sequence[KnownKey]) -> Iterator[Snapshot]:
    """Hold the database as it is at one moment (SQLite's online backup).

    The copy has no name, so that a killed backup leaves none behind.
    Errors: ``DatabaseUnsoundError`` when the database is damaged.
    """
    handle, name = tempfile.mkstemp(dir=scratch, prefix=".backup-")
    with (
        os.fdopen(handle, "rb") as file,
        closing(sqlite3.connect(name)) as copy,
        closing(
            sqlite3.connect(f"{database_file().as_uri()}?mode=ro", uri=True, timeout=60, isolation_level=None)
        ) as source,
    ):
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")
        Path(name).unlink()
        source.execute("BEGIN")

        def rows(query: str) -> list[tuple[object, ...]]:
            return source.execute(query).fetchall()

        contents = describe("sqlite", rows, keys)
        if rows("PRAGMA quick_check(1)") != [("ok",)]:
            raise DatabaseUnsoundError(
                "The database is damaged, so no backup was made of it. Keep the backups you have, and restore the "
                "newest with `honour restore`."
            )
        source.backup(copy)
        yield Snapshot(contents, _chunks(file))


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk


def load_sqlite(stream: Iterator[bytes], identity: str) -> None:
    """Write the database file, marked as unfinished; it appears under its name only when it is whole.

    Arguments: ``identity``, of the restore, for the mark.
    Errors: ``ArchiveDamagedError`` when what came is not a sound database.
    """
    to = database_file()
    part = to.with_name(f"{to.name}.restoring")
    _remove(part)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in stream:
            file.write(chunk)
    try:
        with closing(sqlite3.connect(part)) as found:
            sound = found.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
            if sound:
                with found:
                    found.execute(f"CREATE TABLE {TABLE} (identity text)")
                    found.execute(f"INSERT INTO {TABLE} VALUES (?)", [identity])  # noqa: S608 - a constant
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        _remove(part)
        raise ArchiveDamagedError("The archive opened, but the database in it is not sound. Use another backup.")
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(to)
    sync_folder(to.parent)


def remove_sqlite() -> None:
    """Take away the database file that an unfinished restore wrote."""
    connection.close()
    _remove(database_file())


def _remove(path: Path) -> None:
    for ending in ("", *BESIDE):
        path.with_name(path.name + ending).unlink(missing_ok=True)
