"""Adding up the tree while an export is read, and keeping apart what was computed from what the file states."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from honour.ledger.frontier import Frontier
from honour.ledger.hashing import EMPTY_ROOT, tree_hash
from honour.ledger.tiles import TILE_HEIGHT, TILE_WIDTH


@dataclass(frozen=True)
class Roots:
    """The root over a number of entries: ``computed`` from them, ``stated`` by the tile lines; nothing if unknown."""

    computed: bytes | None
    stated: bytes | None

    @property
    def known(self) -> bool:
        """Whether either could be had."""
        return self.computed is not None or self.stated is not None


class Tally:
    """The tree of an export, tile by tile.

    Arguments: ``sizes``, the tree sizes whose roots will be wanted.
    """

    def __init__(self, sizes: Iterable[int]) -> None:
        self.tile = 0
        self.leaves: list[bytes | None] = [None] * TILE_WIDTH
        self.suspects: list[tuple[int, int]] = []
        """Tiles whose entries look whole and yet do not add up to what their tile line states, with their length."""
        self.whole = Roots(EMPTY_ROOT, EMPTY_ROOT)
        """The roots over all tiles closed so far."""
        self.roots = {0: self.whole}
        self._wanted = sorted(set(sizes), reverse=True)
        self._written: dict[int, bytes] = {}
        self._ahead: dict[int, tuple[bytes | None, bytes | None]] = {}
        self._computed: Frontier | None = Frontier()
        self._stated: Frontier | None = Frontier()

    def put(self, index: int, leaf: bytes | None, written: bytes | None = None) -> None:
        """Note an entry's leaf hash; ``written`` is what its line states where that differs."""
        tile, slot = divmod(index, TILE_WIDTH)
        if tile > self.tile:
            self._ahead[index] = leaf, written
        elif tile == self.tile:
            self.leaves[slot] = leaf
            if written is not None and written != leaf:
                self._written[slot] = written

    def put_run(self, slot: int, leaves: list[bytes]) -> None:
        """Note the leaf hashes of entries that follow one another in the present tile, the first at ``slot``."""
        self.leaves[slot : slot + len(leaves)] = leaves

    def close(self, entries: int, stated: bytes | None) -> bool:
        """Close the present tile of so many entries.

        Arguments: ``stated``, the root in its tile line, if there is one. Returns false when entries that were found
        damaged do not explain why the tile's hash differs.
        """
        leaves = self.leaves[:entries]
        computed = _root(leaves)
        explained = True
        if self._written and stated is not None and computed != stated:
            as_written = [self._written.get(slot, leaf) for slot, leaf in enumerate(leaves)]
            other = _root(as_written)
            explained = other is None or other == stated
            if other == stated:
                leaves, computed = as_written, other
        elif computed is not None and stated is not None and computed != stated:
            self.suspects.append((self.tile, entries))
        tails = computed or stated, stated or computed
        self._note_roots(leaves, tails)
        self._computed = _grown(self._computed, entries, tails[0])
        self._stated = _grown(self._stated, entries, tails[1])
        self._begin(self.tile + 1)
        return explained

    def _begin(self, tile: int) -> None:
        self.tile = tile
        self.leaves = [None] * TILE_WIDTH
        self._written = {}
        for index in [index for index in self._ahead if index // TILE_WIDTH == tile]:
            self.put(index, *self._ahead.pop(index))

    def _note_roots(self, leaves: list[bytes | None], tails: tuple[bytes | None, bytes | None]) -> None:
        first = self.tile * TILE_WIDTH
        while self._wanted and self._wanted[-1] < first + len(leaves):
            size = self._wanted.pop()
            part = _root(leaves[: size - first])
            self.roots[size] = self._roots((part, part)) if size > first else self.whole
        self.whole = self._roots(tails)
        self.roots[first + len(leaves)] = self.whole

    def _roots(self, tails: tuple[bytes | None, bytes | None]) -> Roots:
        return Roots(_with_tail(self._computed, tails[0]), _with_tail(self._stated, tails[1]))


def _root(leaves: list[bytes | None]) -> bytes | None:
    known = [leaf for leaf in leaves if leaf is not None]
    return tree_hash(known) if len(known) == len(leaves) else None


def _grown(frontier: Frontier | None, entries: int, root: bytes | None) -> Frontier | None:
    """Add a tile; once one is not known, nor is anything after it. A shorter tile is the last: nothing follows it."""
    if frontier is None or root is None or entries != TILE_WIDTH:
        return None
    frontier.add(root, TILE_HEIGHT)
    return frontier


def _with_tail(frontier: Frontier | None, tail: bytes | None) -> bytes | None:
    return None if frontier is None or tail is None else frontier.root(tail)
