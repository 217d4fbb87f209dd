"""Periods by the calendar."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.utils import timezone

_PERIOD = re.compile(r"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$")
AT_COLLECTION = frozenset({"collected", "created", "last-contact"})
"""The triggers that have happened when a record is written: whoever gives us data is in touch with us."""


def add_period(start: datetime, period: str) -> datetime:
    """Add whole years, months, weeks and days (ISO 8601) by the calendar of the installation's time zone.

    Years and months first, clamped to the month's end, then weeks and days: 31 January and one month is 28 February.
    Of an hour that the clocks repeat it is the later one, as PostgreSQL has it.
    Errors: ``ValueError`` for anything else than such a period.
    """
    return _moved(start, period, 1)


def subtract_period(end: datetime, period: str) -> datetime:
    """Subtract a period as ``add_period`` adds one. Errors: as there."""
    return _moved(end, period, -1)


def _moved(start: datetime, period: str, way: int) -> datetime:
    years, months, weeks, days = _parts(period)
    if start.tzinfo is None:
        raise ValueError("A period runs from an instant: give the time with its time zone.")
    zone = timezone.get_default_timezone()
    local = start.astimezone(zone)
    month = local.month - 1 + way * months
    year = local.year + way * years + month // 12
    month = month % 12 + 1
    day = min(local.day, calendar.monthrange(year, month)[1])
    moved = local.replace(tzinfo=None, year=year, month=month, day=day) + way * timedelta(weeks=weeks, days=days)
    read = [moved.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]  # apart where the clocks change
    return max(read).astimezone(zone)


@lru_cache(maxsize=256)
def _parts(period: str) -> tuple[int, int, int, int]:
    """Read the years, months, weeks and days of a period."""
    match = _PERIOD.match(period)
    if not match or period == "P":
        raise ValueError(f"{period!r} is no period in years, months, weeks and days.")
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    return years, months, weeks, days
