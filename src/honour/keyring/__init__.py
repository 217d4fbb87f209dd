"""Root keys: made, checked, rotated, recovered."""

from honour.keyring.checking import KeyFinding, check_keys
from honour.keyring.errors import (
    KeyAlteredError,
    KeyMissingError,
    KeyringError,
    KeysExistError,
    KeyStillUsedError,
    KeyVersionMissingError,
    KeyWrongError,
    KitRefusedError,
    KitUnreadableError,
    SealBrokenError,
)
from honour.keyring.identifiers import normalise
from honour.keyring.installed import installed_keyring, keyring_at
from honour.keyring.making import make_keys
from honour.keyring.ring import KeyedHash, Keyring, KnownKey, open_keyring
from honour.keyring.rootkey import PURPOSES, Purpose, Randomness, RootKey
from honour.keyring.sealing import Opener, make_data_key, seal, unseal
from honour.keyring.signing import SigningKey

__all__ = [
    "PURPOSES",
    "KeyAlteredError",
    "KeyFinding",
    "KeyMissingError",
    "KeyStillUsedError",
    "KeyVersionMissingError",
    "KeyWrongError",
    "KeyedHash",
    "Keyring",
    "KeyringError",
    "KeysExistError",
    "KitRefusedError",
    "KitUnreadableError",
    "KnownKey",
    "Opener",
    "Purpose",
    "Randomness",
    "RootKey",
    "SealBrokenError",
    "SigningKey",
    "check_keys",
    "installed_keyring",
    "keyring_at",
    "make_data_key",
    "make_keys",
    "normalise",
    "open_keyring",
    "seal",
    "unseal",
]
