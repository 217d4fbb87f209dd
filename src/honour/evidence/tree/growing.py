"""What a tree becomes when leaves are added: its new tiles and frontier, worked out before anything is written."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from honour.ledger.frontier import Frontier
from honour.ledger.hashing import HASH_SIZE, tree_hash
from honour.ledger.tiles import TILE_HEIGHT, TILE_WIDTH, TileReader, split_hashes

_TILE_BYTES = TILE_WIDTH * HASH_SIZE


@dataclass
class Growth:
    """A tree to be extended.

    Arguments: ``size``, its leaves; ``frontier``, over its complete tiles; ``read``, fetches a tile; ``ids``, the
    entries' numbers in the last tile, if that is not complete. After ``add``: ``tiles`` holds the hashes of every tile
    that is new or longer, by level and number; ``entries`` the entries' numbers of those of level 0.
    """

    size: int
    frontier: Frontier
    read: TileReader
    ids: Sequence[int] = ()
    tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)
    entries: dict[int, list[int]] = field(default_factory=dict)

    def add(self, leaves: Sequence[bytes], ids: Sequence[int]) -> None:
        """Add leaf hashes with their entries' numbers."""
        first, all_ids = self.size // TILE_WIDTH, [*self.ids, *ids]
        for tile, at in enumerate(range(0, len(all_ids), TILE_WIDTH), first):
            self.entries[tile] = all_ids[at : at + TILE_WIDTH]
        self._extend(0, self.size, b"".join(leaves))
        self.size += len(leaves)

    def root(self) -> bytes:
        """Return the root over all leaves."""
        tail = self.size % TILE_WIDTH
        if not tail:
            return self.frontier.root()
        return self.frontier.root(tree_hash(split_hashes(self.tile(0, self.size // TILE_WIDTH))))

    def tile(self, level: int, number: int) -> bytes:
        """Return a tile as it will be."""
        grown = self.tiles.get((level, number))
        return self.read(level, number) if grown is None else grown

    def _extend(self, level: int, before: int, hashes: bytes) -> None:
        number, kept = divmod(before, TILE_WIDTH)
        joined = (self.read(level, number) if kept else b"") + hashes
        full = []
        for at in range(0, len(joined), _TILE_BYTES):
            tile = self.tiles[level, number] = joined[at : at + _TILE_BYTES]
            number += 1
            if len(tile) == _TILE_BYTES:
                full.append(tree_hash(split_hashes(tile)))
        if level == 0:
            for root in full:
                self.frontier.add(root, TILE_HEIGHT)
        if full:
            self._extend(level + 1, before >> TILE_HEIGHT, b"".join(full))


def pack_ids(ids: Sequence[int]) -> bytes:
    """Write entries' numbers one after another, eight bytes each."""
    return struct.pack(f"<{len(ids)}q", *ids)


def unpack_ids(packed: bytes) -> tuple[int, ...]:
    """Read what ``pack_ids`` wrote."""
    return struct.unpack(f"<{len(packed) // 8}q", packed)
