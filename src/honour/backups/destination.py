"""The database that a backup is restored into: empty, left unfinished by an earlier restore, or in use."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

from django.db import connection, transaction

from honour.backups.crossing import load_across
from honour.backups.errors import HomeNotEmptyError
from honour.backups.postgresql import load_postgresql, wipe_postgresql
from honour.backups.sealed import SealedArchive
from honour.backups.sqlite import BESIDE, database_file, load_sqlite, remove_sqlite
from honour.backups.unfinished import TABLE
from honour.evidence.models import Payload

ENTRY = "backup:restored"
State = Literal["empty", "unfinished", "in use"]


def database_state() -> State:
    """Say what the installation's database is, without writing to it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
        return "unfinished" if TABLE in tables else "in use" if tables else "empty"
    return _file_state()


def _file_state() -> State:
    file = database_file()
    if any(file.with_name(file.name + ending).exists() for ending in BESIDE) and not file.exists():
        return "in use"  # the rest of a database, which would spoil a new one of its name
    if not file.exists() or not file.stat().st_size:
        return "empty"
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as found:
            marked = found.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [TABLE]).fetchone()
    except sqlite3.DatabaseError:
        return "in use"
    return "unfinished" if marked else "in use"


def require_free(*, goes_on: bool) -> None:
    """See that a backup can be restored into the database.

    Arguments: ``goes_on``, whether the home is marked by an earlier restore.
    Errors: ``HomeNotEmptyError``.
    """
    state = database_state()
    if state == "in use" and not goes_on:
        where = f"in {database_file()}" if connection.vendor == "sqlite" else "at HONOUR_DATABASE_URL"
        raise HomeNotEmptyError(
            f"There is a database already, {where}. A backup is restored into an empty one only: name another home, or "
            "move what is there aside. Nothing was written."
        )


def fill(archive: SealedArchive, keys: SealedArchive | None, identity: str, home: Path) -> None:
    """Write the archive's data into the database, marked as unfinished until ``unmark_database``.

    What an earlier restore left unfinished is taken away first. Arguments: ``keys``, the archive of data keys;
    ``home``, in which nothing stays.
    Errors: ``HomeNotEmptyError``; ``ArchiveDamagedError``.
    """
    state = database_state()
    if state == "in use":
        raise HomeNotEmptyError(
            "There is a database that no restore has begun, beside the mark of a restore. Name another home, or move "
            "the database aside. Nothing was written."
        )
    if connection.vendor == "sqlite":
        remove_sqlite()
        load_sqlite(archive.stream(), keys.stream() if keys else None, identity)
        return
    wipe_postgresql()
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (identity text)")
        cursor.execute(f"INSERT INTO {TABLE} VALUES (%s)", [identity])  # noqa: S608 - a constant
    data, apart = archive.stream(), keys.stream() if keys else None
    if archive.contents.vendor == "sqlite":
        load_across(data, apart, archive.contents, home / "crossing.sqlite3")
    else:
        load_postgresql(data, apart, archive.contents)


def unmark_database() -> None:
    """Take the mark away, in the transaction that says the restore is done."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}")


def said_by(identity: str) -> dict[str, Any] | None:
    """Give what the ledger says of a restore of this id that was done, if it was."""
    if database_state() != "in use":
        return None
    last = Payload.objects.filter(entry__kind=ENTRY).order_by("-pk").values_list("content", flat=True).first()
    said: dict[str, Any] = json.loads(last) if last else {}
    return said if said.get("restore") == identity else None
