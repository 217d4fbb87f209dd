"""The days on which what a purpose rests on changes by itself: the law's, and those of its balancing tests."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from honour.law.pack import pack
from honour.notice.model import Notice


@cache
def changes_of(law: str) -> tuple[date, ...]:
    """Give the days from which a pack's bases are no longer those of the day before, in order."""
    rules = pack(law).bases.values()
    begins = {rule.from_ for rule in rules if rule.from_ is not None}
    ends = {rule.until + timedelta(days=1) for rule in rules if rule.until is not None}
    return tuple(sorted(begins | ends))


def weighings_of(notice: Notice) -> frozenset[date]:
    """Give the days from which a balancing test is in force, or no longer is."""
    tests = [purpose.balancing_test for purpose in notice.purposes.values() if purpose.balancing_test]
    return frozenset({*(test.decided_on for test in tests), *(test.ends for test in tests)})
