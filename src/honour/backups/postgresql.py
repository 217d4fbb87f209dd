"""PostgreSQL's part of a backup: every table by COPY, in one repeatable-read transaction.

No program of the system is needed. The stream is frames: a table's name and columns, its rows in COPY's binary form;
then where the sequences stand, and an end, without which the stream is not whole.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader

from honour.backups.errors import ArchiveDamagedError
from honour.backups.header import Contents
from honour.backups.separating import APART, apart_columns
from honour.backups.snapshot import Snapshot, describe, newest_entry
from honour.backups.unfinished import TABLE
from honour.keyring import KnownKey

_FRAME = struct.Struct(">BI")
TABLE_FRAME, ROWS_FRAME, _END, _SEQUENCES = 1, 2, 3, 4
"""What a frame of the stream is: the name and columns of a table, or rows of it as COPY writes them."""
_MADE_BY_MIGRATING = "django_migrations"
_TOGETHER = 1 << 18  # bytes


@contextmanager
def postgresql_snapshot(keys: Sequence[KnownKey]) -> Iterator[Snapshot]:
    """Hold the database as it is at one moment."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield Snapshot(describe("postgresql", _rows, keys), newest_entry(_rows), _frames_of_keys(), _frames_of_tables())


def load_postgresql(stream: Iterator[bytes], keys: Iterator[bytes] | None, contents: Contents) -> None:
    """Make the tables of the release that wrote the stream in an empty database, and fill them.

    Arguments: ``keys``, the content of the archive of data keys, where they are apart.
    Errors: ``ArchiveDamagedError`` when the stream ends too soon; no row is in the tables then.
    """
    frames = read_frames(stream)
    with tables_to_fill(contents.migrations) as cursor:
        apart = {} if keys is None else _keys_by_table(cursor.cursor, read_frames(keys))
        kind, body = next(frames)
        while kind == TABLE_FRAME:
            described = json.loads(body)
            copy_in = _copy_in_with_keys if described["table"] in apart else _copy_in
            kind, body = copy_in(cursor.cursor, described, frames)
        if kind == _SEQUENCES:
            for name, last, called in json.loads(body):
                cursor.execute("SELECT setval(%s::regclass, %s, %s)", [connection.ops.quote_name(name), last, called])


@contextmanager
def tables_to_fill(migrations: Sequence[tuple[str, str]]) -> Iterator[CursorWrapper]:
    """Make the tables of a release, and give the cursor of a transaction in which they are empty, to be filled at once.

    Arguments: ``migrations``, applied by that release.
    """
    _migrate_to(migrations)
    call_command("createcachetable", verbosity=0)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        names = ", ".join(connection.ops.quote_name(table) for table in copied_tables())
        cursor.execute(f"TRUNCATE {names} CASCADE")  # what migrating itself wrote
        yield cursor
        cursor.execute("ANALYZE")  # erasures and stops are repeated next, and are to be looked for by index


def wipe_postgresql() -> None:
    """Drop what an unfinished restore wrote into a database that was empty when it began."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        names = ", ".join(connection.ops.quote_name(name) for name in connection.introspection.table_names(cursor))
        if names:
            cursor.execute(f"DROP TABLE {names} CASCADE")


def _rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def copied_tables() -> list[str]:
    """Give the tables that a backup copies: all but those that say what was done to the database itself."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return sorted(set(names) - {_MADE_BY_MIGRATING, TABLE})


def _frames_of_tables() -> Iterator[bytes]:
    with connection.cursor() as cursor:
        for table in copied_tables():
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
                "AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
                [table],
            )
            columns = [row[0] for row in cursor.fetchall()]
            described = json.dumps({"table": table, "columns": columns}).encode()
            yield _FRAME.pack(TABLE_FRAME, len(described)) + described
            with cursor.cursor.copy(_copy_out(table, columns)) as copy:
                yield from _frames_of_rows(copy)
        sequences = json.dumps(list(_sequences())).encode()
        yield _FRAME.pack(_SEQUENCES, len(sequences)) + sequences
        yield _FRAME.pack(_END, 0)


def _frames_of_keys() -> Iterator[bytes]:
    for each in APART:
        described = json.dumps({"table": each.table}).encode()
        yield _FRAME.pack(TABLE_FRAME, len(described)) + described
        query = (
            f"SELECT id, {each.owner} AS owner, {each.version} AS version, {each.column} AS wrapped "  # noqa: S608 - ours
            f"FROM {each.table} WHERE length({each.column}) > 0"
        )
        with connection.cursor() as cursor, cursor.cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT binary)") as copy:
            yield from _frames_of_rows(copy)
    yield _FRAME.pack(_END, 0)


def _frames_of_rows(copy: Iterable[bytes]) -> Iterator[bytes]:
    for rows in together(copy):
        yield _FRAME.pack(ROWS_FRAME, len(rows))
        yield rows


def together(copy: Iterable[bytes]) -> Iterator[bytes]:
    """Put rows together that COPY gives one by one: whatever is done with a few bytes takes as long as with many."""
    gathered: list[bytes] = []
    size = 0
    for row in copy:
        gathered.append(row)
        size += len(row)
        if size >= _TOGETHER:
            yield b"".join(gathered)
            gathered, size = [], 0
    if size:
        yield b"".join(gathered)


