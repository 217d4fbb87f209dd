"""Statements that are asked so often that Django's own cursor would take longer than the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def run_prepared(query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement of the product's own through the database's driver; give the rows as the driver reads them.

    PostgreSQL keeps the plan and gives bytes; Django's own cursor writes the values into the text, so that the database
    would plan each statement anew, which takes several times as long as carrying it out.
    Arguments: ``query``, with ``%s`` for each value. Errors: Django's, as its own cursor would raise them.
    """
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with connection.wrap_database_errors:
            rows: list[tuple[Any, ...]] = connection.connection.execute(query.replace("%s", "?"), parameters).fetchall()
            return rows
    import psycopg

    with connection.wrap_database_errors:
        cursor: psycopg.Cursor[tuple[Any, ...]] = psycopg.Cursor(connection.connection)
        return cursor.execute(query, parameters, prepare=True, binary=True).fetchall()
