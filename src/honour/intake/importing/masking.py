"""Cells of a list as a page may show them: their shape, not what they say."""

from __future__ import annotations

import re

_MOST = 24
_REST = re.compile(r"(?<=[^\W_])[^\W_]")


def masked(cell: str) -> str:
    """Show the first letter or figure of each word, and a dot for each other one: ``I•• C•••••``, ``i••@c•••.e••``."""
    text = " ".join(cell.split())
    shown = _REST.sub("•", text)
    return f"{shown[:_MOST]}…" if len(shown) > _MOST else shown