def _keys_by_table(cursor: Any, frames: Iterator[tuple[int, bytes]]) -> set[str]:
    """Write the data keys of each table into a temporary one, and give the tables that have any there."""
    found = set()
    kind, body = next(frames)
    while kind == TABLE_FRAME:
        table = json.loads(body)["table"]
        found.add(table)
        cursor.execute(
            f"CREATE TEMPORARY TABLE apart_{table} (id bigint, owner text, version smallint, wrapped bytea) "
            "ON COMMIT DROP"
        )
        with cursor.copy(f"COPY apart_{table} FROM STDIN (FORMAT binary)") as copy:
            for kind, body in frames:
                if kind != ROWS_FRAME:
                    break
                copy.write(body)
    return found


def _copy_in_with_keys(
    cursor: Any, described: dict[str, Any], frames: Iterator[tuple[int, bytes]]
) -> tuple[int, bytes]:
    """Fill one table with rows and their keys together, or each row would be written twice; else as ``_copy_in``."""
    table, columns = described["table"], described["columns"]
    each = {one.table: one for one in APART}[table]
    cursor.execute(f"CREATE TEMPORARY TABLE came (LIKE {table}) ON COMMIT DROP")
    listed = ", ".join(connection.ops.quote_name(column) for column in columns)
    with cursor.copy(f"COPY came ({listed}) FROM STDIN (FORMAT binary)") as copy:
        for kind, body in frames:
            if kind != ROWS_FRAME:
                break
            copy.write(body)
        else:
            raise _ends_too_soon()
    from_key = {each.version: "version", each.column: "wrapped"}
    given = ", ".join(
        f"coalesce(k.{from_key[column]}, c.{column})"
        if column in from_key
        else f"c.{connection.ops.quote_name(column)}"
        for column in columns
    )
    cursor.execute(
        f"INSERT INTO {table} ({listed}) SELECT {given} FROM came AS c "  # noqa: S608 - ours
        f"LEFT JOIN apart_{table} AS k ON k.id = c.id AND k.owner = {each.owner}"
    )
    cursor.execute(f"DROP TABLE came, apart_{table}")
    return kind, body


def _sequences() -> Iterator[tuple[str, int, bool]]:
    """Say where each sequence stands, so that a number given to a row that is gone is not given again."""
    for (name,) in _rows("SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1"):
        if name.startswith(_MADE_BY_MIGRATING):
            continue
        last, called = _rows(f"SELECT last_value, is_called FROM {connection.ops.quote_name(name)}")[0]  # noqa: S608 - quoted
        yield name, last, called


def _copy_in(cursor: Any, described: dict[str, Any], frames: Iterator[tuple[int, bytes]]) -> tuple[int, bytes]:
    """Fill one table; give the frame that follows its rows."""
    with cursor.copy(_copy_in_of(described["table"], described["columns"])) as copy:
        for kind, body in frames:
            if kind != ROWS_FRAME:
                return kind, body
            copy.write(body)
    raise _ends_too_soon()


def _ends_too_soon() -> ArchiveDamagedError:
    return ArchiveDamagedError("The archive of data ends before its last table. Use another backup.")


def _copy_in_of(table: str, columns: Sequence[str]) -> str:
    """Write a table's rows as settled ones: ``VACUUM`` then reads only what was deleted of them since."""
    listed = ", ".join(connection.ops.quote_name(column) for column in columns)
    return f"COPY {connection.ops.quote_name(table)} ({listed}) FROM STDIN (FORMAT binary, FREEZE)"


def _copy_out(table: str, columns: Sequence[str]) -> str:
    """Read a table, with nothing where a wrapped key stands."""
    empty = apart_columns().get(table)
    listed = ", ".join("''::bytea" if column == empty else connection.ops.quote_name(column) for column in columns)
    return f"COPY (SELECT {listed} FROM {connection.ops.quote_name(table)}) TO STDOUT (FORMAT binary)"  # noqa: S608 - quoted


def read_frames(stream: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Give each frame of a stream: what it is and what it holds. Errors: ``ArchiveDamagedError`` when it breaks off."""
    gathered = bytearray()
    for chunk in stream:
        gathered += chunk
        at = 0
        while len(gathered) - at >= _FRAME.size:
            kind, length = _FRAME.unpack_from(gathered, at)
            if len(gathered) - at - _FRAME.size < length:
                break
            yield kind, bytes(gathered[at + _FRAME.size : at + _FRAME.size + length])
            at += _FRAME.size + length
            if kind == _END:
                return
        del gathered[:at]
    raise _ends_too_soon()


def _migrate_to(migrations: Sequence[tuple[str, str]]) -> None:
    """Make the tables as they were; in one go where that is how they are now."""
    if set(migrations) >= set(MigrationLoader(None).disk_migrations):
        call_command("migrate", verbosity=0, interactive=False)
        return
    newest: dict[str, str] = {}
    for app, name in migrations:
        newest[app] = max(name, newest.get(app, ""))
    for app, name in newest.items():
        call_command("migrate", app, name, verbosity=0, interactive=False)
