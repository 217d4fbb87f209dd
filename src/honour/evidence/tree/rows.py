"""Reading entries from the database in the form their leaves were made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db import connection

from honour.evidence.models import Tree
from honour.ledger.commitment import content_text, entry_text

# The text of a leaf is put together from text that the database writes, the same on both and always six digits. A plus
# sign takes a column's declared type away, and with it the driver's conversion to a date and back.
_COLUMNS = {
    "postgresql": (
        "e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), e.kind,"
        " encode(e.commitment, 'hex'), to_char(e.until, 'YYYY-MM-DD')"
    ),
    "sqlite": "e.id, replace(e.at, ' ', 'T') || 'Z', e.kind, lower(hex(e.commitment)), +e.until",
}
_NEXT = {
    "postgresql": """
        SELECT e.xid::text::bigint, {columns} FROM evidence_entry e
        WHERE (e.xid, e.id) > (%s::text::xid8, %s) AND e.id > %s AND e.xid < %s::text::xid8
        ORDER BY e.xid, e.id LIMIT %s""",
    # One writer at a time: numbers are given in the order of commits.
    "sqlite": "SELECT %s, {columns} FROM evidence_entry e WHERE e.id > max(%s, %s) ORDER BY e.id LIMIT %s",
}
# Below this number every transaction that could have written here is over: nothing can appear there any more. Those
# that run in other databases of the cluster are left out, or a long one there would keep ours waiting; so is the
# server's own cleaning, which has no user. One that ended since the snapshot is nobody's any more, so where it ran
# cannot be seen, and need not be: what it wrote here is there for the statement that follows.
_ALL_OVER_BELOW = """
    WITH present AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot),
    running AS MATERIALIZED (SELECT pg_snapshot_xip(snapshot) AS xid FROM present),
    elsewhere AS MATERIALIZED (
        SELECT backend_xid AS xid FROM pg_stat_activity
        WHERE datid <> (SELECT oid FROM pg_database WHERE datname = current_database()) OR usesysid IS NULL
    ),
    here AS MATERIALIZED (
        SELECT r.xid FROM running r WHERE NOT EXISTS (SELECT FROM elsewhere e WHERE e.xid = r.xid::xid)
    )
    SELECT coalesce(
        (SELECT h.xid FROM here h WHERE pg_xact_status(h.xid) = 'in progress' ORDER BY h.xid LIMIT 1),
        pg_snapshot_xmax(snapshot)
    )::text FROM present"""
_WITH_PAYLOAD = """
    SELECT {columns}, p.salt, p.content, p.subject, p.subjects
    FROM evidence_entry e LEFT JOIN evidence_payload p ON p.entry_id = e.id WHERE e.id {among}"""


class NewLeaf(NamedTuple):
    """A committed entry that is not in the tree yet: its transaction, its number, and its leaf's data."""

    xid: int
    id: int
    data: bytes


class KeptEntry(NamedTuple):
    """An entry as it is kept: its leaf's data as text; salt and content nothing once the payload is gone."""

    id: int
    text: str
    salt: str | None
    content: str | None


def next_leaves(tree: Tree, most: int) -> list[NewLeaf]:
    """Return the entries that follow the tree's last, in the order in which they will stand in it."""
    place: list[int | str] = [tree.last_xid, tree.last_id, tree.floor]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_ALL_OVER_BELOW)
            place.append(cursor.fetchone()[0])
        query = _NEXT[connection.vendor].format(columns=_COLUMNS[connection.vendor])
        cursor.execute(query, [*place, most])
        return [NewLeaf(xid, id_, entry_text(id_, *rest).encode()) for xid, id_, *rest in cursor.fetchall()]


def committed_leaves(ids: Sequence[int]) -> list[NewLeaf]:
    """Return the leaves of entries named by their numbers, in that order."""
    texts = {kept.id: kept.text for kept in kept_entries(ids)} if ids else {}
    return [NewLeaf(0, id_, texts[id_].encode()) for id_ in ids]


def anything_new(tree: Tree) -> bool:
    """Say whether an entry waits to be integrated."""
    return bool(next_leaves(tree, 1))


def kept_entries(ids: Sequence[int]) -> Iterator[KeptEntry]:
    """Yield the entries with these numbers, in any order; those whose rows are gone are not among them."""
    columns = _COLUMNS[connection.vendor]
    among, given = ("= ANY(%s)", [list(ids)]) if connection.vendor == "postgresql" else _spelt_out(ids)
    with connection.cursor() as cursor:
        cursor.execute(_WITH_PAYLOAD.format(columns=columns, among=among), given)
        for id_, at, kind, committed, until, salt, content, subject, subjects in cursor.fetchall():
            text = entry_text(id_, at, kind, committed, until)
            if salt is None:
                yield KeptEntry(id_, text, None, None)
            else:
                people = None if subjects is None else bytes(subjects)
                yield KeptEntry(id_, text, salt, content_text(content, subject, people))


def _spelt_out(ids: Sequence[int]) -> tuple[str, list[int]]:
    return f"IN ({', '.join(['%s'] * len(ids))})", list(ids)
