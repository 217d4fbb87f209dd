"""The index by day on SQLite: on which days payloads of a run of entries end (``Ending``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from honour.evidence.models.ending import ENDING_BITS
from honour.evidence.tree.rows import NewLeaf

_OF_TAKEN = f"""
    SELECT DISTINCT +expires_at, entry_id >> {ENDING_BITS} FROM evidence_payload
     WHERE entry_id BETWEEN %s AND %s ORDER BY 1, 2"""  # noqa: S608 - a constant of ours
_WRITE = "INSERT INTO evidence_ending (until, run) VALUES (%s, %s) ON CONFLICT DO NOTHING"
# A run is read through once, however many of its days have come; what the sequencer has not taken in yet is read too.
_DUE = f"""
    WITH place AS MATERIALIZED (SELECT coalesce((SELECT last_id FROM evidence_tree), 0) AS last_id),
    run AS MATERIALIZED (SELECT DISTINCT run AS number FROM evidence_ending WHERE until <= %s)
    SELECT {{columns}} FROM run CROSS JOIN evidence_payload p
        ON p.entry_id BETWEEN run.number << {ENDING_BITS} AND (run.number << {ENDING_BITS}) + {(1 << ENDING_BITS) - 1}
     WHERE p.expires_at <= %s AND p.entry_id <= (SELECT last_id FROM place)
    UNION ALL SELECT {{columns}} FROM evidence_payload p
     WHERE p.entry_id > (SELECT last_id FROM place) AND p.expires_at <= %s
     LIMIT {{most}}"""  # noqa: S608 - as above
_DUE_BY_INDEX = """
    SELECT {columns} FROM evidence_payload p WHERE p.expires_at <= %s ORDER BY p.expires_at LIMIT {most}"""
_ALL = 1 << 62


def endings_of(taken: Sequence[NewLeaf]) -> list[tuple[str, int]]:
    """Read on which days the payloads of entries end that are taken into the tree together, with their runs.

    Before the transaction that takes them in: neither ever changes, and nobody waits for this.
    """
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(_OF_TAKEN, [taken[0].id, taken[-1].id])
        found: list[tuple[str, int]] = cursor.fetchall()
    return found


def index_endings(endings: Sequence[tuple[str, int]]) -> None:
    """Write days and runs as ``endings_of`` gave them."""
    if endings:
        with connection.cursor() as cursor:
            cursor.executemany(_WRITE, endings)


def payloads_due(day: date, most: int) -> list[tuple[int, int | None]]:
    """Return entries whose payloads end on a day or before, each with the one person it is about, up to so many."""
    query = _due(columns="p.entry_id, p.subject", most=most)
    with connection.cursor() as cursor:
        cursor.execute(query, [day.isoformat()] * query.count("%s"))
        due: list[tuple[int, int | None]] = cursor.fetchall()
    return due


def count_due(day: date) -> int:
    """Say how many payloads end on a day or before."""
    query = _due(columns="1", most=_ALL)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({query}) AS due", [day.isoformat()] * query.count("%s"))  # noqa: S608 - ours
        return int(cursor.fetchone()[0])


def forget_endings(day: date) -> None:
    """Delete what is noted of a day and those before, when no payload in the tree is left that ended by then."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM evidence_ending WHERE until <= %s", [day.isoformat()])


def _due(columns: str, most: int) -> str:
    """Write the question for payloads that ended by a day, which is given for each of its marks."""
    query = _DUE if connection.vendor == "sqlite" else _DUE_BY_INDEX
    return query.format(columns=columns, most=most)
