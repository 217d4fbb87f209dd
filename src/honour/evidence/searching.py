"""Finding entries by the person they are about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from pyroaring import BitMap

from honour.evidence.models.entries import RUN_BITS
from honour.evidence.prepared import run_prepared

_AT_ONCE = 500  # entries
_SETS = 50
_ENDS = "SELECT min(entry_id), max(entry_id) FROM evidence_payload"
_SAID = {
    "postgresql": """
        SELECT e.id, e.at, e.kind, p.content FROM evidence_payload p JOIN evidence_entry e ON e.id = p.entry_id
        WHERE p.entry_id = ANY(SELECT jsonb_array_elements_text(%s::jsonb)::bigint)""",
    "sqlite": """
        SELECT e.id, +e.at, e.kind, p.content FROM evidence_payload p JOIN evidence_entry e ON e.id = p.entry_id
        WHERE p.entry_id IN (SELECT value FROM json_each(%s))""",
}
# The runs are named one by one, or neither database would use an index that begins with them.
_ALONE = {
    "postgresql": f"""
        SELECT entry_id FROM evidence_payload
        WHERE (entry_id >> {RUN_BITS}) = ANY(ARRAY(SELECT generate_series(%s::bigint, %s::bigint))) AND subject = %s""",  # noqa: S608 - a constant of ours
    "sqlite": f"""
        WITH RECURSIVE run(number, last) AS (
            SELECT %s, %s UNION ALL SELECT number + 1, last FROM run WHERE number < last
        )
        SELECT entry_id FROM run CROSS JOIN evidence_payload
        WHERE (entry_id >> {RUN_BITS}) = run.number AND subject = %s""",  # noqa: S608 - as above
}


@dataclass(frozen=True, slots=True)
class Use:
    """An entry about a person.

    Arguments: ``entry``, its number; ``at``; ``kind``; ``payload``; ``people``, how many the entry is about.
    """

    entry: int
    at: datetime
    kind: str
    payload: dict[str, Any]
    people: int


def entries_about(subject: int, kinds: tuple[str, ...] = ()) -> list[Use]:
    """Return every entry about a person whose payload is still kept, the newest first.

    Entries about one person are found by index, run by run; those about many by looking into each set of people.
    Arguments: ``subject``, the register's id; ``kinds``, only entries of these, if any are given.
    """
    people = dict.fromkeys(_alone(subject), 1) | dict(_shared_with(subject))
    numbers, found = list(people), []
    query = _SAID[connection.vendor]
    for portion in (numbers[at : at + _AT_ONCE] for at in range(0, len(numbers), _AT_ONCE)):
        found += [
            _use(row, people[row[0]])
            for row in run_prepared(query, (json.dumps(portion),))
            if not kinds or row[2] in kinds
        ]
    return sorted(found, key=lambda use: (use.at, use.entry), reverse=True)


def _use(row: tuple[Any, ...], people: int) -> Use:
    entry, at, kind, content = row
    if isinstance(at, str):  # as SQLite keeps it: in UTC
        at = datetime.fromisoformat(f"{at}+00:00")
    return Use(entry, at, kind, json.loads(content), people)


def _alone(subject: int) -> list[int]:
    """Return the entries about this person alone."""
    ((first, last),) = run_prepared(_ENDS, ())
    if first is None:
        return []
    found = run_prepared(_ALONE[connection.vendor], (first >> RUN_BITS, last >> RUN_BITS, subject))
    return [row[0] for row in found]


def _shared_with(subject: int) -> Iterator[tuple[int, int]]:
    """Yield each entry about many that is about this person too, and how many they are."""
    with connection.chunked_cursor() as cursor:  # sets of a million people are not fetched at once
        cursor.execute("SELECT entry_id, subjects FROM evidence_payload WHERE subjects IS NOT NULL")
        while rows := cursor.fetchmany(_SETS):
            for entry, packed in rows:
                people = BitMap.deserialize(bytes(packed))
                if subject in people:
                    yield entry, len(people)
