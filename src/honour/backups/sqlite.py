"""SQLite's part of a backup: the database file, copied while others write."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.db import connection

from honour.backups.archive import CHUNK
from honour.backups.discarding import discard, write_over
from honour.backups.errors import ArchiveDamagedError, BackupError, DatabaseUnsoundError
from honour.backups.separating import APART
from honour.backups.snapshot import Snapshot, describe, newest_entry
from honour.backups.unfinished import TABLE
from honour.keyring import KnownKey
from honour.keyring.rootkey import sync_folder

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database file, under its name with one of these behind it."""


_MORE_THAN_THE_FILES = 5 / 4
"""The data keys are copied once more by themselves."""


def database_file() -> Path:
    """Give the file that the installation's database is, or will be."""
    return Path(connection.settings_dict["NAME"])


@contextmanager
def sqlite_snapshot(home: Path, keys: Sequence[KnownKey]) -> Iterator[Snapshot]:
    """Hold the database as it is at one moment (SQLite's online backup).

    The copy has no name, so that a killed backup leaves none behind. It is in the home or, where that has no room for
    it, among the system's temporary files. Its keys are written over before it goes.
    Errors: ``DatabaseUnsoundError`` when the database is damaged; ``BackupError`` when there is no room for the copy.
    """
    scratch = _with_room(home)
    handle, name = tempfile.mkstemp(dir=scratch, prefix=".backup-")
    with (
        os.fdopen(handle, "r+b") as file,
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
        try:
            _copy(source, copy)
            _leave_wal(file)
            with _keys_of(copy, scratch) as apart:
                yield Snapshot(contents, newest_entry(rows), _chunks(apart), _without_keys(copy, file))
        finally:
            _leave_no_key(copy, file)


def _with_room(home: Path) -> Path:
    """Choose where the copy is made: in the home, or among temporary files where those have more of too little room."""
    database = database_file()
    files = [database.with_name(database.name + ending) for ending in ("", "-wal")]
    wanted = _MORE_THAN_THE_FILES * sum(file.stat().st_size for file in files if file.exists())
    room = {folder: shutil.disk_usage(folder).free for folder in (home, Path(tempfile.gettempdir()))}
    return home if room[home] > wanted else max(room, key=lambda folder: room[folder])


def _copy(source: sqlite3.Connection, copy: sqlite3.Connection) -> None:
    """Copy everything. Errors: ``BackupError`` when there is no room for it."""
    try:
        source.backup(copy)
    except sqlite3.OperationalError as trouble:
        if trouble.sqlite_errorcode != sqlite3.SQLITE_FULL:
            raise
        raise BackupError(
            f"There is no room for a copy of the database, neither in the home nor in {tempfile.gettempdir()}, so no "
            "backup was made. Make room, or name a folder on a disk with room as TMPDIR."
        ) from None


def _leave_wal(file: BinaryIO) -> None:
    """Make a copied file one without a write-ahead log, which a file without a name cannot have.

    The format's version numbers stand in bytes 18 and 19, and in bytes 24 to 27 a counter by which a connection learns
    that the file has changed (https://www.sqlite.org/fileformat2.html, section 1.3).
    """
    counter = int.from_bytes(os.pread(file.fileno(), 4, 24), "big")
    os.pwrite(file.fileno(), b"\x01\x01", 18)
    os.pwrite(file.fileno(), ((counter + 1) % (1 << 32)).to_bytes(4, "big"), 24)


@contextmanager
def _keys_of(copy: sqlite3.Connection, scratch: Path) -> Iterator[BinaryIO]:
    """Give a database, nameless as well, that holds the wrapped data keys and nothing else."""
    handle, name = tempfile.mkstemp(dir=scratch, prefix=".backup-")
    with os.fdopen(handle, "r+b") as file:
        try:
            copy.execute("ATTACH ? AS keys", [name])
            copy.execute("PRAGMA keys.journal_mode = OFF")
            copy.execute("PRAGMA keys.synchronous = OFF")
        finally:
            Path(name).unlink()
        for each in APART:
            copy.execute(
                f"CREATE TABLE keys.{each.table} AS SELECT id, {each.owner} AS owner, {each.version} AS version, "  # noqa: S608 - ours
                f"{each.column} AS wrapped FROM main.{each.table} WHERE length({each.column}) > 0"
            )
        copy.commit()
        copy.execute("DETACH keys")
        try:
            yield file
        finally:
            with suppress(OSError):
                write_over(file.fileno())


def _without_keys(copy: sqlite3.Connection, file: BinaryIO) -> Iterator[bytes]:
    """Give the copy after its keys were overwritten."""
    _empty_keys(copy)
    yield from _chunks(file)


def _empty_keys(copy: sqlite3.Connection) -> None:
    copy.execute("PRAGMA secure_delete = ON")
    for each in APART:
        copy.execute(f"UPDATE {each.table} SET {each.column} = x'' WHERE length({each.column}) > 0")  # noqa: S608 - ours
    copy.commit()


def _leave_no_key(copy: sqlite3.Connection, file: BinaryIO) -> None:
    """See to it that no key of the copy stays on the disk, though the backup came to nothing."""
    with suppress(OSError):
        try:
            _empty_keys(copy)
            os.fsync(file.fileno())
        except sqlite3.Error:  # it is no whole database
            write_over(file.fileno())


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk


def load_sqlite(stream: Iterator[bytes], keys: Iterator[bytes] | None, identity: str) -> None:
    """Write the database file, marked as unfinished; it appears under its name only when it is whole.

    Arguments: ``keys``, the content of the archive of data keys, where they are apart; ``identity``, of the restore,
    for the mark.
    Errors: ``ArchiveDamagedError`` when what came is not a sound database.
    """
    to = database_file()
    part = to.with_name(f"{to.name}.restoring")
    write_sqlite(part, stream, keys)
    with closing(sqlite3.connect(part)) as found, found:
        found.execute(f"CREATE TABLE {TABLE} (identity text)")
        found.execute(f"INSERT INTO {TABLE} VALUES (?)", [identity])  # noqa: S608 - a constant
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(to)
    sync_folder(to.parent)


def write_sqlite(path: Path, stream: Iterator[bytes], keys: Iterator[bytes] | None) -> None:
    """Write a database file from the content of an archive of data, and put the data keys back into it.

    Errors: ``ArchiveDamagedError`` when what came is not a sound database; nothing is left then.
    """
    remove_file(path)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in stream:
            file.write(chunk)
    try:
        with closing(sqlite3.connect(path)) as found:
            sound = found.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
            if sound and keys is not None:
                _put_keys(found, path.with_name(f"{path.name}-keys"), keys)
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        remove_file(path)
        raise ArchiveDamagedError("The archive opened, but the database in it is not sound. Use another backup.")


def _put_keys(found: sqlite3.Connection, beside: Path, keys: Iterator[bytes]) -> None:
    """Put the data keys back into their rows."""
    remove_file(beside)
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in keys:
                file.write(chunk)
        found.execute("ATTACH ? AS keys", [str(beside)])
        for each in APART:
            found.execute(
                f"UPDATE main.{each.table} SET {each.version} = k.version, {each.column} = k.wrapped "  # noqa: S608 - ours
                f"FROM keys.{each.table} AS k WHERE k.id = main.{each.table}.id AND k.owner = {each.owner}"
            )
        found.commit()
        found.execute("DETACH keys")
    finally:
        remove_file(beside)


def remove_sqlite() -> None:
    """Take away the database file that an unfinished restore wrote."""
    connection.close()
    remove_file(database_file())


def remove_file(path: Path) -> None:
    """Write over a database file and take it away, if it is there, and what SQLite keeps beside it."""
    for ending in ("", *BESIDE):
        discard(path.with_name(path.name + ending))
