"""Root keys as bytes, to be sealed under a passphrase: for the recovery kit on paper and the archive of keys."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from datetime import UTC, datetime

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from honour.keyring.errors import KitRefusedError
from honour.keyring.rootkey import KEY_BYTES, PURPOSES, RootKey

COST = 17
"""scrypt's work factor as a power of two: 128 MB and about half a second."""
MOST_COST = 20
"""No more is spent on a passphrase, whatever a file asks for."""
_LEAST_PASSPHRASE = 12
_KEY = struct.Struct(f">BHq8s{KEY_BYTES}sB")


def require_long(passphrase: str) -> None:
    """See that a passphrase is long enough to seal keys under.

    Errors: ``KitRefusedError`` below 12 characters.
    """
    if len(passphrase.strip()) < _LEAST_PASSPHRASE:
        raise KitRefusedError(
            f"The passphrase is too short: at least {_LEAST_PASSPHRASE} characters, better five words."
        )


def stretch(passphrase: str, salt: bytes, cost: int) -> bytes:
    """Make a key of a passphrase with scrypt (RFC 7914); ``cost`` is its work factor as a power of two."""
    return Scrypt(salt=salt, length=KEY_BYTES, n=2**cost, r=8, p=1).derive(passphrase.strip().encode())


def pack_keys(keys: Iterable[RootKey]) -> bytes:
    """Write keys one after another."""
    return b"".join(_pack(key) for key in keys)


def unpack_keys(packed: bytes) -> tuple[RootKey, ...]:
    """Read what ``pack_keys`` wrote.

    Errors: ``ValueError`` when it is something else.
    """
    found, at = [], 0
    while at < len(packed):
        try:
            purpose, version, made, identity, secret, length = _KEY.unpack_from(packed, at)
            at += _KEY.size + length
            name = packed[at - length : at].decode()
            made_at = datetime.fromtimestamp(made, tz=UTC)
            found.append(RootKey(PURPOSES[purpose], identity.hex(), version, made_at, secret, name))
        except (struct.error, IndexError, OverflowError) as broken:
            raise ValueError("These bytes are no packed keys.") from broken
    return tuple(found)


def _pack(key: RootKey) -> bytes:
    name = key.name.encode()
    made = int(key.made_at.timestamp())
    packed = _KEY.pack(PURPOSES.index(key.purpose), key.version, made, bytes.fromhex(key.id), key.secret, len(name))
    return packed + name
