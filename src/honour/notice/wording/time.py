"""Days and periods in words."""

from __future__ import annotations

import re
from datetime import date

from honour.notice.wording.listing import listed
from honour.notice.wording.tongue import say, spoken

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
NO_TIME = "no time"
"""A period that lasts no time at all."""

_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}


def day_in_words(day: date) -> str:
    """Write a day: ``1 December 2026``."""
    said = spoken()
    months = said.months if said else _MONTHS
    return f"{day.day} {months[day.month - 1]} {day.year}"


def month_in_words(day: date) -> str:
    """Write the month of a day: ``December 2026``."""
    return day_in_words(day).partition(" ")[2]


def period_in_words(period: str) -> str:
    """Write an ISO 8601 period: ``P1Y6M`` is *1 year and 6 months*; what lasts no time at all is *no time*."""
    parts = [(int(count), _UNITS[unit]) for count, unit in re.findall(r"(\d+)([YMWD])", period)]
    return listed(_counted(count, unit) for count, unit in parts if count) or say(NO_TIME)


def _counted(count: int, unit: str) -> str:
    said = spoken()
    if said:
        forms = said.periods[unit]
        return forms.get(count, forms["other"]).format(n=count)
    return f"{count} {unit}{'' if count == 1 else 's'}"
