"""Where a piece of a file belongs: what it is sealed to, so that no piece can be moved, swapped, dropped or added."""

from __future__ import annotations

import struct

PIECE = 256 * 1024
"""Bytes of one piece: what reading and writing keep in memory, however large the file."""

_PLACE = struct.Struct(">qhqqqqq")
_NAME = -1


def piece_place(owner: tuple[int, int, int], attachment: int, number: int, total: int, size: int) -> bytes:
    """Say where a piece belongs.

    Arguments: ``owner``, the rows of subject and record with the category's number between; ``attachment``, its row;
    ``number``, counted from nought; ``total``, how many there are; ``size``, bytes of the whole file.
    """
    return b"honour attachment " + _PLACE.pack(*owner, attachment, number, total, size)


def name_place(owner: tuple[int, int, int], attachment: int, total: int, size: int) -> bytes:
    """Say where a file's name belongs."""
    return piece_place(owner, attachment, _NAME, total, size)


def pieces_of(size: int) -> int:
    """Say how many pieces a file of so many bytes has; an empty file has one, empty."""
    return -(-size // PIECE) or 1
