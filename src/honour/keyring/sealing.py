"""Sealing bytes with AES-256-GCM (NIST SP 800-38D), bound to the place they belong to."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from honour.keyring.errors import SealBrokenError
from honour.keyring.rootkey import KEY_BYTES, Randomness

NONCE_BYTES = 12


def seal(key: bytes, plain: bytes, associated: bytes, randomness: Randomness = secrets.token_bytes) -> bytes:
    """Seal ``plain``: a random nonce, then the encrypted bytes with their tag.

    ``associated`` says where the value belongs; opened anywhere else it breaks.
    """
    nonce = randomness(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, associated)


class Opener:
    """Opens many values sealed under one key."""

    def __init__(self, key: bytes) -> None:
        self._decrypt = AESGCM(key).decrypt

    def __call__(self, sealed: bytes, associated: bytes) -> bytes:
        """Open what ``seal`` made.

        Errors: ``SealBrokenError`` under another key, at another place, or when a byte was changed.
        """
        try:
            return self._decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], associated)
        except (InvalidTag, ValueError) as broken:
            raise SealBrokenError(
                "A sealed value does not open: it was written under another key or for another place, or was changed."
            ) from broken


def unseal(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """Open one value; see ``Opener``.

    Errors: ``SealBrokenError``.
    """
    return Opener(key)(sealed, associated)


def make_data_key(randomness: Randomness = secrets.token_bytes) -> bytes:
    """Make a key for one person's data of one category."""
    return randomness(KEY_BYTES)
