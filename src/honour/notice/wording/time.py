"""Days and periods in words."""

from __future__ import annotations

import re
from datetime import date

from honour.notice.wording.listing import listed

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
NO_TIME = "no time"
"""A period that lasts no time at all."""

_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}


def day_in_words(day: date) -> str:
    """Write a day: ``1 December 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def period_in_words(period: str) -> str:
    """Write an ISO 8601 period: ``P1Y6M`` is *1 year and 6 months*; what lasts no time at all is *no time*."""
    parts = [(int(count), _UNITS[unit]) for count, unit in re.findall(r"(\d+)([YMWD])", period)]
    return listed(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count) or NO_TIME
