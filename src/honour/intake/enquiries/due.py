"""By when an enquiry is to be answered."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

_SATURDAY = 5


def answer_within() -> int:
    """Give the working days in which an enquiry is to be answered (``HONOUR_ANSWER_WITHIN``)."""
    return int(settings.HONOUR_ANSWER_WITHIN)


def due_on(received_at: dt.datetime, days: int | None = None) -> dt.date:
    """Give the day by which an enquiry is to be answered.

    Working days are Monday to Friday, counted from the day after it came; bank holidays count, so that the day is never
    later than people expect.
    """
    day, left = timezone.localdate(received_at), answer_within() if days is None else days
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return day
