"""The address of a thank-you page for a machine: like anybody's, with nothing kept behind it."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import struct
from typing import TYPE_CHECKING

from honour.register.known_keys import register_keyring

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAC = 16  # bytes
_LENGTH = 24  # bytes, as of a receipt's token


def decoy_token(form: str, at: dt.datetime) -> str:
    """Make a token that looks like a receipt's and opens a page that thanks for a form, and says nothing else."""
    told = struct.pack(">I", int(at.timestamp())) + _mark(form)
    return base64.urlsafe_b64encode(told + register_keyring().tokens.current(f"decoy {told.hex()}")[:_MAC]).decode()


def read_decoy(token: str, forms: Iterable[str]) -> tuple[str, dt.datetime] | None:
    """Give the form and the time of a decoy among these forms; ``None`` for any other token."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii"))
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    told, mac = raw[:-_MAC], raw[-_MAC:]
    ours = register_keyring().tokens.every(f"decoy {told.hex()}")
    if len(raw) != _LENGTH or not any(hmac.compare_digest(whole[:_MAC], mac) for whole in ours):
        return None
    at = dt.datetime.fromtimestamp(struct.unpack(">I", told[:4])[0], tz=dt.UTC)
    return next(((form, at) for form in forms if _mark(form) == told[4:]), None)


def _mark(form: str) -> bytes:
    return hashlib.sha256(form.encode()).digest()[:4]
