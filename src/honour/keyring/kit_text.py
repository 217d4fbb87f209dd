"""The recovery kit's letters: bytes as numbered lines that can be typed back, each with a checksum."""

from __future__ import annotations

import base64
import hashlib
import re

from honour.keyring.errors import KitUnreadableError

_LINE_BYTES = 20
_LINE = re.compile(r"^\s*(\d{1,3})[ :.]+([A-Z2-7 ]+?)[ ]+-[ ]*([A-Z2-7]{4})\s*$", re.IGNORECASE)


def to_lines(data: bytes) -> str:
    """Write bytes as lines of eight groups; the last line tells how many bytes there are."""
    framed = len(data).to_bytes(2, "big") + data
    lines = []
    for number, start in enumerate(range(0, len(framed), _LINE_BYTES), 1):
        piece = framed[start : start + _LINE_BYTES].ljust(_LINE_BYTES, b"\0")
        letters = base64.b32encode(piece).decode("ascii")
        groups = " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))
        lines.append(f"{number:>2}  {groups}  - {_checksum(number, piece)}")
    return "\n".join(lines) + "\n"


def from_lines(text: str) -> bytes:
    """Read the bytes back; text around the lines is passed over.

    Errors: ``KitUnreadableError`` naming the line that is missing or typed wrongly.
    """
    pieces: dict[int, bytes] = {}
    for line in text.splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        number = int(match[1])
        letters = match[2].replace(" ", "").upper()
        try:
            piece = base64.b32decode(letters)
        except ValueError:
            piece = b""
        if len(piece) != _LINE_BYTES or _checksum(number, piece) != match[3].upper():
            raise KitUnreadableError(
                f"Line {number} of the kit is not right. Compare it with the paper, group by group."
            )
        pieces[number] = piece
    absent = next((number for number in range(1, max(pieces, default=1) + 1) if number not in pieces), None)
    if absent is not None:
        raise KitUnreadableError(f"Line {absent} of the kit is missing.")
    framed = b"".join(pieces[number] for number in sorted(pieces))
    length = int.from_bytes(framed[:2], "big")
    if length > len(framed) - 2:
        raise KitUnreadableError(f"The kit goes on after line {len(pieces)}; the rest is missing.")
    return framed[2 : 2 + length]


def _checksum(number: int, piece: bytes) -> str:
    """Give four letters that change with the line's bytes and with its place."""
    digest = hashlib.sha256(number.to_bytes(2, "big") + piece).digest()
    return base64.b32encode(digest[:5]).decode("ascii")[:4]
