"""What the database itself says is left: rows about somebody, and what its tables hold when it opens them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection

from honour.backups.postgresql import together
from honour.register.declared_columns import declared_columns
from honour.register.models import DataKey

_STAY = frozenset({"register_erasure", "register_datakey", "register_heldthing"})
"""Tables whose rows stay by an opaque number: erasures, keys without the key, what only one role may know of."""


def rows_about(subjects: Sequence[int]) -> dict[str, int]:
    """Count the rows about people in each table that names people; tables with none are left out."""
    if not subjects:
        return {}
    marks = ", ".join(["%s"] * len(subjects))
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table, columns in declared_columns().items():
            if "subject_id" in columns and table not in _STAY:
                name = connection.ops.quote_name(table)
                cursor.execute(f"SELECT count(*) FROM {name} WHERE subject_id IN ({marks})", list(subjects))  # noqa: S608 - our own tables
                if count := cursor.fetchone()[0]:
                    found[table] = count
    keys = DataKey.objects.filter(subject__in=subjects).exclude(wrapped=b"").count()
    return found | ({"register_datakey, with its key": keys} if keys else {})


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
