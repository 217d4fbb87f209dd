"""Comparing periods that are written as ISO 8601 durations."""

from __future__ import annotations

import re

_PARTS = re.compile(r"(\d+)([YMWD])")
_DAYS = {"Y": 12 * 31, "M": 31, "W": 7, "D": 1}


def longest_days(period: str) -> int:
    """Give a period such as ``P1M`` or ``P6Y`` in days, every month as long as the longest.

    Only good for comparing periods, so that ``P12M`` is ``P1Y``; a date is reckoned from the calendar.
    """
    return sum(int(count) * _DAYS[unit] for count, unit in _PARTS.findall(period))
