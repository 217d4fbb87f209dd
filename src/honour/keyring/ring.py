"""The keyring: every version of every root key, and what is done with them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from honour.keyring.errors import KeyMissingError, KeyVersionMissingError, KeyWrongError, SealBrokenError
from honour.keyring.identifiers import normalise
from honour.keyring.rootkey import FILE_NAME, PURPOSES, Purpose, Randomness, RootKey, read_key
from honour.keyring.sealing import NONCE_BYTES
from honour.keyring.signing import SigningKey


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that data were written under, as the database remembers it."""

    purpose: Purpose
    version: int
    check: str


@dataclass(frozen=True, slots=True)
class KeyedHash:
    """A keyed hash, and the version of the key that made it."""

    version: int
    digest: bytes


class KeyedHashes:
    """Keyed hashes of values (HMAC-SHA256), under every version of one root key.

    ``current`` hashes under the newest version, for writing; ``every`` under all, newest first, for finding.
    """

    def __init__(self, versions: Mapping[int, RootKey]) -> None:
        self._versions = sorted(versions.values(), key=lambda key: -key.version)

    @property
    def version(self) -> int:
        """The version new hashes are made under."""
        return self._versions[0].version

    def current(self, kind: str, value: str) -> KeyedHash:
        """Hash a value under the newest key; identifiers are normalised first."""
        return self._hash(self._versions[0], kind, value)

    def every(self, kind: str, value: str) -> tuple[KeyedHash, ...]:
        """Hash a value under every version, newest first."""
        return self.every_normalised(kind, normalise(kind, value))

    def every_normalised(self, kind: str, value: str) -> tuple[KeyedHash, ...]:
        """Hash a value that ``normalise`` gave, under every version, newest first."""
        return tuple(self._hash_normalised(key, kind, value) for key in self._versions)

    @classmethod
    def _hash(cls, key: RootKey, kind: str, value: str) -> KeyedHash:
        return cls._hash_normalised(key, kind, normalise(kind, value))

    @staticmethod
    def _hash_normalised(key: RootKey, kind: str, value: str) -> KeyedHash:
        told = f"{kind}\n{value}".encode()
        return KeyedHash(key.version, hmac.digest(key.secret, told, "sha256"))


class Tokens:
    """Keyed hashes of the tokens handed out, so that what is stored opens nothing."""

    def __init__(self, versions: Mapping[int, RootKey]) -> None:
        self._versions = sorted(versions.values(), key=lambda key: -key.version)

    def current(self, token: str) -> bytes:
        """Hash a token under the newest key."""
        return self.every(token)[0]

    def every(self, token: str) -> tuple[bytes, ...]:
        """Hash a token under every version, newest first."""
        return tuple(hmac.new(key.secret, token.encode(), hashlib.sha256).digest() for key in self._versions)


class SigningKeys:
    """The keys that sign checkpoints: the one in use, and the earlier ones whose signatures still stand."""

    def __init__(self, versions: Mapping[int, RootKey]) -> None:
        self._versions = {version: SigningKey(key) for version, key in sorted(versions.items())}

    @property
    def current(self) -> SigningKey:
        """The key in use."""
        return self._versions[max(self._versions)]

    @property
    def verifier_keys(self) -> tuple[str, ...]:
        """Every public key, the current one first."""
        return tuple(key.verifier_key for _, key in sorted(self._versions.items(), reverse=True))


