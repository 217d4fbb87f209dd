"""The proof of one entry, to be handed out."""

from __future__ import annotations

import json

from honour.evidence.errors import UnknownEntry
from honour.evidence.exporting import last_checkpoint
from honour.evidence.tree.rows import kept_entries
from honour.evidence.tree.signing import installed_keys
from honour.evidence.tree.tiles import place_of_entry, read_tile
from honour.ledger.bundle import Bundle
from honour.ledger.proofs import inclusion_proof
from honour.ledger.tiles import TileNodes


def proof_of(entry: int) -> Bundle:
    """Return a bundle that proves an entry offline, under the newest checkpoint.

    Errors: ``UnknownEntry`` when there is none of that number in the tree (a new one is, within a second or two);
    ``LedgerError`` when the stored tree lacks what the proof needs; ``NothingIntegrated``; those of the keyring.
    """
    checkpoint, place = last_checkpoint(), place_of_entry(entry)
    kept = next(iter(kept_entries([entry])), None)
    if place is None or place >= checkpoint.size or kept is None:
        raise UnknownEntry(f"Entry {entry} is not in the ledger's tree. A new entry is, within a second or two.")
    return Bundle(
        index=place,
        entry=json.loads(kept.text),
        salt=kept.salt,
        content=None if kept.content is None else json.loads(kept.content),
        proof=[step.hex() for step in inclusion_proof(place, checkpoint.size, TileNodes(read_tile))],
        checkpoint=checkpoint.note,
        keys=[str(key) for key in installed_keys()],
    )
