"""Rows by the million, written into the register's tables as fast as the database takes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parents[1] / "examples/fellside"
AT = dt.datetime(2026, 12, 3, 9, 0, tzinfo=dt.UTC)
Rows = tuple[Sequence[str], Iterable[tuple[Any, ...]]]
"""The columns of a table, and its rows."""


def fill(name: str, given: Rows, *, numbered: bool = True) -> None:
    """Write rows into a table, whose next row the database numbers itself if it is ``numbered``."""
    from django.db import connection, transaction

    columns, rows = given
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            if numbered:
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
            return
        marks = ", ".join("?" * len(columns))
        connection.connection.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", rows)


def people(count: int, kind: int) -> Rows:
    """Give as many people of a kind, numbered from 1."""
    from honour.register.models.subjects import opaque_ids

    columns = (
        "id", "public_id", "kind", "status", "consents", "objections", "marketing_objection", "restricted", "informed",
        "approvals", "stops", "subscriber", "created_at",
    )  # fmt: skip
    ids = opaque_ids(count)
    return columns, ((n + 1, ids[n], kind, 0, 0, 0, False, False, 1, 0, 0, 0, moment(AT)) for n in range(count))


def moment(instant: dt.datetime) -> Any:
    """Write an instant as the database keeps it."""
    from django.db import connection

    return connection.ops.adapt_datetimefield_value(instant)


def settle() -> None:
    """Let the database finish what it puts off, and look at its tables, before anything is timed."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "CHECKPOINT")
        cursor.execute("ANALYZE")