class Keyring:
    """All root keys of an installation. Made by ``open_keyring``.

    ``lookup`` and ``suppression`` hash identifiers, ``tokens`` hashes tokens, ``signing`` signs checkpoints, and
    ``wrap``/``unwrap`` keep the data keys.
    """

    def __init__(self, keys: Iterable[RootKey]) -> None:
        self.keys: dict[Purpose, dict[int, RootKey]] = {purpose: {} for purpose in PURPOSES}
        for key in keys:
            self.keys[key.purpose][key.version] = key
        for purpose, versions in self.keys.items():
            if not versions:
                raise KeyMissingError(
                    f"There is no {purpose} key. Put it back from your copy of the keys or the recovery kit "
                    "(`honour keys recover`); `honour keys make` is for a new installation only."
                )
        self.lookup = KeyedHashes(self.keys["lookup"])
        self.suppression = KeyedHashes(self.keys["suppression"])
        self.tokens = Tokens(self.keys["tokens"])
        self.signing = SigningKeys(self.keys["signing"])
        self.wrapping_version = max(self.keys["wrapping"])
        self._wrapping = {version: AESGCM(key.secret) for version, key in self.keys["wrapping"].items()}

    @property
    def every_key(self) -> tuple[RootKey, ...]:
        """Every version of every key, by purpose, the oldest first."""
        return tuple(key for versions in self.keys.values() for _, key in sorted(versions.items()))

    def wrap(
        self, data_key: bytes, associated: bytes, randomness: Randomness = secrets.token_bytes
    ) -> tuple[int, bytes]:
        """Wrap a data key under the newest wrapping key; gives that key's version and the wrapped bytes."""
        nonce = randomness(NONCE_BYTES)
        sealed = self._wrapping[self.wrapping_version].encrypt(nonce, data_key, associated)
        return self.wrapping_version, nonce + sealed

    def unwrap(self, version: int, wrapped: bytes, associated: bytes) -> bytes:
        """Unwrap a data key.

        Errors: ``KeyVersionMissingError`` when that version is not here; ``SealBrokenError`` when the wrapping was
        changed, or belongs to another place.
        """
        root = self._wrapping.get(version)
        if root is None:
            raise _version_missing("wrapping", version, self.wrapping_version)
        try:
            return root.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], associated)
        except (InvalidTag, ValueError) as broken:
            raise SealBrokenError(
                "A data key does not unwrap: it belongs elsewhere, was changed, or the wrapping key is another one."
            ) from broken

    @property
    def known(self) -> tuple[KnownKey, ...]:
        """Every key as a database remembers it: purpose, version, check value."""
        return tuple(
            KnownKey(purpose, version, key.check)
            for purpose, versions in self.keys.items()
            for version, key in sorted(versions.items())
        )

    def require(self, known: Iterable[KnownKey]) -> None:
        """See that the keys which data were written under are here, and are the same.

        Errors: ``KeyVersionMissingError`` when one is not here, ``KeyWrongError`` when another key is in its place.
        """
        for expected in known:
            here = self.keys[expected.purpose].get(expected.version)
            if here is None:
                raise _version_missing(expected.purpose, expected.version, max(self.keys[expected.purpose]))
            if not hmac.compare_digest(here.check, expected.check):
                raise KeyWrongError(
                    f"The {expected.purpose} key, version {expected.version}, is not the one that these data were "
                    f"written under (check value {here.check[:8]}…, expected {expected.check[:8]}…). Put back the key "
                    "that belongs to this database, from your copy or the recovery kit; nothing was written."
                )


def _version_missing(purpose: str, version: int, newest: int) -> KeyVersionMissingError:
    return KeyVersionMissingError(
        f"The data name version {version} of the {purpose} key; the newest here is {newest}. The keys are older than "
        "the data: put back the newer copy of the keys, or the recovery kit made after the last rotation; nothing was "
        "written."
    )


def open_keyring(folder: Path) -> Keyring:
    """Read every root key of a folder.

    Errors: ``KeyMissingError`` when the folder or a purpose's key is not there, ``KeyAlteredError`` when a file was
    changed.
    """
    if not folder.is_dir():
        raise KeyMissingError(
            f"There are no keys at {folder}. Put back your copy of the keys or use the recovery kit (`honour keys "
            "recover`); for a new installation, run `honour init`."
        )
    return Keyring(read_key(path) for path in sorted(folder.iterdir()) if FILE_NAME.match(path.name))
