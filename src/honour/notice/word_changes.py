"""Two texts, word by word: what stays, what goes, what comes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Mark = Literal["same", "removed", "added"]

_TOO_MANY = 4_000_000
_ALIKE = 0.5
_SIGNS = {"removed": ("[−", "−]"), "added": ("[+", "+]"), "same": ("", "")}


class Piece(NamedTuple):
    """A stretch of text and what became of it."""

    text: str
    change: Mark


def pieces_between(before: str | None, after: str | None) -> tuple[Piece, ...]:
    """Compare two texts word by word; ``None`` is a text that is not there.

    Joining what stayed and what was removed gives ``before``; what stayed and what was added, ``after``.
    """
    old, new = _words(before or ""), _words(after or "")
    if len(old) * len(new) > _TOO_MANY:
        return tuple(_whole("".join(old), "".join(new)))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    pieces: list[Piece] = []
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("".join(old[first:last]), "same"))
        else:
            pieces += _whole("".join(old[first:last]), "".join(new[start:end]))
    return tuple(pieces)


def marked(before: str | None, after: str | None, pieces: tuple[Piece, ...]) -> list[str]:
    """Write a change with signs: within the text where most of it stays, else as one line each."""
    same = sum(len(piece.text) for piece in pieces if piece.change == "same")
    if before and after and same > _ALIKE * max(len(before), len(after)):
        return ["".join(_SIGNS[piece.change][0] + piece.text + _SIGNS[piece.change][1] for piece in pieces)]
    lines = [f"− {before}"] if before is not None else []
    return [*lines, f"+ {after}"] if after is not None else lines


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)


def _whole(old: str, new: str) -> Iterator[Piece]:
    if old:
        yield Piece(old, "removed")
    if new:
        yield Piece(new, "added")
