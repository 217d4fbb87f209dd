"""The recovery kit: all root keys on paper, sealed under a passphrase. A lost root key is everything lost.

The text is lines of 20 bytes in base 32 (RFC 4648), each with its number and a checksum, so that a line typed wrongly
is named. The bytes are the keys, sealed with AES-256-GCM under a key that scrypt (RFC 7914) makes from the passphrase.
"""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass
from pathlib import Path

from honour.keyring.errors import (
    KeyAlteredError,
    KeysExistError,
    KitRefusedError,
    KitUnreadableError,
    SealBrokenError,
)
from honour.keyring.kit_text import from_lines, to_lines
from honour.keyring.making import write_keys
from honour.keyring.packing import COST, MOST_COST, pack_keys, require_long, stretch, unpack_keys
from honour.keyring.ring import Keyring, open_keyring
from honour.keyring.rootkey import Randomness, RootKey, read_key, write_key
from honour.keyring.sealing import seal, unseal

_MAGIC = b"HK\x01"
_HEADER = struct.Struct(">3sB16s")


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
    require_long(passphrase)
    salt = randomness(16)
    header = _HEADER.pack(_MAGIC, cost, salt)
    sealed = seal(stretch(passphrase, salt, cost), pack_keys(keyring.every_key), header, randomness)
    return to_lines(header + sealed)


def open_kit(text: str, passphrase: str) -> tuple[RootKey, ...]:
    """Read the keys from a kit's text.

    Errors: ``KitUnreadableError`` naming the line that is not right; ``KitRefusedError`` for another passphrase.
    """
    data = from_lines(text)
    header = data[: _HEADER.size]
    if len(data) <= _HEADER.size or not header.startswith(_MAGIC) or header[3] > MOST_COST:
        raise KitUnreadableError("This text is no recovery kit that this version of Honour can read.")
    _, cost, salt = _HEADER.unpack(header)
    try:
        plain = unseal(stretch(passphrase, salt, cost), data[_HEADER.size :], header)
    except SealBrokenError as broken:
        raise KitRefusedError("The kit does not open with this passphrase.") from broken
    return unpack_keys(plain)


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
    """Write the kit's keys into a folder that has none, or those that are missing there; none is ever replaced.

    Errors: those of ``open_kit``; ``KeyAlteredError`` for a file that must be moved aside first; ``KeysExistError``
    when a key there is another one than the kit's, or none is missing. Nothing is written then.
    """
    brought = open_kit(text, passphrase)
    if not folder.exists() or not any(folder.iterdir()):
        return write_keys(folder, brought)
    missing = [key for key in brought if not _is_there(folder / key.file_name, key)]
    if not missing:
        raise KeysExistError(f"Every key of this kit is in {folder} already. Nothing was written.")
    for key in missing:
        write_key(folder, key)
    return open_keyring(folder)


def _is_there(path: Path, key: RootKey) -> bool:
    """Say whether a key of the kit stands in its file.

    Errors: ``KeyAlteredError``, ``KeysExistError``.
    """
    if not path.exists():
        return False
    try:
        found = read_key(path)
    except KeyAlteredError:
        raise KeyAlteredError(
            f"The key file {path} was changed since it was written. Move it aside, so that nothing is lost, and run "
            "this again: the kit brings it back. Nothing was written."
        ) from None
    if found.check != key.check:
        raise KeysExistError(
            f"The key in {path} is another one than the kit's: this kit is of another home. Move the keys aside, so "
            "that nothing is lost, or use the kit that belongs to them. Nothing was written."
        )
    return True
