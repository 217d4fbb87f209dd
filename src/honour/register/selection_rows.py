"""Opening a selection's values, a few hundred people at a time, each batch decided again by the database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import connection
from pyroaring import BitMap

from honour.evidence.prepared import run_prepared
from honour.gate import Filter
from honour.keyring import Keyring, KeyringError, Opener
from honour.register.facts_query import collected
from honour.register.numbers import Clauses
from honour.register.reading import ReadRecord
from honour.register.sealed import key_place, open_value, record_place

BATCH = 500
"""People whose records are read at once."""

_AMONG = {
    "sqlite": "IN (SELECT value FROM json_each(%s))",
    "postgresql": "= ANY(SELECT jsonb_array_elements_text(%s::jsonb)::bigint)",
}


def open_rows(
    keyring: Keyring, clauses: Clauses, asked: Filter, people: BitMap, unreadable: list[int]
) -> Iterator[tuple[str, ReadRecord]]:
    """Open every record that passes and belongs to one of ``people``, by person.

    Only their rows are looked at, however many others there are.
    Arguments: ``unreadable`` receives the numbers of records whose seal is broken.
    """
    query = _query(asked)
    waiting = iter(people)
    while batch := list(islice(waiting, BATCH)):
        opener: tuple[bytes, Opener] | None = None
        for row in run_prepared(query, (json.dumps(batch),)):
            try:
                opener = _opener(keyring, row, opener)
                yield row[1], _open(opener[1], clauses, row)
            except (KeyringError, ValueError, TypeError):
                unreadable.append(row[2])


def _query(asked: Filter) -> str:
    vendor = connection.vendor
    observed = f"CASE WHEN {asked.mask} = 0 THEN 0 ELSE 1 END" if asked.observed else "0"
    columns = (
        "s.id, s.public_id, r.id, r.category, r.version, r.source, r.value, r.collected_at, r.due_at, k.root_version, "
        "k.wrapped"
    )
    if vendor == "sqlite":  # a plus sign takes the declared type away, and with it the driver's conversion
        columns = re.sub(r"\b([srk]\.)", r"+\1", columns)
    conditions = f"{observed} AS observed FROM register_record r JOIN register_subject s ON s.id = r.subject_id"
    assert "%" not in conditions + asked.where  # noqa: S101 - or it would be taken for a parameter
    return f"""
        SELECT {columns}, {conditions}
          LEFT JOIN register_datakey k ON k.id = r.key_id AND k.state = 0
         WHERE r.superseded_by IS NULL AND r.subject_id {_AMONG[vendor]} AND {asked.where}
         ORDER BY r.subject_id, r.id
    """


def _opener(keyring: Keyring, row: tuple[Any, ...], before: tuple[bytes, Opener] | None) -> tuple[bytes, Opener]:
    """Give what opens a row's value: the last one, where the key is the same.

    Errors: ``KeyringError``; ``TypeError`` when the key is gone.
    """
    wrapped = row[10]
    if before is not None and before[0] == wrapped:
        return before
    return wrapped, Opener(keyring.unwrap(row[9], wrapped, key_place(row[0], row[3])))


def _open(opener: Opener, clauses: Clauses, row: tuple[Any, ...]) -> ReadRecord:
    subject, _, record, category, version, source, sealed, taken, due_at, _, _, observed = row
    named = clauses.named
    return ReadRecord(
        record,
        named["categories"][category],
        open_value(opener, sealed, record_place(subject, category, record, version)),
        None if source is None else named["sources"][source],
        None if version is None else named["versions"][version],
        collected(taken),
        None if due_at is None else collected(due_at),
        bool(observed),
    )
