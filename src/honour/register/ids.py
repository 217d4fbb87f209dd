"""Row numbers known before the row is written, so that a value can be sealed to its place."""

from __future__ import annotations

from django.db import connection, models

from honour.evidence.prepared import run_prepared

_NEXT = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
_LAST = "SELECT seq FROM sqlite_sequence WHERE name = %s"


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Give ``count`` row numbers of a table that nobody else will get. Call it inside the transaction that uses them.

    PostgreSQL's sequence hands out each number once; on SQLite the transaction holds the only write lock, and
    AUTOINCREMENT never gives a number twice.
    """
    table = model._meta.db_table  # noqa: SLF001 - Django's documented way to a table's name
    if connection.vendor == "postgresql":
        return [int(row[0]) for row in run_prepared(_NEXT, (table, count))]
    row = run_prepared(_LAST, (table,))
    last = int(row[0][0]) if row else 0
    return list(range(last + 1, last + count + 1))
