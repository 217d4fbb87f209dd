"""How far the tombstone journal had come by what was signed: a journal that is gone is known by that."""

from __future__ import annotations

from honour.evidence.models import SignedCheckpoint
from honour.ledger.checkpoint import read_checkpoint


def furthest_signed() -> int:
    """Return how many lines of the tombstone journal any checkpoint was signed for."""
    journals = (read_checkpoint(note).journal for note in SignedCheckpoint.objects.values_list("note", flat=True))
    return max((journal[0] for journal in journals if journal), default=0)
