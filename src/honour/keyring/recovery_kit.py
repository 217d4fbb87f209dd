"""The recovery kit: all root keys on paper, sealed under a passphrase. A lost root key is everything lost.

The text is lines of 20 bytes in base 32 (RFC 4648), each with its number and a checksum, so that a line typed wrongly
is named. The bytes are the keys, sealed with AES-256-GCM under a key that scrypt (RFC 7914) makes from the passphrase.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from honour.keyring.errors import KeysExistError, KitRefusedError, KitUnreadableError, SealBrokenError
from honour.keyring.kit_text import from_lines, to_lines
from honour.keyring.ring import Keyring, open_keyring
from honour.keyring.rootkey import KEY_BYTES, PURPOSES, Randomness, RootKey, sync_folder, write_key
from honour.keyring.sealing import seal, unseal

_MAGIC = b"HK\x01"
_HEADER = struct.Struct(">3sB16s")
_KEY = struct.Struct(f">BHq8s{KEY_BYTES}sB")
COST = 17
"""scrypt's work factor as a power of two: 128 MB and about half a second."""
_MOST_COST = 20
_LEAST_PASSPHRASE = 12


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What trying a kit showed: every key of the keyring it holds, lacks or has otherwise, as ``purpose version``."""

    held: tuple[str, ...]
    missing: tuple[str, ...]
    differing: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether the kit alone would bring everything back."""
        return not self.missing and not self.differing


def make_kit(keyring: Keyring, passphrase: str, randomness: Randomness = secrets.token_bytes, cost: int = COST) -> str:
    """Write the kit's text, to be printed and kept apart from the passphrase.

    Arguments: ``passphrase``, at least 12 characters; ``cost``, scrypt's work factor as a power of two.
    Errors: ``KitRefusedError`` for a short passphrase.
    """
    if len(passphrase) < _LEAST_PASSPHRASE:
        raise KitRefusedError(
            f"The passphrase is too short: at least {_LEAST_PASSPHRASE} characters, better five words."
        )
    header = _HEADER.pack(_MAGIC, cost, randomness(16))
    plain = b"".join(_pack(key) for versions in keyring.keys.values() for _, key in sorted(versions.items()))
    sealed = seal(_stretch(passphrase, header), plain, header, randomness)
    return to_lines(header + sealed)


def open_kit(text: str, passphrase: str) -> tuple[RootKey, ...]:
    """Read the keys from a kit's text.

    Errors: ``KitUnreadableError`` naming the line that is not right; ``KitRefusedError`` for another passphrase.
    """
    data = from_lines(text)
    header = data[: _HEADER.size]
    if len(data) <= _HEADER.size or not header.startswith(_MAGIC) or header[3] > _MOST_COST:
        raise KitUnreadableError("This text is no recovery kit that this version of Honour can read.")
    try:
        plain = unseal(_stretch(passphrase, header), data[_HEADER.size :], header)
    except SealBrokenError as broken:
        raise KitRefusedError("The kit does not open with this passphrase.") from broken
    return tuple(_unpack(plain))


def rehearse(text: str, passphrase: str, keyring: Keyring) -> Rehearsal:
    """Try a kit against the keys in use, without writing anything.

    Errors: those of ``open_kit``.
    """
    held = {(key.purpose, key.version): key for key in open_kit(text, passphrase)}
    here = {(key.purpose, version): key for versions in keyring.keys.values() for version, key in versions.items()}
    return Rehearsal(
        tuple(
            f"{purpose} {version}" for (purpose, version), key in here.items() if held.get((purpose, version)) == key
        ),
        tuple(f"{purpose} {version}" for (purpose, version) in here if (purpose, version) not in held),
        tuple(f"{p} {v}" for (p, v), key in here.items() if (p, v) in held and held[p, v] != key),
    )


def recover_keys(text: str, passphrase: str, folder: Path) -> Keyring:
    """Write the kit's keys into a folder that has none.

    Errors: those of ``open_kit``; ``KeysExistError`` when there are keys.
    """
    keys = open_kit(text, passphrase)
    if folder.exists() and any(folder.iterdir()):
        raise KeysExistError(
            f"{folder} is not empty. Move what is there aside, so that nothing is lost, and try again."
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for key in keys:
        write_key(folder, key)
    sync_folder(folder.parent)
    return open_keyring(folder)


def _stretch(passphrase: str, header: bytes) -> bytes:
    _, cost, salt = _HEADER.unpack(header)
    return Scrypt(salt=salt, length=KEY_BYTES, n=2**cost, r=8, p=1).derive(passphrase.strip().encode())


def _pack(key: RootKey) -> bytes:
    name = key.name.encode()
    made = int(key.made_at.timestamp())
    packed = _KEY.pack(PURPOSES.index(key.purpose), key.version, made, bytes.fromhex(key.id), key.secret, len(name))
    return packed + name


def _unpack(plain: bytes) -> Iterator[RootKey]:
    at = 0
    while at < len(plain):
        purpose, version, made, identity, secret, length = _KEY.unpack_from(plain, at)
        at += _KEY.size + length
        name = plain[at - length : at].decode()
        made_at = datetime.fromtimestamp(made, tz=UTC)
        yield RootKey(PURPOSES[purpose], identity.hex(), version, made_at, secret, name)
