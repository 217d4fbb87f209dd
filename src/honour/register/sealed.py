"""Values as they rest: JSON sealed under the data key of one person and category, bound to their record."""

from __future__ import annotations

import json
import secrets
import struct
from typing import Any

from pydantic_core import from_json

from honour.keyring import Opener, seal
from honour.keyring.rootkey import Randomness

_KEY_PLACE = struct.Struct(">qh")
_RECORD_PLACE = struct.Struct(">qhqh")
_UNKNOWN_VERSION = -1


def key_place(subject: int, category: int) -> bytes:
    """Say whose key it is: what a wrapped data key is bound to."""
    return b"honour data key " + _KEY_PLACE.pack(subject, category)


def record_place(subject: int, category: int, record: int, version: int | None) -> bytes:
    """Say where a value belongs: subject, category, record, and the notice version it was collected under."""
    number = _UNKNOWN_VERSION if version is None else version
    return b"honour record " + _RECORD_PLACE.pack(subject, category, record, number)


def identifier_place(kind: str, record: int) -> bytes:
    """Say where an identifier's value belongs."""
    return f"honour identifier {record} {kind}".encode()


def seal_value(key: bytes, value: dict[str, Any], place: bytes, randomness: Randomness = secrets.token_bytes) -> bytes:
    """Seal a value's fields."""
    return seal(key, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), place, randomness)


def open_value(opener: Opener, sealed: bytes | memoryview, place: bytes) -> dict[str, Any]:
    """Open a value's fields with its data key's opener.

    Errors: ``SealBrokenError`` under another key or at another place.
    """
    opened: dict[str, Any] = from_json(opener(bytes(sealed), place))
    return opened


DATA_KEY = ("id", "subject_id", "category", "root_version", "wrapped")
"""The columns of a key's row that are given when it is made."""
