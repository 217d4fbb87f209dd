"""A small ledger made in memory, and its export."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from honour.ledger.checkpoint import Checkpoint, sign_checkpoint
from honour.ledger.commitment import canonical, commitment, content_text, entry_text, time_text
from honour.ledger.export.lines import Header
from honour.ledger.export.writer import StoredEntry, export_lines
from honour.ledger.hashing import leaf_hash, tree_hash
from honour.ledger.note import VerifierKey

UNKNOWN = {}.get  # the kept root of a tile, where none is kept
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class TestSigner:
    """An Ed25519 key from a seed."""

    __test__ = False
    name: str = "ledger.fellside.example"
    seed: bytes = b"s" * 32

    @property
    def _key(self):
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public(self):
        return VerifierKey(self.name, self._key.public_key().public_bytes_raw())

    @property
    def verifier_key(self):
        return str(self.public)

    def sign(self, data):
        return self._key.sign(data)


def stored(place, *, expired=False, until="2032-11-23", **payload):
    """Entry number ``place`` of a ledger whose entries are all alike but for their numbers."""
    salt = sha256(b"salt %d" % place).hexdigest()[:32]
    content = content_text(canonical({"purpose": "support", "n": place, **payload}), subject=place % 7)
    at = time_text(NOW - timedelta(days=1) + timedelta(seconds=place))
    entry = entry_text(1000 + 3 * place, at, "person:read", commitment(salt, content), until)
    leaf = leaf_hash(entry.encode())
    return StoredEntry(place, leaf, entry) if expired else StoredEntry(place, leaf, entry, salt, content)


@dataclass
class SmallLedger:
    """Entries with what is derived from them."""

    entries: list
    signer: TestSigner = field(default_factory=TestSigner)

    @classmethod
    def of(cls, size):
        return cls([stored(place) for place in range(size)])

    def note(self, size=None, *extensions):
        size = len(self.entries) if size is None else size
        root = tree_hash([entry.leaf for entry in self.entries[:size]])
        return sign_checkpoint(Checkpoint(self.signer.name, size, root, extensions), self.signer)

    @cached_property
    def lines(self):
        header = Header(time_text(NOW), len(self.entries), self.note(), (self.signer.verifier_key,))
        return list(export_lines(header, self.entries, UNKNOWN))

    @property
    def data(self):
        return b"".join(self.lines)
