"""The keyring of the installation in which this process runs."""

from __future__ import annotations

from pathlib import Path

from honour.keyring.errors import KeyMissingError
from honour.keyring.ring import Keyring, open_keyring

_opened: dict[Path, tuple[int, Keyring]] = {}


def keyring_at(folder: Path) -> Keyring:
    """Give a folder's keyring, read again whenever a key was added or taken away.

    A rotation thus reaches every running process with its next use of a key.
    Errors: those of ``open_keyring``.
    """
    try:
        changed = folder.stat().st_mtime_ns
    except FileNotFoundError:
        return open_keyring(folder)  # says what is missing
    kept = _opened.get(folder)
    if kept is None or kept[0] != changed:
        kept = changed, open_keyring(folder)
        _opened[folder] = kept
    return kept[1]


def installed_keyring() -> Keyring:
    """Give the keyring of the home that Django's settings name.

    Errors: ``KeyMissingError`` when no home is named, and those of ``open_keyring``.
    """
    from django.conf import settings

    home: Path | None = settings.HONOUR_HOME
    if home is None:
        raise KeyMissingError("No home is named, so there are no keys. Use --home FOLDER or HONOUR_HOME.")
    return keyring_at(home / "keys")
