"""How a matter stands, in words."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from honour.dealings.matters.kinds import SAID, Kind
from honour.dealings.models import Matter


def called(matter: Matter) -> str:
    """Give what a matter is called on a page."""
    return f"{matter.get_kind_display()} {matter.reference}"


def day(moment: dt.datetime) -> str:
    """Write the day of a moment."""
    return f"{timezone.localtime(moment):%-d %B %Y}"


def standing(matter: Matter) -> str:
    """Say whether a matter is open, or since when it is over: ended 3 December 2026."""
    said = SAID[Kind(matter.kind)]
    return said.open if matter.ended_at is None else f"{said.over} {day(matter.ended_at)}"
