"""What can be wrong with root keys; each error says what to do next."""

from __future__ import annotations


class KeyringError(Exception):
    """The root keys cannot be used as they are."""


class KeysExistError(KeyringError):
    """There are keys in the folder already; new ones would make everything under the old ones unreadable."""


class KeyMissingError(KeyringError):
    """No key is there for a purpose."""


class KeyAlteredError(KeyringError):
    """A key file is not as it was written: damaged, cut short or edited."""


class KeyWrongError(KeyringError):
    """A key is whole but is not the one that the data were written under."""


class KeyVersionMissingError(KeyringError):
    """The data name a version of a key that is not in the folder: the keys are older than the data."""


class KeyStillUsedError(KeyringError):
    """A version of a key cannot be retired: it is in use, data are under it, or its work cannot be done again."""


class SealBrokenError(KeyringError):
    """A sealed value does not open: another key, another place, or changed bytes."""


class KitUnreadableError(KeyringError):
    """A recovery kit's text is not whole; the message names the line to type again."""


class KitRefusedError(KeyringError):
    """A recovery kit does not open with this passphrase, or holds other keys than asked for."""
