"""The index by person on SQLite, which is written for many entries at once as they are taken into the tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from honour.evidence.models import Tree
from honour.evidence.models.about import ABOUT_BITS
from honour.evidence.tree.rows import NewLeaf

# In the order of the index, so that each of its pages is written once; and passing over what an upgrade wrote before.
_WRITE = f"""
    INSERT INTO evidence_about (run, subject, entry)
    SELECT entry_id >> {ABOUT_BITS}, subject, entry_id FROM evidence_payload
     WHERE entry_id BETWEEN %s AND %s AND subject IS NOT NULL ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING"""  # noqa: S608 - a constant of ours
_DELETE = "DELETE FROM evidence_about WHERE run = %s AND subject = %s AND entry = %s"
_LEFT_OUT = f"""
    SELECT p.entry_id FROM evidence_payload p
     WHERE p.entry_id <= %s AND p.subject IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM evidence_about a
         WHERE a.run = p.entry_id >> {ABOUT_BITS} AND a.subject = p.subject AND a.entry = p.entry_id)
     ORDER BY p.entry_id"""  # noqa: S608 - a constant of ours


def index_people(taken: Sequence[NewLeaf]) -> None:
    """Write whom entries are about that are taken into the tree together, in the order of their numbers."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [taken[0].id, taken[-1].id])


def forget_people(entries: Iterable[tuple[int, int | None]]) -> None:
    """Delete whom entries were about, given with the person, whose payloads go."""
    if connection.vendor == "sqlite":
        rows = [(entry >> ABOUT_BITS, subject, entry) for entry, subject in entries if subject is not None]
        with connection.cursor() as cursor:
            cursor.executemany(_DELETE, rows)


def entries_left_out(tree: Tree) -> list[int]:
    """Return the entries in the tree that nobody would find by the person whom they are about."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_OUT, [tree.last_id])
        return [number for (number,) in cursor.fetchall()]
