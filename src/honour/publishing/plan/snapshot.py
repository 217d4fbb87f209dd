"""Reading the whole register as it stood at one moment, without keeping anybody from writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """Give a connection that goes on seeing the database as it is now, and writes nothing.

    On SQLite it reads an older state of the file while others write on; on PostgreSQL it is a repeatable read. Inside
    a transaction it is that transaction's own connection.
    """
    if connection.in_atomic_block:
        yield connection
        return
    reading = connections.create_connection(connection.alias)
    try:
        with reading.cursor() as cursor:
            sqlite = reading.vendor == "sqlite"
            cursor.execute("BEGIN DEFERRED" if sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT 1 FROM register_subject LIMIT 1")  # from here on the state is fixed
        yield reading
    finally:
        reading.close()
