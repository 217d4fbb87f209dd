"""The sequencer: takes committed entries into the tree, and signs what it has become.

Writers never wait for it. What a pass will write is worked out beforehand from committed rows; then one short
transaction moves the tree on, only if nobody else has moved it meanwhile. A pass that is killed has either happened or
not.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from honour.evidence.errors import EvidenceError
from honour.evidence.models import SignedCheckpoint, Tree
from honour.evidence.tree.cluster import cluster_name, leaves_left, restored_elsewhere
from honour.evidence.tree.endings import endings_of, index_endings
from honour.evidence.tree.growing import Growth
from honour.evidence.tree.people import index_people
from honour.evidence.tree.rows import NewLeaf, next_leaves
from honour.evidence.tree.short_write import short_write
from honour.evidence.tree.signing import Signing
from honour.evidence.tree.tiles import read_ids, read_tile, write_tiles
from honour.ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from honour.ledger.commitment import time_text
from honour.ledger.errors import LedgerError, ProofRefused
from honour.ledger.frontier import Frontier
from honour.ledger.hashing import leaf_hash
from honour.ledger.note import VerifierKey
from honour.ledger.proofs import consistency_proof, verify_consistency
from honour.ledger.tiles import TILE_WIDTH, TileNodes

MOST_AT_ONCE = 20_000  # entries


class TreeForkedError(EvidenceError):
    """The tree no longer begins with what was signed last, so nothing more is signed over it.

    Somebody changed its stored hashes or the last checkpoint, or put back part of a backup. `honour ledger verify` says
    where; restore the database from its newest backup.
    """


def integrate(signing: Signing, now: datetime, most: int = MOST_AT_ONCE) -> int:
    """Take up to ``most`` committed entries into the tree and sign it; return how many were taken.

    Errors: ``TreeForkedError`` when the tree does not extend the last checkpoint; then nothing was written.
    """
    tree, cluster = the_tree(), cluster_name()
    if restored_elsewhere(tree, cluster):
        with transaction.atomic(durable=True):
            taken, floor = leaves_left()
            return _extend(tree, taken, signing, now, {"last_xid": 0, "floor": floor, "cluster": cluster})
    taken = next_leaves(tree, most)
    if not taken:
        return 0
    last = taken[-1]
    return _extend(tree, taken, signing, now, {"last_xid": last.xid, "last_id": last.id, "cluster": cluster})


def the_tree() -> Tree:
    """Return the row that says where the tree stands; before the first entry, one that is not saved."""
    return Tree.objects.filter(pk=Tree.ROW).first() or Tree(pk=Tree.ROW)


def _extend(tree: Tree, taken: list[NewLeaf], signing: Signing, now: datetime, moved: dict[str, Any]) -> int:
    growth = Growth(
        tree.size,
        Frontier.from_bytes(tree.size - tree.size % TILE_WIDTH, bytes(tree.peaks)),
        read_tile,
        read_ids(tree.size // TILE_WIDTH) if tree.size % TILE_WIDTH else (),
    )
    growth.add([leaf_hash(leaf.data) for leaf in taken], [leaf.id for leaf in taken])
    checkpoint = Checkpoint(
        VerifierKey.parse(signing.signer.verifier_key).name,
        growth.size,
        growth.root(),
        (f"time {time_text(now)}", f"journal {signing.journal.number} {signing.journal.hash}"),
    )
    try:
        _demand_extension(tree.size, growth, checkpoint, signing)
    except TreeForkedError:
        if the_tree().size != tree.size:
            return 0  # another sequencer was first, and what was read here was half before and half after it
        raise
    note, endings = sign_checkpoint(checkpoint, signing.signer), endings_of(taken)
    moved |= {"size": growth.size, "peaks": growth.frontier.to_bytes()}
    with short_write():
        if tree._state.adding:  # noqa: SLF001 - Django's own word for a row that is not in the table
            Tree.objects.get_or_create(pk=Tree.ROW)
        if not Tree.objects.filter(pk=Tree.ROW, size=tree.size, last_id=tree.last_id).update(**moved):
            transaction.set_rollback(True)
            return 0  # another sequencer was first; its entries are these
        write_tiles(growth)
        index_people(taken)
        index_endings(endings)
        SignedCheckpoint.objects.create(size=checkpoint.size, note=note, at=now)
    return len(taken)


def _demand_extension(size: int, growth: Growth, new: Checkpoint, signing: Signing) -> None:
    """See that the tree begins with what was signed last, by proof, before signing what it has become."""
    last = SignedCheckpoint.objects.order_by("-pk").values_list("note", flat=True).first()
    if last is None and not size:
        return
    try:
        old, _ = open_checkpoint(last or "", signing.keys)
        if old.size != size:
            raise ProofRefused(f"It has {size} entries, and the last checkpoint is over {old.size}.")
        proof = consistency_proof(old.size, new.size, TileNodes(growth.tile))
        verify_consistency(old.size, new.size, old.root, new.root, proof)
    except LedgerError as error:
        raise TreeForkedError(
            f"The ledger is not signed any further. {error} `honour ledger verify` says more."
        ) from error
