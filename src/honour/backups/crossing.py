"""The way from SQLite to PostgreSQL: a backup of the one restored into the other, table by table.

Both have the same tables, made by the same migrations; what differs is how a value is written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

from honour.backups.header import Contents
from honour.backups.postgresql import copied_tables, tables_to_fill
from honour.backups.sqlite import remove_file, write_sqlite
from honour.evidence.models import About, Ending

_KEPT_BY_SQLITE_ONLY = frozenset({About._meta.db_table, Ending._meta.db_table})  # noqa: SLF001 - Django's way to it
_GIVEN_HERE = "xid8"
"""The number of the transaction that wrote a row: SQLite has none, and each row is given this one's."""
_WRITTEN: dict[str, Callable[[Any], Any]] = {
    "boolean": bool,
    "timestamp with time zone": lambda moment: f"{moment}+00",  # SQLite's are of UTC, and do not say so
}
"""How a value of SQLite is written for a column of PostgreSQL of this type, where it is written otherwise."""


def load_across(stream: Iterator[bytes], keys: Iterator[bytes] | None, contents: Contents, scratch: Path) -> None:
    """Make the tables of the release that wrote the backup in an empty PostgreSQL database, and fill them.

    Arguments: ``stream`` and ``keys``, the content of the archives of data and of data keys, of SQLite; ``scratch``,
    the file in which they are put together meanwhile.
    Errors: ``ArchiveDamagedError`` when what came is not a sound database; no row is in the tables then.
    """
    try:
        write_sqlite(scratch, stream, keys)
        with (
            closing(sqlite3.connect(f"{scratch.as_uri()}?mode=ro", uri=True)) as source,
            tables_to_fill(contents.migrations) as cursor,
        ):
            there = {name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for table in copied_tables():
                if table in there - _KEPT_BY_SQLITE_ONLY:
                    _fill(cursor, source, table)
            _number_on(cursor, source)
    finally:
        remove_file(scratch)


def _fill(cursor: Any, source: sqlite3.Connection, table: str) -> None:
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND table_name = %s AND is_generated = 'NEVER' AND data_type <> %s ORDER BY ordinal_position",
        [table, _GIVEN_HERE],
    )
    columns = cursor.fetchall()
    listed = ", ".join(connection.ops.quote_name(name) for name, _ in columns)
    named = connection.ops.quote_name(table)
    differing = [(place, _WRITTEN[kind]) for place, (_, kind) in enumerate(columns) if kind in _WRITTEN]
    with cursor.cursor.copy(f"COPY {named} ({listed}) FROM STDIN (FREEZE)") as copy:
        for row in source.execute(f"SELECT {listed} FROM {named}"):  # noqa: S608 - quoted
            values = list(row)
            for place, write in differing:
                if values[place] is not None:
                    values[place] = write(values[place])
            copy.write_row(values)


def _number_on(cursor: Any, source: sqlite3.Connection) -> None:
    """Let numbers go on where they were, so that one given to a row that is gone is not given again."""
    given = dict(source.execute("SELECT name, seq FROM sqlite_sequence"))
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND is_identity = 'YES'"
    )
    for table, column in cursor.fetchall():
        if last := given.get(table):
            sequence = [connection.ops.quote_name(table), column, last]
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", sequence)
