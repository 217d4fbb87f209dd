"""Rows of a table written by one statement that is made once.

Every use of the register writes rows; Django builds an object and a statement for each, which takes several times as
long as the database takes over them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from honour.evidence.entries import ENTRY, Beside
from honour.evidence.prepared import run_counted, run_prepared, write_together

_Adapt = Callable[[Any], Any]
MANY = 20
"""Rows from which PostgreSQL's COPY is quicker than statements."""


def insert_rows(model: type[models.Model], columns: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows of a model's table, together.

    Arguments: ``columns``, the fields that are given, by attribute (``subject_id``); every other field takes its
    default; ``rows``, their values in that order.
    Errors: Django's, as its own way of writing would raise them.
    """
    if not rows:
        return
    here = connections[DEFAULT_DB_ALIAS]  # asked once: Django looks for the thread's own at each mention
    statement, adapts, rest = _statement(model, columns, here.vendor)
    filled = [(*_adapted(adapts, row), *rest()) for row in rows]
    here.ensure_connection()
    with here.wrap_database_errors:
        if here.vendor == "sqlite":
            write_together(here.connection, _into(statement), filled)
        elif len(filled) == 1:
            run_counted(statement, filled[0])
        elif len(filled) >= MANY:
            _copy(here, statement, filled)
        else:
            here.connection.cursor().executemany(statement, filled)


def _copy(here: BaseDatabaseWrapper, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Write many rows by PostgreSQL's COPY, which takes a third of the time of as many statements."""
    with here.connection.cursor().copy(f"COPY {_into(statement)} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _into(statement: str) -> str:
    """Give the table and the columns that a statement inserts into."""
    return statement.partition("INSERT INTO ")[2].partition(" VALUES ")[0]


def insert_row(model: type[models.Model], columns: tuple[str, ...], row: Sequence[Any]) -> int:
    """Write one row, and give its number. Arguments and errors: see ``insert_rows``."""
    here = connections[DEFAULT_DB_ALIAS]
    statement, adapts, rest = _statement(model, columns, here.vendor)
    filled = (*_adapted(adapts, row), *rest())
    if here.vendor == "postgresql":
        return int(run_prepared(f"{statement} RETURNING id", filled)[0][0])
    here.ensure_connection()
    with here.wrap_database_errors:
        return int(here.connection.execute(statement, filled).lastrowid)


def inserting(model: type[models.Model], columns: tuple[str, ...], row: Sequence[Any]) -> Beside:
    """Give what writes one row, to be done beside an entry, whose number one of its values may be (``ENTRY``)."""
    statement, adapts, rest = _statement(model, columns, connections[DEFAULT_DB_ALIAS].vendor)
    plain = [None if value is ENTRY else adapt for value, adapt in zip(row, adapts, strict=True)]
    return Beside(statement, (*_adapted(plain, row), *rest()))


@cache
def _statement(
    model: type[models.Model], columns: tuple[str, ...], vendor: str
) -> tuple[str, tuple[_Adapt | None, ...], Callable[[], list[Any]]]:
    """Give the statement, how each given value is written, and what fills the other columns of a row."""
    meta = model._meta  # noqa: SLF001 - Django's documented way to a model's fields
    by_name = {field.attname: field for field in meta.concrete_fields}
    given = [by_name[name] for name in columns]
    others = [field for field in meta.concrete_fields if field not in given and not _numbers_itself(field)]
    listed = ", ".join(f'"{field.column}"' for field in (*given, *others))
    mark = "?" if vendor == "sqlite" else "%s"
    marks = ", ".join([mark] * (len(given) + len(others)))
    statement = f'INSERT INTO "{meta.db_table}" ({listed}) VALUES ({marks})'  # noqa: S608 - names of our own tables
    adapts = [adapter(field, vendor) for field in others]

    def rest() -> list[Any]:
        return _adapted(adapts, [field.get_default() for field in others])

    if not any(callable(field.default) for field in others):
        constant = rest()
        return statement, tuple(adapter(field, vendor) for field in given), lambda: constant
    return statement, tuple(adapter(field, vendor) for field in given), rest


def _numbers_itself(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.AutoField | models.BigAutoField)


def _adapted(adapts: Sequence[_Adapt | None], row: Sequence[Any]) -> list[Any]:
    return [value if adapt is None or value is None else adapt(value) for adapt, value in zip(adapts, row, strict=True)]


def adapter(field: models.Field[Any, Any], vendor: str) -> _Adapt | None:
    """Say how a field's values are written, where the driver does not know by itself."""
    if isinstance(field, models.JSONField):
        return json.dumps
    if isinstance(field, models.DateTimeField) and vendor == "sqlite":
        return _as_text
    if isinstance(field, models.DateField) and vendor == "sqlite":
        return str
    if isinstance(field, models.CharField | models.TextField):
        return str  # a member of an enumeration is written as its value
    return int if isinstance(field, models.IntegerField) else None


def _as_text(moment: datetime) -> str:
    """Write an instant as Django keeps it in SQLite."""
    if moment.tzinfo is None:
        raise ValueError("The register keeps instants: give the time with its time zone.")
    return str(moment.astimezone(UTC).replace(tzinfo=None))
