"""What is looked for in files, in every form in which it could lie there."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

Kind = Literal["value", "hash", "key", "sealed"]
"""A value in clear; the keyed hash of an identifier; a data key as it lies wrapped; a value as it lies sealed."""

SHORTEST = 6
"""Bytes of a value: what is shorter stands everywhere, and finding it says nothing."""
_PIECE = 48
"""Bytes of a piece of a long value: its beginning, its middle and its end are looked for."""
MARK = 12
"""Bytes by which something sealed is known: its nonce, which is random and says nothing of what was sealed."""
TEXT_FORMS = ("UTF-8", "UTF-16", "base64", "hexadecimal", "JSON", "percent-encoded")
BYTE_FORMS = ("as it is", "base64", "hexadecimal")


@dataclass(frozen=True, slots=True)
class Needle:
    """One form of one thing. ``thing`` is the thing's place in a list, so that all its forms count as one."""

    kind: Kind
    thing: int
    data: bytes = field(repr=False)


def forms_of_text(value: str) -> frozenset[bytes]:
    """Give a value in every form: as written and in small and capital letters, in each encoding."""
    found: set[bytes] = set()
    for written in {value, value.lower(), value.upper()}:
        # Without the noughts at the ends: a needle that begins with one is half found at every empty byte of a file.
        found |= {written.encode(), written.encode("utf-16-le").strip(b"\0"), written.encode("utf-16-be").strip(b"\0")}
        found |= {json.dumps(written)[1:-1].encode(), quote(written).encode()}
    for piece in _pieces(value.encode()):
        found |= _coded(piece)
    return frozenset(piece for form in found for piece in _pieces(form) if len(piece) >= SHORTEST)


def forms_of_bytes(data: bytes) -> frozenset[bytes]:
    """Give bytes as they are, in base64 and in hexadecimal digits."""
    return frozenset({data} | _coded(data))


def _coded(plain: bytes) -> set[bytes]:
    """Write bytes in hexadecimal and in base64, which looks different at each of three places."""
    found = {plain.hex().encode(), plain.hex().upper().encode()}
    for start in range(3):
        coded = base64.b64encode(b"\0" * start + plain)
        found.add(coded[-(-start * 8 // 6) : (start + len(plain)) * 8 // 6])
    return found


def _pieces(data: bytes) -> Iterator[bytes]:
    if len(data) <= 2 * _PIECE:
        yield data
        return
    middle = (len(data) - _PIECE) // 2
    yield from (data[:_PIECE], data[middle : middle + _PIECE], data[-_PIECE:])
