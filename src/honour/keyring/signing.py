"""Ed25519 keys that sign the ledger's checkpoints, named as signed notes name them (C2SP ``signed-note``)."""

from __future__ import annotations

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from honour.keyring.rootkey import RootKey

_ED25519 = b"\x01"


class SigningKey:
    """One version of the key that signs checkpoints. Made from a root key for signing."""

    def __init__(self, root: RootKey) -> None:
        self.name = root.name
        self.version = root.version
        self._private = Ed25519PrivateKey.from_private_bytes(root.secret)
        self.public: bytes = self._private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Sign ``message``: 64 bytes (RFC 8032)."""
        return self._private.sign(message)

    @property
    def key_hash(self) -> bytes:
        """The 4 bytes by which a signature line names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    @property
    def verifier_key(self) -> str:
        """The public half as a ``vkey``: name, key hash and key, joined by plus signs."""
        return f"{self.name}+{self.key_hash.hex()}+{base64.b64encode(_ED25519 + self.public).decode('ascii')}"
