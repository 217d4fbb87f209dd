"""SQLite's part of a backup: the database file, copied while others write."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from honour.backups.archive import CHUNK
from honour.backups.errors import ArchiveDamagedError


def sqlite_content(scratch: Path) -> Iterator[bytes]:
    """Give the database file as a stream, as it was at one moment (SQLite's online backup).

    Arguments: ``scratch``, a folder for the copy, which is removed again.
    """
    handle, name = tempfile.mkstemp(dir=scratch, prefix=".backup-")
    os.close(handle)
    try:
        source = sqlite3.connect(f"file:{settings.DATABASES['default']['NAME']}?mode=ro", uri=True, timeout=60)
        copy = sqlite3.connect(name)
        with source, copy:
            source.backup(copy)
        source.close()
        copy.close()
        with Path(name).open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    finally:
        for leftover in (name, f"{name}-wal", f"{name}-shm", f"{name}-journal"):
            Path(leftover).unlink(missing_ok=True)


def load_sqlite(chunks: Iterator[bytes], to: Path) -> None:
    """Write a database file from a stream; it appears under its name only when it is whole.

    Errors: ``ArchiveDamagedError`` when what came is not a sound database.
    """
    part = to.with_suffix(".restoring")
    with part.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    found = sqlite3.connect(part)
    try:
        sound = found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        sound = False
    finally:
        found.close()
    if not sound:
        part.unlink()
        raise ArchiveDamagedError("The archive opened, but the database in it is not sound. Use another backup.")
    part.replace(to)
