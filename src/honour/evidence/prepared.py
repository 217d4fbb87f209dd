"""Statements that are asked so often that Django's own cursor would take longer than the database."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

TOGETHER = 50
"""Rows that one statement of SQLite's writes: a third of the time of as many statements with one row each."""


def run_prepared(query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement of the product's own through the database's driver; give the rows as the driver reads them.

    PostgreSQL keeps the plan and gives bytes; Django's own cursor writes the values into the text, so that the database
    would plan each statement anew, which takes several times as long as carrying it out.
    Arguments: ``query``, with ``%s`` for each value. Errors: Django's, as its own cursor would raise them.
    """
    here = connections[DEFAULT_DB_ALIAS]  # asked once: Django looks for the thread's own at each mention
    here.ensure_connection()
    if here.vendor == "sqlite":
        with here.wrap_database_errors:
            rows: list[tuple[Any, ...]] = here.connection.execute(sqlites_marks(query), parameters).fetchall()
            return rows
    import psycopg

    with here.wrap_database_errors:
        cursor: psycopg.Cursor[tuple[Any, ...]] = psycopg.Cursor(here.connection)
        return cursor.execute(query, parameters, prepare=True, binary=True).fetchall()


def run_counted(statement: str, parameters: Sequence[Any]) -> int:
    """Carry a statement out as ``run_prepared`` does; gives how many rows it touched."""
    here = connections[DEFAULT_DB_ALIAS]
    here.ensure_connection()
    with here.wrap_database_errors:
        if here.vendor == "sqlite":
            return int(here.connection.execute(sqlites_marks(statement), parameters).rowcount)
        import psycopg

        return psycopg.Cursor(here.connection).execute(statement, parameters, prepare=True).rowcount


@lru_cache(maxsize=2_048)
def sqlites_marks(query: str) -> str:
    """Write a statement with SQLite's own mark for each value."""
    return query.replace("%s", "?")


def write_together(raw: Any, into: str, rows: Sequence[Sequence[Any]]) -> None:
    """Write rows into a table by SQLite's driver, many by one statement.

    Arguments: ``raw``, the driver's connection; ``into``, the table and its columns as ``INSERT INTO`` names them.
    """
    if rows:
        write_strung(raw, into, list(chain.from_iterable(rows)))


def write_strung(raw: Any, into: str, values: list[Any]) -> None:
    """Write rows as ``write_together`` does, from the values of all of them, one after another."""
    columns = 1 + into.count(",")
    statement, portion = _values(into, columns, TOGETHER), columns * TOGETHER
    whole = len(values) - len(values) % portion
    for first in range(0, whole, portion):
        raw.execute(statement, values[first : first + portion])
    for first in range(whole, len(values), columns):
        raw.execute(_values(into, columns, 1), values[first : first + columns])


@cache
def _values(into: str, columns: int, rows: int) -> str:
    row = f"({', '.join(['?'] * columns)})"
    return f"INSERT INTO {into} VALUES {', '.join([row] * rows)}"  # noqa: S608 - names of our own tables
