"""The frontier: what must be kept of a Merkle tree to go on appending to it.

It holds one hash for each complete subtree at the right edge, so a tree of n leaves needs at most log2(n) + 1 hashes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from honour.ledger.errors import FrontierBroken
from honour.ledger.hashing import EMPTY_ROOT, HASH_SIZE, node_hash


@dataclass
class Frontier:
    """The right edge of a tree.

    Arguments: ``size``, the number of leaves; ``peaks``, the roots of its complete subtrees, the largest first.
    Errors: ``FrontierBroken`` when the number of peaks does not fit the size.
    """

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.size < 0 or self.size.bit_count() != len(self.peaks):
            raise FrontierBroken(f"A tree of {self.size} leaves has other peaks than the {len(self.peaks)} given.")

    def add(self, subtree: bytes, level: int = 0) -> None:
        """Append a complete subtree of ``2**level`` leaves; level 0 is a single leaf hash.

        Errors: ``FrontierBroken`` when the tree does not end where such a subtree may begin.
        """
        if self.size % (1 << level):
            raise FrontierBroken(f"A subtree of {1 << level} leaves cannot begin at leaf {self.size}.")
        merged, complete = subtree, self.size >> level
        while complete & 1:
            merged = node_hash(self.peaks.pop(), merged)
            complete >>= 1
        self.peaks.append(merged)
        self.size += 1 << level

    def root(self, tail: bytes | None = None) -> bytes:
        """Return the root of the tree.

        Arguments: ``tail``, the tree hash of further leaves that do not yet make a complete subtree.
        """
        folded = tail
        for peak in reversed(self.peaks):
            folded = peak if folded is None else node_hash(peak, folded)
        return EMPTY_ROOT if folded is None else folded

    def copy(self) -> Frontier:
        """Return a frontier that can grow without changing this one."""
        return Frontier(self.size, list(self.peaks))

    def to_bytes(self) -> bytes:
        """Return the peaks one after another; the size is kept beside them."""
        return b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, size: int, peaks: bytes) -> Frontier:
        """Read what ``to_bytes`` wrote.

        Errors: ``FrontierBroken`` when the bytes are not whole hashes or too many or few for the size.
        """
        if len(peaks) % HASH_SIZE:
            raise FrontierBroken(f"The frontier's {len(peaks)} bytes are not whole hashes of {HASH_SIZE} bytes.")
        return cls(size, [peaks[at : at + HASH_SIZE] for at in range(0, len(peaks), HASH_SIZE)])
