"""Making the root keys of a new installation."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path

from honour.keyring.errors import KeysExistError
from honour.keyring.ring import Keyring, open_keyring
from honour.keyring.rootkey import PURPOSES, Randomness, make_key, sync_folder, write_key


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
    making = folder.with_name(f".{folder.name}.making")
    making.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in making.iterdir():
        left.unlink()  # a process died here before any of these keys was in use
    for purpose in PURPOSES:
        write_key(making, make_key(purpose, 1, now, randomness, name if purpose == "signing" else ""))
    making.rename(folder)
    sync_folder(folder.parent)
    return open_keyring(folder)
