"""Lists in a sentence."""

from __future__ import annotations

from collections.abc import Iterable


def listed(words: Iterable[str]) -> str:
    """Write words as a sentence lists them: ``one``, ``one and two``, ``one, two and three``."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last
