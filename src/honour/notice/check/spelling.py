"""Likely spellings of what is not declared."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from honour.notice.check.words import quoted


class Spelling:
    """Looks for what was meant, so many times and no more: comparing is slow, and a hundred slips are no slips."""

    def __init__(self, times: int = 50) -> None:
        self._left = times

    def likely(self, written: str, declared: Iterable[str]) -> str:
        """Give a question that names the closest declared word, with a space after it; empty where none is close."""
        if self._left <= 0:
            return ""
        self._left -= 1
        close = get_close_matches(written, declared, n=1, cutoff=0.75)
        return f"Did you mean {quoted(close[0])}? " if close else ""
