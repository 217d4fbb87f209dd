"""Rows of a table read, and changed, by one statement that is made once.

Every decision and every page about a person asks for a few rows; Django writes the same statement anew for each, which
takes many times as long as the database takes to answer it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models

from honour.evidence.entries import Beside
from honour.evidence.prepared import run_counted, run_prepared
from honour.register.inserting import adapter

Row = TypeVar("Row", bound=models.Model)
_Cast = Callable[[Any], Any]
_KEPT = 512  # statements


def fetch(
    model: type[Row], condition: str, parameters: Sequence[Any], *, lock: bool = False, without: tuple[str, ...] = ()
) -> list[Row]:
    """Read the rows of a model's table that meet a condition.

    Arguments: ``condition``, SQL over its columns with ``%s`` for each value, and what may follow it; ``lock``, whether
    the rows are locked until the transaction ends; ``without``, fields that are not wanted.
    """
    return [row for row, _ in fetch_beside(model, "", condition, parameters, lock=lock, without=without)]


def fetch_beside(  # noqa: PLR0913 - those of fetch, and one more
    model: type[Row],
    beside: str,
    condition: str,
    parameters: Sequence[Any],
    *,
    lock: bool = False,
    without: tuple[str, ...] = (),
) -> list[tuple[Row, tuple[Any, ...]]]:
    """Read rows as ``fetch`` does, and more columns with each.

    Arguments: ``beside``, SQL expressions, none of which changes from row to row.
    """
    here = connections[DEFAULT_DB_ALIAS]
    statement, names, casts = _selecting(model, condition, here.vendor, lock, without, beside)
    found = []
    for row in run_prepared(statement, parameters):
        values = list(row[: len(names)])
        for place, cast in casts:
            if values[place] is not None:
                values[place] = cast(values[place])
        found.append((model.from_db(DEFAULT_DB_ALIAS, names, values), row[len(names) :]))
    return found


def change(model: type[models.Model], changes: Mapping[str, Any], condition: str, parameters: Sequence[Any]) -> int:
    """Change fields of the rows that meet a condition; gives how many they were.

    Arguments: ``changes``, new values by attribute (``superseded_by_id``); the others as in ``fetch``.
    """
    return run_counted(*changing(model, changes, condition, parameters))


def changing(
    model: type[models.Model], changes: Mapping[str, Any], condition: str, parameters: Sequence[Any]
) -> Beside:
    """Give what ``change`` would do, to be done beside an entry."""
    statement, adapts = _changing(model, tuple(changes), condition, connections[DEFAULT_DB_ALIAS].vendor)
    values = [
        value if adapt is None or value is None else adapt(value)
        for adapt, value in zip(adapts, changes.values(), strict=True)
    ]
    return Beside(statement, (*values, *parameters))


def remove(model: type[models.Model], condition: str, parameters: Sequence[Any]) -> int:
    """Delete the rows that meet a condition; gives how many. What refers to them must be gone, or the commit fails."""
    return run_counted(f'DELETE FROM "{model._meta.db_table}" WHERE {condition}', parameters)  # noqa: S608, SLF001 - as below


def any_of(model: type[models.Model], condition: str, parameters: Sequence[Any]) -> bool:
    """Say whether any row meets a condition."""
    return bool(run_prepared(f'SELECT 1 FROM "{model._meta.db_table}" WHERE {condition} LIMIT 1', parameters))  # noqa: S608, SLF001 - as below


def listed(values: Sequence[Any]) -> str:
    """Write as many marks as there are values, for ``IN``."""
    return f"({', '.join(['%s'] * len(values))})"


def among(column: str) -> str:
    """Write the condition that a column holds one of many numbers, which are given as one JSON list."""
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - our own columns
    # As an array, which the planner takes to be short: it looks each number up by index.
    return f"{column} = ANY(ARRAY(SELECT jsonb_array_elements_text(%s::jsonb)::bigint))"


@lru_cache(maxsize=_KEPT)
def _selecting(  # noqa: PLR0913, PLR0917 - what a statement is made of
    model: type[models.Model], condition: str, vendor: str, lock: bool, without: tuple[str, ...], beside: str
) -> tuple[str, list[str], list[tuple[int, _Cast]]]:
    """Give the statement, the fields it reads, and what makes the driver's values into theirs."""
    meta = model._meta  # noqa: SLF001 - Django's documented way to a model's fields
    fields = [field for field in meta.concrete_fields if field.attname not in without]
    plain = "+" if vendor == "sqlite" else ""  # takes the declared type away, and with it the driver's conversion
    columns = ", ".join([*(f'{plain}"{field.column}"' for field in fields), *([beside] if beside else [])])
    locking = " FOR UPDATE" if lock and vendor == "postgresql" else ""
    statement = f'SELECT {columns} FROM "{meta.db_table}" WHERE {condition}{locking}'  # noqa: S608 - our own tables
    casts = [(place, _cast(field, vendor)) for place, field in enumerate(fields)]
    return statement, [field.attname for field in fields], [(place, cast) for place, cast in casts if cast]


@lru_cache(maxsize=_KEPT)
def _changing(
    model: type[models.Model], changes: tuple[str, ...], condition: str, vendor: str
) -> tuple[str, list[_Cast | None]]:
    meta = model._meta  # noqa: SLF001 - as above
    by_name = {field.attname: field for field in meta.concrete_fields}
    fields = [by_name[name] for name in changes]
    assigned = ", ".join(f'"{field.column}" = %s' for field in fields)
    statement = f'UPDATE "{meta.db_table}" SET {assigned} WHERE {condition}'  # noqa: S608 - our own tables
    return statement, [adapter(field, vendor) for field in fields]


def _cast(field: models.Field[Any, Any], vendor: str) -> _Cast | None:
    """Say how a value that the driver gives becomes the field's, where it is not that already."""
    if isinstance(field, models.JSONField):
        return lambda value: json.loads(value) if isinstance(value, str | bytes) else value
    if vendor == "sqlite" and isinstance(field, models.DateTimeField):
        return lambda text: datetime.fromisoformat(text + "+00:00")
    if vendor == "sqlite" and isinstance(field, models.DateField):
        return date.fromisoformat
    if vendor == "sqlite" and isinstance(field, models.BooleanField):
        return bool
    return None


def subjects_in(
    tables: Sequence[type[models.Model]], whose: str, parameters: Sequence[Any]
) -> dict[type[models.Model], set[int]]:
    """Give which of some people, by their rows, each of several models' tables has rows about, by one query.

    Arguments: ``whose``, a condition on ``subject_id``.
    """
    found: dict[type[models.Model], set[int]] = {model: set() for model in tables}
    query = " UNION ALL ".join(
        f'SELECT DISTINCT {place}, subject_id FROM "{model._meta.db_table}" WHERE {whose}'  # noqa: S608, SLF001 - as above
        for place, model in enumerate(tables)
    )
    for place, subject in run_prepared(query, [*parameters] * len(tables)) if tables else ():
        found[tables[place]].add(subject)
    return found
