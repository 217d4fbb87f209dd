"""Lists in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from honour.notice.wording.tongue import say


def listed(words: Iterable[str]) -> str:
    """Write words as a sentence lists them: ``one``, ``one and two``, ``one, two and three``."""
    *first, last = list(words) or [""]
    return say("{first} and {last}", first=", ".join(first), last=last) if first else last
