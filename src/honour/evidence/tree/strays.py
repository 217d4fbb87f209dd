"""Entries outside the tree: those that wait their turn, and those that it has gone past."""

from __future__ import annotations

from django.db import connection
from pyroaring import BitMap64

from honour.evidence.models import Entry, Tree
from honour.evidence.tree.tiles import leaves_in_order

_MOST = 1_000  # strays looked at
_PASSED = {
    "postgresql": "id <= %s OR (xid, id) <= (%s::text::xid8, %s)",
    "sqlite": "id <= max(%s, %s, %s)",
}


def entries_outside(tree: Tree) -> tuple[int, list[Entry]]:
    """Count the entries that wait to be integrated, and return those that should be in the tree and are not.

    The sequencer passes nobody over, so one that stands outside behind it was put in by hand. At most a thousand are
    returned.
    """
    known = BitMap64()
    for leaves in leaves_in_order(tree.size):
        known.update(entry for _, entry, _ in leaves)
    outside = BitMap64(Entry.objects.values_list("pk", flat=True).iterator(10_000)) - known
    first = list(outside[:_MOST])
    behind = Entry.objects.filter(pk__in=first).extra(  # noqa: S610 - the condition is a constant above
        where=[_PASSED[connection.vendor]], params=[tree.floor, tree.last_xid, tree.last_id]
    )
    strays = list(behind.order_by("pk"))
    return len(outside) - len(strays), strays
