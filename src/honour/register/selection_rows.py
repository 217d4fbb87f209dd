"""Opening a selection's values, batch after batch, each batch decided again by the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from pyroaring import BitMap

from honour.gate import Filter
from honour.keyring import Keyring, KeyringError, Opener
from honour.register.facts_query import aware
from honour.register.numbers import Clauses
from honour.register.reading import ReadRecord
from honour.register.sealed import key_place, open_value, record_place

BATCH = 500
"""Records read at once."""


def open_rows(  # noqa: PLR0913 - what opens them, and whose
    keyring: Keyring, clauses: Clauses, asked: Filter, people: BitMap, unreadable: list[int], *, few: bool = False
) -> Iterator[tuple[str, ReadRecord]]:
    """Open every record that passes and belongs to one of ``people``, by person.

    Arguments: ``unreadable`` receives the numbers of records whose seal is broken; ``few``, whether the people are so
    few that the query names them, and nobody else's rows are walked through.
    """
    if few and not people:
        return
    query = _query(asked, f"r.subject_id IN ({', '.join(map(str, people))}) AND " if few else "")
    after = 0, 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(query, [after[0], after[0], after[1], BATCH])
            rows = cursor.fetchall()
        if not rows:
            return
        for row in rows:
            if row[0] not in people:
                continue
            try:
                yield row[1], _open(keyring, clauses, row)
            except (KeyringError, ValueError, TypeError):
                unreadable.append(row[2])
        after = rows[-1][0], rows[-1][2]


def _query(asked: Filter, among: str) -> str:
    observed = f"CASE WHEN {asked.mask} = 0 THEN 0 ELSE 1 END" if asked.observed else "0"
    conditions = f"{observed}, {asked.where}"
    assert "%" not in conditions  # noqa: S101 - or it would be taken for a parameter
    return f"""
        SELECT s.id, s.public_id, r.id, r.category, r.version, r.source, r.value, r.collected_at, r.due_at,
               k.root_version, k.wrapped, {observed}
          FROM register_record r
          JOIN register_subject s ON s.id = r.subject_id
          LEFT JOIN register_datakey k ON k.id = r.key_id AND k.state = 0
         WHERE r.superseded_by IS NULL AND r.subject_id >= %s AND (r.subject_id > %s OR r.id > %s)
           AND {among}{asked.where}
         ORDER BY r.subject_id, r.id
         LIMIT %s
    """  # noqa: S608 - the gate's own SQL


def _open(keyring: Keyring, clauses: Clauses, row: tuple[Any, ...]) -> ReadRecord:
    subject, _, record, category, version, source, sealed, collected_at, due_at, root_version, wrapped, observed = row
    key = keyring.unwrap(root_version, bytes(wrapped), key_place(subject, category))
    return ReadRecord(
        record,
        clauses.named["categories"][category],
        open_value(Opener(key), sealed, record_place(subject, category, record, version)),
        clauses.clause("sources", source),
        clauses.clause("versions", version),
        aware(collected_at),
        aware(due_at),
        bool(observed),
    )
