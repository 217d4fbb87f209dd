"""PostgreSQL's part of a backup: every table by COPY, in one repeatable-read transaction.

No program of the system is needed. The stream is frames: a table's name and columns, its rows in COPY's binary form,
and an end, without which the stream is not whole.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from honour.backups.errors import ArchiveDamagedError

_FRAME = struct.Struct(">BI")
_TABLE, _ROWS, _END = 1, 2, 3


def _tables() -> list[str]:
    """Give the tables of the installed apps and of their many-to-many relations."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]  # noqa: SLF001 - Django's own interface
    names = {model._meta.db_table for model in models}  # noqa: SLF001
    names.discard("django_migrations")
    return [*sorted(names), "shared_cache"]


def postgresql_content() -> Iterator[bytes]:
    """Give every table of the installed apps as a stream, as they were at one moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in _tables():
            quoted = connection.ops.quote_name(table)
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
                "AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
                [table],
            )
            columns = [row[0] for row in cursor.fetchall()]
            described = json.dumps({"table": table, "columns": columns}).encode()
            yield _FRAME.pack(_TABLE, len(described)) + described
            listed = ", ".join(connection.ops.quote_name(column) for column in columns)
            with cursor.cursor.copy(f"COPY {quoted} ({listed}) TO STDOUT (FORMAT binary)") as copy:
                for block in copy:
                    yield _FRAME.pack(_ROWS, len(block)) + bytes(block)
        yield _FRAME.pack(_END, 0)


def load_postgresql(chunks: Iterator[bytes], migrations: list[list[str]]) -> None:
    """Fill an empty PostgreSQL database from a stream, with the tables of the release that wrote it.

    Errors: ``ArchiveDamagedError`` when the stream ends too soon.
    """
    _migrate_to(migrations)
    call_command("createcachetable", verbosity=0)
    frames = _frames(chunks)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        names = ", ".join(connection.ops.quote_name(table) for table in _tables())
        cursor.execute(f"TRUNCATE {names} CASCADE")
        kind, body = next(frames)
        while kind == _TABLE:
            described = json.loads(body)
            listed = ", ".join(connection.ops.quote_name(column) for column in described["columns"])
            quoted = connection.ops.quote_name(described["table"])
            with cursor.cursor.copy(f"COPY {quoted} ({listed}) FROM STDIN (FORMAT binary)") as copy:
                for kind, body in frames:
                    if kind != _ROWS:
                        break
                    copy.write(body)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(apps.get_models())):
            cursor.execute(statement)
    call_command("migrate", verbosity=0, interactive=False)


def _frames(chunks: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    gathered = bytearray()
    for chunk in chunks:
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
    raise ArchiveDamagedError("The archive of data ends before its last table. Use another backup.")


def _migrate_to(migrations: list[list[str]]) -> None:
    newest: dict[str, str] = {}
    for app, name in migrations:
        newest[app] = max(name, newest.get(app, ""))
    for app, name in newest.items():
        call_command("migrate", app, name, verbosity=0, interactive=False)
