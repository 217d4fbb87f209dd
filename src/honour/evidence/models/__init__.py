"""The rows evidence keeps."""

from honour.evidence.models.entries import Entry, Payload
from honour.evidence.models.tree import SignedCheckpoint, Tile, Tree

__all__ = ["Entry", "Payload", "SignedCheckpoint", "Tile", "Tree"]
