"""Writing an export from stored entries, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from honour.ledger.export.lines import Header, end_line, entry_line, tile_line
from honour.ledger.frontier import Frontier
from honour.ledger.hashing import tree_hash
from honour.ledger.tiles import TILE_HEIGHT, TILE_WIDTH


class StoredEntry(NamedTuple):
    """An entry as it is kept.

    Arguments: ``place``, where it stands in the tree; ``leaf``, the hash that the tree holds for it; ``entry``, from
    ``entry_text``, or nothing when the row is gone; ``salt`` and ``content``, nothing once the payload has expired.
    """

    place: int
    leaf: bytes
    entry: str | None
    salt: str | None = None
    content: str | None = None


def export_lines(
    header: Header, entries: Iterable[StoredEntry], tile_root: Callable[[int], bytes | None]
) -> Iterator[bytes]:
    """Yield the lines of an export.

    Arguments: ``entries``, all of them in the order of the tree; ``tile_root``, gives the kept root of a complete
    tile, or nothing, and then it gets the root of its entries. Hashes are written as they are kept, never mended, so
    that a reader finds what was changed in the store.
    """
    first = header.line()
    yield first
    frontier = Frontier()
    leaves: list[bytes] = []
    tail = None
    for stored in entries:
        leaves.append(stored.leaf)
        if stored.entry is not None:
            yield entry_line(stored.place, stored.leaf, stored.entry, stored.salt, stored.content)
        if len(leaves) == TILE_WIDTH:
            number = frontier.size >> TILE_HEIGHT
            root = tile_root(number) or tree_hash(leaves)
            frontier.add(root, TILE_HEIGHT)
            yield tile_line(number, TILE_WIDTH, root)
            leaves = []
    if leaves:
        tail = tree_hash(leaves)
        yield tile_line(frontier.size >> TILE_HEIGHT, len(leaves), tail)
    yield end_line(frontier.size + len(leaves), first, frontier.root(tail))
