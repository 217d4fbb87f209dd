"""What refers to records, and sees that nothing refers to one that is gone.

The database does not hold these references, since it would look for each of them again for every record that goes, one
by one; whoever deletes records asks here, once for all of them, before that commits. What refers to a record is what
the models say does: a new one is asked about from its first day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from honour.evidence.prepared import run_prepared
from honour.register.errors import RegisterError
from honour.register.models import Record


class OrphanedError(RegisterError):
    """Something still refers to records that were to be deleted, so they were not."""


@cache
def references() -> tuple[tuple[str, str], ...]:
    """Give the tables and columns that refer to records without the database holding them."""
    fields: list[Any] = [relation.field for relation in Record._meta.related_objects]  # noqa: SLF001 - Django's own way
    loose = [field for field in fields if field.many_to_one and not field.db_constraint]
    return tuple(sorted((field.model._meta.db_table, field.column) for field in loose))  # noqa: SLF001 - as above


def require_unreferred(among: Callable[[str], str], parameters: Sequence[Any] = ()) -> None:
    """See that nothing refers to deleted records any more. Call it in the transaction that deleted them.

    Arguments: ``among``, which writes the condition that a column is one of their numbers, with its ``parameters``.
    Errors: ``OrphanedError``, which takes the deletion back.
    """
    query = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table} WHERE {among(column)})"  # noqa: S608 - ours
        for table, column in references()
    )
    for (table,) in run_prepared(query, [*parameters] * len(references())):
        named = table if isinstance(table, str) else table.decode()
        raise OrphanedError(
            f"Rows of {named} still belong to records that were to be deleted. Nothing was deleted: whatever keeps "
            "such rows has to forget them first."
        )


def orphans() -> Iterator[tuple[str, int]]:
    """Give the tables with rows that refer to records that are not there, and how many rows they are."""
    for table, column in references():
        query = (
            f"SELECT count(*) FROM {table} o WHERE o.{column} IS NOT NULL "  # noqa: S608 - ours
            f"AND NOT EXISTS (SELECT 1 FROM register_record r WHERE r.id = o.{column})"
        )
        if count := run_prepared(query, ())[0][0]:
            yield table, count
