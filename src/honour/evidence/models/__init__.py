"""The rows evidence keeps."""

from honour.evidence.models.about import About
from honour.evidence.models.ending import Ending
from honour.evidence.models.entries import Entry, Payload
from honour.evidence.models.named import Named
from honour.evidence.models.proofs import KeptProof, Proving
from honour.evidence.models.tree import SignedCheckpoint, Tile, Tree
from honour.evidence.models.work import Duty, Work

__all__ = [
    "About",
    "Duty",
    "Ending",
    "Entry",
    "KeptProof",
    "Named",
    "Payload",
    "Proving",
    "SignedCheckpoint",
    "Tile",
    "Tree",
    "Work",
]
