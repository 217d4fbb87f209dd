"""Values as they rest: JSON sealed under the data key of one person and category, bound to their record."""

from __future__ import annotations

import json
import struct
from typing import Any

from pydantic_core import from_json

from honour.keyring import Keyring, Opener, make_data_key, seal
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


def seal_value(key: bytes, value: dict[str, Any], place: bytes) -> bytes:
    """Seal a value's fields."""
    return seal(key, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), place)


def open_value(opener: Opener, sealed: bytes | memoryview, place: bytes) -> dict[str, Any]:
    """Open a value's fields with its data key's opener.

    Errors: ``SealBrokenError`` under another key or at another place.
    """
    opened: dict[str, Any] = from_json(opener(bytes(sealed), place))
    return opened


def live_key(keyring: Keyring, subject: int, category: int) -> tuple[int, bytes]:
    """Give the row number and the data key of a person's category, making one where there is none.

    Call it with the person's row locked, so that two writers cannot both make one.
    Errors: those of ``Keyring.unwrap``.
    """
    place = key_place(subject, category)
    row = DataKey.objects.filter(subject_id=subject, category=category, state=DataKey.State.LIVE).first()
    if row is not None:
        return row.pk, keyring.unwrap(row.root_version, bytes(row.wrapped), place)
    plain = make_data_key()
    version, wrapped = keyring.wrap(plain, place)
    made = DataKey.objects.create(subject_id=subject, category=category, root_version=version, wrapped=wrapped)
    return made.pk, plain
