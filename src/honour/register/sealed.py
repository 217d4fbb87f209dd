"""Values as they rest: JSON sealed under the data key of one person and category, bound to their record."""

from __future__ import annotations

import json
import secrets
import struct
from collections.abc import Iterable
from typing import Any

from pydantic_core import from_json

from honour.evidence.prepared import run_prepared
from honour.keyring import Keyring, Opener, make_data_key, seal
from honour.keyring.rootkey import Randomness
from honour.register.fetching import listed
from honour.register.ids import reserve_ids
from honour.register.inserting import insert_row, insert_rows
from honour.register.models import DataKey

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


_LIVE = """
    SELECT id, category, root_version, wrapped FROM register_datakey
     WHERE subject_id = %s AND state = 0 AND category IN"""
DATA_KEY = ("id", "subject_id", "category", "root_version", "wrapped")


def live_keys(
    keyring: Keyring, subject: int, categories: Iterable[int], *, new_person: bool = False
) -> dict[int, tuple[int, bytes]]:
    """Give the row number and the data key for each of a person's categories, making those that are not there.

    Call it with the person's row locked, so that two writers cannot both make one. ``new_person`` has none yet.
    Errors: those of ``Keyring.unwrap``.
    """
    wanted = list(categories)
    keys: dict[int, tuple[int, bytes]] = {}
    if not new_person:
        for row, category, version, wrapped in run_prepared(f"{_LIVE} {listed(wanted)}", (subject, *wanted)):
            keys[category] = row, keyring.unwrap(version, bytes(wrapped), key_place(subject, category))
    lacking = [category for category in wanted if category not in keys]
    plains = [make_data_key() for _ in lacking]
    made = [
        (subject, category, *keyring.wrap(plain, key_place(subject, category)))
        for category, plain in zip(lacking, plains, strict=True)
    ]
    if len(made) == 1:
        numbers = [insert_row(DataKey, DATA_KEY[1:], made[0])]
    else:
        numbers = reserve_ids(DataKey, len(made)) if made else []
        insert_rows(DataKey, DATA_KEY, [(number, *row) for number, row in zip(numbers, made, strict=True)])
    return keys | dict(zip(lacking, zip(numbers, plains, strict=True), strict=True))
