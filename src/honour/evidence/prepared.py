"""Statements that PostgreSQL plans once for each connection: those that every use of data runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def run_prepared(query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement through PostgreSQL's driver, with its plan kept and its rows as bytes; give the rows.

    Django's own cursor writes the values into the text, so that the database would plan each statement anew, which
    takes several times as long as carrying it out. Errors: Django's, as its own cursor would raise them.
    """
    import psycopg

    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor: psycopg.Cursor[tuple[Any, ...]] = psycopg.Cursor(connection.connection)
        # The text is one of the product's own, with a place for each value.
        return cursor.execute(query, parameters, prepare=True, binary=True).fetchall()
