"""Tiles: the tree's hashes in runs of 256, eight levels of the tree at a time (as C2SP tlog-tiles cuts them).

Tile ``(0, n)`` holds the leaf hashes from ``256 * n``; tile ``(1, n)`` the roots of 256 tiles of level 0, and so on.
Hashes between those levels are computed when a proof asks for them.
"""

from __future__ import annotations

from collections.abc import Callable

from honour.ledger.errors import LedgerError
from honour.ledger.hashing import HASH_SIZE, tree_hash

TILE_HEIGHT = 8  # levels
TILE_WIDTH = 1 << TILE_HEIGHT  # hashes

TileReader = Callable[[int, int], bytes]
"""``read(level, number)`` returns a tile's hashes one after another, fewer than 256 at the right edge."""


class TileNodes:
    """Answers a proof's questions from tiles.

    Arguments: ``read``, fetches one tile; each is fetched once.
    Errors: ``LedgerError`` when a tile is too short to hold a hash that the tree must have.
    """

    def __init__(self, read: TileReader) -> None:
        self._read = read
        self._seen: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, number: int) -> bytes:
        """Return the root of the complete subtree over leaves ``number * 2**level`` onwards."""
        tile_level, inner = divmod(level, TILE_HEIGHT)
        first = number << inner
        tile, at = divmod(first, TILE_WIDTH)
        hashes = self._tile(tile_level, tile)[at * HASH_SIZE : (at + (1 << inner)) * HASH_SIZE]
        if len(hashes) != HASH_SIZE << inner:
            raise LedgerError(f"Tile {tile} of level {tile_level} lacks hashes that the tree must have.")
        return tree_hash(split_hashes(hashes))

    def _tile(self, level: int, number: int) -> bytes:
        key = level, number
        if key not in self._seen:
            self._seen[key] = self._read(level, number)
        return self._seen[key]


def split_hashes(joined: bytes) -> list[bytes]:
    """Cut hashes that stand one after another."""
    return [joined[at : at + HASH_SIZE] for at in range(0, len(joined), HASH_SIZE)]
