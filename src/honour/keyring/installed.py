"""The keyring of the installation in which this process runs."""

from __future__ import annotations

import os
from pathlib import Path

from honour.keyring.errors import KeyMissingError
from honour.keyring.ring import Keyring, open_keyring

_KEYS = f"{os.sep}keys"
_opened: dict[str, tuple[int, Keyring]] = {}


def keyring_at(folder: Path) -> Keyring:
    """Give a folder's keyring, read again whenever a key was added or taken away.

    A rotation thus reaches every running process with its next use of a key.
    Errors: those of ``open_keyring``.
    """
    return _kept(os.fspath(folder))


def installed_keyring() -> Keyring:
    """Give the keyring of the home that Django's settings name.

    Errors: ``KeyMissingError`` when no home is named, and those of ``open_keyring``.
    """
    from django.conf import settings

    home: Path | None = settings.HONOUR_HOME
    if home is None:
        raise KeyMissingError("No home is named, so there are no keys. Use --home FOLDER or HONOUR_HOME.")
    return _kept(os.fspath(home) + _KEYS)


def _kept(folder: str) -> Keyring:
    """Give the keyring read before, unless the folder has changed; each use of a key comes by here, so it is quick."""
    try:
        changed = os.stat(folder).st_mtime_ns  # noqa: PTH116 - making a path takes longer than looking at it
    except FileNotFoundError:
        return open_keyring(Path(folder))  # says what is missing
    kept = _opened.get(folder)
    if kept is None or kept[0] != changed:
        kept = changed, open_keyring(Path(folder))
        _opened[folder] = kept
    return kept[1]
