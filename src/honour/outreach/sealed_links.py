"""Links that carry what they mean, sealed: nothing about anybody can be read from them, and nothing in them changed.

The key is made from the tokens root key for one use alone, so a link made for one thing opens nothing else. Every
version of the root key opens what it sealed: a link outlives the rotation of keys, and the deletion of rows.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from honour.keyring import SealBrokenError, seal, unseal
from honour.register.known_keys import register_keyring


def seal_link(use: str, meant: list[Any]) -> str:
    """Give the token of a link.

    Arguments: ``use``, a word for the one thing it is good for; ``meant``, text and numbers.
    """
    told = json.dumps(meant, separators=(",", ":")).encode()
    sealed = seal(_keys(use)[0], told, _place(use))
    return base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=")


def open_link(use: str, token: str) -> list[Any] | None:
    """Give what a token means; ``None`` when it is not ours, was altered, cut short, or made for another use."""
    try:
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    for key in _keys(use):
        try:
            meant: list[Any] = json.loads(unseal(key, sealed, _place(use)))
        except SealBrokenError:
            continue
        return meant
    return None


def _keys(use: str) -> tuple[bytes, ...]:
    """Give the keys of a use, under every version of the root key, the newest first."""
    return register_keyring().tokens.every(f"sealed link {use}")


def _place(use: str) -> bytes:
    return f"honour link {use}".encode()
