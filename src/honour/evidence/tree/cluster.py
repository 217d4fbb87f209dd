"""Telling when the database was brought to another PostgreSQL, where transactions are numbered differently.

The sequencer goes by transaction numbers. In a cluster that counts from elsewhere, entries written from now on could
have numbers below those already taken, and would be passed over for ever. So what is left is taken at once, while
nobody can write, and from then on only entries after the last are looked at.
"""

from __future__ import annotations

from django.db import connection

from honour.evidence.models import Entry, Tile, Tree
from honour.evidence.tree.growing import unpack_ids
from honour.evidence.tree.rows import NewLeaf, committed_leaves


def cluster_name() -> str:
    """Return what the database calls its cluster; nothing on SQLite, which numbers no transactions."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        return str(cursor.fetchone()[0])


def restored_elsewhere(tree: Tree, cluster: str) -> bool:
    """Say whether the tree was last moved on in another cluster, or in a later state of this one."""
    if connection.vendor != "postgresql" or not tree.size:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return tree.cluster != cluster or tree.last_xid >= int(cursor.fetchone()[0])


def leaves_left() -> tuple[list[NewLeaf], int]:
    """Shut writers out until the transaction ends; return the entries that are not in the tree, and the last of all."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE evidence_entry IN SHARE ROW EXCLUSIVE MODE")
    known: set[int] = set()
    for entries in Tile.objects.filter(level=0).values_list("entries", flat=True).iterator():
        known.update(unpack_ids(bytes(entries or b"")))
    everything = Entry.objects.order_by("xid", "pk").values_list("pk", flat=True)
    left = [number for number in everything.iterator() if number not in known]
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return committed_leaves(left), last
