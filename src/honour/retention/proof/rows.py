"""What the database itself says is left: rows about somebody, and what its tables hold when it opens them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import connection

from honour.backups.postgresql import together
from honour.register.declared_columns import declared_columns
from honour.register.fetching import among
from honour.register.models import DataKey, Record

_STAY = frozenset({"register_erasure", "register_datakey", "register_heldthing"})
"""Tables whose rows stay by an opaque number: erasures, keys without the key, what only one role may know of."""
_STAY_FOR_HOLDS = _STAY | {"register_staged"}
"""Where something is held, also what is not filed yet, which a hold on everything about somebody keeps."""


def rows_about(subjects: Sequence[int], but: Collection[int] = ()) -> dict[str, int]:
    """Count the rows about people in each table that names people; tables with none are left out.

    Arguments: ``but``, records that a hold keeps: they, what belongs to them and their keys are not counted, before the
    erasure or after it, or whoever reads the counts would learn of a sealed hold.
    """
    if not subjects:
        return {}
    marks = ", ".join(["%s"] * len(subjects))
    left_out = json.dumps(sorted(but))
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table, columns in declared_columns().items():
            if "subject_id" in columns and table not in (_STAY_FOR_HOLDS if but else _STAY):
                name = connection.ops.quote_name(table)
                query = f"SELECT count(*) FROM {name} WHERE subject_id IN ({marks})"  # noqa: S608 - our own tables
                parameters: list[Any] = list(subjects)
                if but and (kept := _kept_with(table, columns)):
                    query += f" AND NOT ({kept})"
                    parameters.append(left_out)
                cursor.execute(query, parameters)
                if count := cursor.fetchone()[0]:
                    found[table] = count
    with_key = DataKey.objects.filter(subject__in=subjects).exclude(wrapped=b"")
    keys = with_key.exclude(pk__in=Record.objects.filter(pk__in=list(but)).values("key")).count()
    return found | ({"register_datakey, with its key": keys} if keys else {})


def _kept_with(table: str, columns: Collection[str]) -> str:
    """Write the condition that a row is one of many records, or belongs to one; empty where no row does."""
    if table == "register_record":
        return among("id")
    if table == "register_collection":
        return f"id IN (SELECT collection_id FROM register_record WHERE {among('id')})"  # noqa: S608 - our own tables
    column = next((name for name in ("record_id", "record") if name in columns), "")
    return f"{column} IS NOT NULL AND {among(column)}" if column else ""


def contents(*, only_compressed: bool) -> Iterator[bytes]:
    """Give everything in the tables as PostgreSQL opens it, where its files say less or cannot be read.

    Arguments: ``only_compressed``, just the text of tables in which it may lie compressed: bytes never do, as what is
    sealed cannot be made smaller.
    """
    with connection.cursor() as cursor:
        for table in _tables(only_compressed=only_compressed):
            columns = [
                row[0] for row in _columns(table) if not only_compressed or row[1] in {"text", "jsonb", "varchar"}
            ]
            if not columns:
                continue
            names = [connection.ops.quote_name(column) for column in columns]
            anything = " OR ".join(f"{name} IS NOT NULL" for name in names)
            rows = f"SELECT {', '.join(names)} FROM {connection.ops.quote_name(table)} WHERE {anything}"  # noqa: S608 - names of the database's own
            with cursor.cursor.copy(f"COPY ({rows}) TO STDOUT (FORMAT binary)") as copy:
                yield from together(copy)


def _tables(*, only_compressed: bool) -> list[str]:
    large = "AND c.reltoastrelid <> 0 AND pg_relation_size(c.reltoastrelid) > 0" if only_compressed else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "  # noqa: S608 - constants
            f"WHERE n.nspname = current_schema() AND c.relkind = 'r' {large} ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


def _columns(table: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.attname, t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid "
            "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = current_schema() AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped "
            "ORDER BY a.attnum",
            [table],
        )
        return list(cursor.fetchall())
