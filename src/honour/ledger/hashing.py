"""The hashes of an RFC 6962 Merkle tree.

Leaves and nodes are hashed under different first bytes (RFC 6962, 2.1), so that no node can be passed off as a leaf.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

HASH_SIZE = 32  # bytes
LEAF = b"\x00"
NODE = b"\x01"
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash one leaf's data (RFC 6962, 2.1)."""
    return sha256(LEAF + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash an inner node from its two children (RFC 6962, 2.1)."""
    return sha256(NODE + left + right).digest()


def tree_hash(hashes: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash over leaf hashes, in their order (RFC 6962, 2.1).

    A node without a right neighbour moves up unchanged; that is the same tree as the RFC's split at the largest
    power of two, and needs no recursion.
    """
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        paired = [sha256(NODE + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        if len(level) % 2:
            paired.append(level[-1])
        level = paired
    return level[0]
