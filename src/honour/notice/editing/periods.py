"""Periods as people type them."""

from __future__ import annotations

import re

from honour.notice.wording import period_in_words

_ORDER = "YMWD"
_PART = re.compile(r"(\d{1,5})\s*(year|month|week|day)s?", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,]*(and)?[\s,]*", re.IGNORECASE)


def typed_period(words: str) -> str:
    """Give a period typed in words (``6 years``, ``1 year and 6 months``) as the file has it (``P6Y``, ``P1Y6M``).

    What is written as the file has it, and what is no period, is given back as it is.
    """
    found = _PART.findall(words)
    if not found or _BETWEEN.sub("", _PART.sub("", words)):
        return words.strip()
    counts = {unit[0].upper(): count for count, unit in found}
    return "P" + "".join(f"{counts[unit]}{unit}" for unit in _ORDER if unit in counts)


def shown_period(period: object) -> str:
    """Give a period in words that ``typed_period`` reads back as the same; else as the file has it."""
    words = period_in_words(str(period))
    return words if typed_period(words) == period else str(period)
