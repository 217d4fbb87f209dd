"""Making the root keys of a new installation, and putting an installation's keys back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from honour.keyring.errors import KeysExistError
from honour.keyring.ring import Keyring, open_keyring
from honour.keyring.rootkey import PURPOSES, Randomness, RootKey, make_key, sync_folder, write_key


def make_keys(folder: Path, now: datetime, randomness: Randomness = secrets.token_bytes, log_name: str = "") -> Keyring:
    """Make version 1 of every root key, all or none.

    Arguments: ``folder``, made if it is not there (mode 0700); ``now``, aware; ``log_name``, under which checkpoints
    are signed (no blanks, no plus sign), by default one made up from random bytes.
    Errors: ``KeysExistError`` when the folder holds anything.
    """
    if folder.exists() and any(folder.iterdir()):
        raise KeysExistError(
            f"{folder} holds keys already. New ones would make what was written under the old ones unreadable: "
            "use `honour keys rotate`, or name another home."
        )
    name = log_name or f"honour/{randomness(6).hex()}"
    return write_keys(
        folder, [make_key(purpose, 1, now, randomness, name if purpose == "signing" else "") for purpose in PURPOSES]
    )


def write_keys(folder: Path, keys: Iterable[RootKey]) -> Keyring:
    """Write keys into a folder that has none, all or none.

    Errors: ``KeysExistError`` when the folder holds anything.
    """
    if folder.exists() and any(folder.iterdir()):
        raise KeysExistError(
            f"{folder} is not empty. Move what is there aside, so that nothing is lost, and try again."
        )
    making = folder.with_name(f".{folder.name}.making")
    making.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in making.iterdir():
        left.unlink()  # a process died here before any of these keys was in use
    for key in keys:
        write_key(making, key)
    making.rename(folder)
    sync_folder(folder.parent)
    return open_keyring(folder)
