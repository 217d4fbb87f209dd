"""Inclusion and consistency proofs (RFC 6962, 2.1.1 and 2.1.2; verified as in RFC 9162, 2.1.3.2 and 2.1.4.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from honour.ledger.errors import ProofRefused
from honour.ledger.hashing import EMPTY_ROOT, node_hash

Nodes = Callable[[int, int], bytes]
"""``nodes(level, number)`` returns the root of the complete subtree over leaves ``number * 2**level`` onwards."""


def inclusion_proof(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """Prove that leaf ``index`` is in the tree of ``size`` leaves.

    Returns the hashes from the leaf's sibling up. Errors: ``IndexError`` when the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise IndexError(f"A tree of {size} leaves has no leaf {index}.")
    return _path(index, 0, size, nodes)


def consistency_proof(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """Prove that the tree of ``new`` leaves begins with the tree of ``old`` leaves.

    Errors: ``IndexError`` when the old tree is larger than the new.
    """
    if not 0 <= old <= new:
        raise IndexError(f"A tree of {new} leaves does not extend one of {old}.")
    return _shared(old, 0, new, nodes, known=True) if 0 < old < new else []


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check an inclusion proof against a root.

    Errors: ``ProofRefused`` with the reason.
    """
    if not 0 <= index < size:
        raise ProofRefused(f"A tree of {size} entries has no entry {index}.")
    running = leaf
    for step, on_left in _steps(index, size - 1, proof):
        running = node_hash(step, running) if on_left else node_hash(running, step)
    if running != root:
        raise ProofRefused(f"The proof does not lead from entry {index} to the root of the checkpoint.")


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the tree with ``new_root`` begins with the tree with ``old_root``.

    Errors: ``ProofRefused`` with the reason.
    """
    if not 0 <= old <= new:
        raise ProofRefused(f"A tree of {new} entries does not extend one of {old}.")
    if old in {0, new}:
        if proof or old_root != (EMPTY_ROOT if old == 0 else new_root):
            raise ProofRefused(f"The two trees of {old} entries differ.")
        return
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    if not steps:
        raise ProofRefused("The proof is empty.")
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for step, on_left in _steps(place, last, steps[1:]):
        before = node_hash(step, before) if on_left else before
        after = node_hash(step, after) if on_left else node_hash(after, step)
    if before != old_root or after != new_root:
        raise ProofRefused(f"The tree of {new} entries does not begin with the {old} entries signed before.")


def _steps(place: int, last: int, proof: Sequence[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield each hash of a proof, and whether it is the left child, on the way up from ``place``."""
    for step in proof:
        if last == 0:
            raise ProofRefused("The proof is longer than the tree is high.")
        on_left = bool(place & 1) or place == last
        yield step, on_left
        while on_left and place and not place & 1:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    if last:
        raise ProofRefused("The proof is shorter than the tree is high.")


def _split(low: int, high: int) -> int:
    """Where RFC 6962 divides leaves ``low..high``: after the largest power of two smaller than their number."""
    return low + (1 << ((high - low - 1).bit_length() - 1))


def _subtree(low: int, high: int, nodes: Nodes) -> bytes:
    span = high - low
    if span & (span - 1) == 0:
        return nodes(span.bit_length() - 1, low // span)
    middle = _split(low, high)
    return node_hash(_subtree(low, middle, nodes), _subtree(middle, high, nodes))


def _path(index: int, low: int, high: int, nodes: Nodes) -> list[bytes]:
    if high - low == 1:
        return []
    middle = _split(low, high)
    if index < middle:
        return [*_path(index, low, middle, nodes), _subtree(middle, high, nodes)]
    return [*_path(index, middle, high, nodes), _subtree(low, middle, nodes)]


def _shared(old: int, low: int, high: int, nodes: Nodes, *, known: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2; ``known`` while the subtree is one whose root the verifier has."""
    if old == high:
        return [] if known else [_subtree(low, high, nodes)]
    middle = _split(low, high)
    if old <= middle:
        return [*_shared(old, low, middle, nodes, known=known), _subtree(middle, high, nodes)]
    return [*_shared(old, middle, high, nodes, known=False), _subtree(low, middle, nodes)]
