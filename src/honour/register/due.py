"""When a record is due: the latest end of the retention rules that hold it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from honour.notice.model import Notice

_PERIOD = re.compile(r"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$")
AT_COLLECTION = frozenset({"collected", "created"})
"""The triggers that have happened when a record is written."""


def add_period(start: datetime, period: str) -> datetime:
    """Add whole years, months, weeks and days (ISO 8601) by the calendar of the installation's time zone.

    Years and months first, clamped to the month's end, then weeks and days: 31 January and one month is 28 February.
    Errors: ``ValueError`` for anything else than such a period.
    """
    match = _PERIOD.match(period)
    if not match or period == "P":
        raise ValueError(f"{period!r} is no period in years, months, weeks and days.")
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    local = timezone.localtime(start)
    month = local.month - 1 + months
    year = local.year + years + month // 12
    month = month % 12 + 1
    day = min(local.day, calendar.monthrange(year, month)[1])
    moved = local.replace(tzinfo=None, year=year, month=month, day=day) + timedelta(weeks=weeks, days=days)
    return timezone.make_aware(moved, timezone.get_default_timezone())


def due_at_collection(
    notice: Notice, category: str, purposes: Iterable[str], subject: str | None, at: datetime
) -> datetime | None:
    """Give the time from which a record collected at ``at`` may not be used.

    A record serves several purposes and is kept for the longest; while one of them runs from an event that has not
    happened, or has no period, there is no due date yet.
    """
    ends: list[datetime] = []
    for purpose in purposes:
        applying = [
            rule
            for rule in notice.retention.values()
            if _names(rule.categories, category) and _names(rule.purposes, purpose) and _names(rule.subjects, subject)
        ]
        if not applying or any(rule.trigger not in AT_COLLECTION or rule.period is None for rule in applying):
            return None
        ends += [add_period(at, rule.period) for rule in applying if rule.period]
    return max(ends, default=None)


def _names(selection: list[str] | str, clause: str | None) -> bool:
    return selection == "all" or (clause is not None and clause in selection)
