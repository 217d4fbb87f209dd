"""The days on which the law of lawful bases changes."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from honour.law.pack import pack


@cache
def changes_of(law: str) -> tuple[date, ...]:
    """Give the days from which a pack's bases are no longer those of the day before, in order."""
    rules = pack(law).bases.values()
    begins = {rule.from_ for rule in rules if rule.from_ is not None}
    ends = {rule.until + timedelta(days=1) for rule in rules if rule.until is not None}
    return tuple(sorted(begins | ends))
