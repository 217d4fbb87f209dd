"""Finding entries by the person they are about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from pydantic_core import from_json
from pyroaring import BitMap

from honour.evidence.models.entries import RUN_BITS
from honour.evidence.models.named import FEW_BITS
from honour.evidence.prepared import run_prepared

_AT_ONCE = 1_000  # sets whose numbers are fetched together
_LARGE = 4_096  # bytes of a set: those of a million people are fetched a few at a time
_SETS = 50
_AMONG = {
    "postgresql": "= ANY(ARRAY(SELECT jsonb_array_elements_text(%s::jsonb)::{type}))",
    "sqlite": "IN (SELECT value FROM json_each(%s))",
}
# A plus sign takes a column's declared type away, and with it the driver's conversion.
_ROW = {"postgresql": "e.id, e.at, e.kind, p.content", "sqlite": "e.id, +e.at, e.kind, p.content"}
# PostgreSQL keeps the plans of these: each row is looked up by its number, however few there were when a plan was made.
_JOIN = {
    "postgresql": "CROSS JOIN LATERAL (SELECT * FROM {table} WHERE {column} = {number} OFFSET 0) {name}",
    "sqlite": "JOIN {table} {name} ON {name}.{column} = {number}",
}
# The runs are named one by one, or neither database would use an index that begins with them; and by IN, for where a
# SQLite up to 3.40 joins them, its Bloom filter passes over rows once the tables were analysed.
_ALONE = {
    "postgresql": f"""(p.entry_id >> {RUN_BITS}) = ANY(ARRAY(SELECT generate_series(
        (SELECT min(entry_id) FROM evidence_payload) >> {RUN_BITS},
        (SELECT max(entry_id) FROM evidence_payload) >> {RUN_BITS}))) AND p.subject = %s""",  # noqa: S608 - a constant of ours
    # What the sequencer has not taken in yet is read through; where it stands is of the same moment as the index.
    "sqlite": """p.entry_id IN (
        SELECT entry FROM evidence_about WHERE run IN (WITH RECURSIVE run(number, last) AS (
            SELECT (SELECT min(run) FROM evidence_about), (SELECT max(run) FROM evidence_about)
            UNION ALL SELECT number + 1, last FROM run WHERE number < last
        ) SELECT number FROM run) AND subject = %s
        UNION SELECT entry_id FROM evidence_payload
         WHERE entry_id > coalesce((SELECT last_id FROM evidence_tree), 0) AND subject = %s
    )""",
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

    Entries about one person are found by index, run by run, and on SQLite those that are not in the tree yet by reading
    them; those about a few by the rows that name them; those about many by looking into each set of people whose lowest
    and highest number the person's lies between.
    Arguments: ``subject``, the register's id; ``kinds``, only entries of these, if any are given.
    """
    asked = (json.dumps(kinds),) if kinds else ()
    query = _alone_or_among_few(connection.vendor, some=bool(kinds))
    named = [subject] * _ALONE[connection.vendor].count("%s")
    found = [_use(row[:4], _how_many(row[4])) for row in run_prepared(query, (*named, *asked, subject, *asked))]
    sets = dict(_shared_with(subject, asked))
    if sets:
        among = run_prepared(_these(connection.vendor), (json.dumps(list(sets)),))
        found += [_use(row, sets[row[0]]) for row in among]
    return sorted(found, key=lambda use: (use.at, use.entry), reverse=True)


def _use(row: tuple[Any, ...], people: int) -> Use:
    entry, at, kind, content = row
    if isinstance(at, str):  # as SQLite keeps it: in UTC
        at = datetime.fromisoformat(f"{at}+00:00")
    return Use(entry, at, kind, from_json(content), people)


def _how_many(packed: bytes | None) -> int:
    """Say how many people an entry is about, by its set, which one about a person alone has not."""
    return 1 if packed is None else len(BitMap.deserialize(bytes(packed)))


@cache
def _alone_or_among_few(vendor: str, *, some: bool) -> str:
    """Write the query for the entries about a person alone, or among a few; ``some``, for those of some kinds only.

    Each has its set beside it, if it has one.
    """
    kinds = _of_kinds(vendor) if some else ""
    return f"""
        SELECT {_ROW[vendor]}, NULL FROM evidence_payload p {_entry(vendor)}
         WHERE {_ALONE[vendor]}{kinds}
        UNION ALL
        SELECT {_ROW[vendor]}, p.subjects FROM evidence_named n {_payload(vendor)} {_entry(vendor)}
         WHERE n.subject = %s{kinds}"""  # noqa: S608 - as above


@cache
def _these(vendor: str) -> str:
    """Write the query for entries by their numbers."""
    return f"""
        SELECT {_ROW[vendor]} FROM evidence_payload p {_entry(vendor)}
         WHERE p.entry_id {_AMONG[vendor].format(type="bigint")}"""  # noqa: S608 - as above


@cache
def _next_sets(vendor: str, *, some: bool) -> str:
    """Write the query for the next sets in which a person may be: without the set itself where that is large."""
    entry, kinds = (_entry(vendor), _of_kinds(vendor)) if some else ("", "")
    # Reckoned with, a number cannot be looked up: PostgreSQL would read all payloads by theirs, not the index of sets.
    number = {"postgresql": "(p.entry_id + 0)", "sqlite": "p.entry_id"}[vendor]
    return f"""
        SELECT p.entry_id, CASE WHEN length(p.subjects) <= {_LARGE} THEN p.subjects END FROM evidence_payload p {entry}
         WHERE p.lowest IS NOT NULL AND {number} > %s AND p.lowest <= %s AND p.highest >= %s{kinds}
         ORDER BY {number} LIMIT {_AT_ONCE}"""  # noqa: S608 - as above


@cache
def _large_sets(vendor: str) -> str:
    among = _AMONG[vendor].format(type="bigint")
    return f"SELECT entry_id, subjects FROM evidence_payload WHERE entry_id {among}"  # noqa: S608 - as above


def _entry(vendor: str) -> str:
    """Write that each payload's entry is looked up."""
    return _JOIN[vendor].format(table="evidence_entry", name="e", column="id", number="p.entry_id")


def _payload(vendor: str) -> str:
    """Write that the payload is looked up of each entry that names a person among few."""
    number = f"(n.id >> {FEW_BITS})"
    return _JOIN[vendor].format(table="evidence_payload", name="p", column="entry_id", number=number)


def _of_kinds(vendor: str) -> str:
    return f" AND e.kind {_AMONG[vendor].format(type='text')}"


def _shared_with(subject: int, kinds: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield each entry about many that is about this person too, and how many they are."""
    query, last = _next_sets(connection.vendor, some=bool(kinds)), 0
    while True:
        sets = run_prepared(query, (last, subject, subject, *kinds))
        yield from _holding(subject, ((entry, packed) for entry, packed in sets if packed is not None))
        large = [entry for entry, packed in sets if packed is None]
        for first in range(0, len(large), _SETS):
            portion = json.dumps(large[first : first + _SETS])
            yield from _holding(subject, run_prepared(_large_sets(connection.vendor), (portion,)))
        if len(sets) < _AT_ONCE:
            return
        last = sets[-1][0]


def _holding(subject: int, sets: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, int]]:
    """Yield of entries with their sets of people those that the person is in, and how many they are."""
    for entry, packed in sets:
        people = BitMap.deserialize(bytes(packed))
        if subject in people:
            yield entry, len(people)
