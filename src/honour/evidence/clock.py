"""Whether the computer's clock can be believed, before anything is destroyed by it.

A clock that has jumped a year ahead would delete what is not due for a year. The ledger tells only until somebody does
something by the wrong time, which then stands there too. So the last time that was believed is kept: first that of the
installation, and then only a sweep moves it on, each night, or when somebody says that the clock is right.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from honour.evidence.errors import ClockRefused
from honour.evidence.models import Duty, Entry

FARTHEST = timedelta(days=35)
"""A clock that has gone on further than this is not believed."""
_BACK = timedelta(days=2)
_BELIEVED = "clock:believe"


def require_likely(now: datetime) -> None:
    """See that the clock goes on from the last time that was believed; without one, from the ledger's last entry.

    Errors: ``ClockRefused``.
    """
    known = Duty.objects.filter(pk=_BELIEVED).values_list("done_at", flat=True).first()
    if known is None:
        known = Entry.objects.order_by("-pk").values_list("at", flat=True).first()
    if known is not None and not known - _BACK <= now <= known + FARTHEST:
        raise ClockRefused(
            f"The clock says {timezone.localtime(now):%-d %B %Y}, and the last that was known to be right said "
            f"{timezone.localtime(known):%-d %B %Y}. Nothing is deleted by such a clock. If it is right, run: honour "
            "sweep --the-clock-is-right"
        )


def is_likely(now: datetime) -> bool:
    """Say whether ``require_likely`` lets a time pass."""
    try:
        require_likely(now)
    except ClockRefused:
        return False
    return True


def believe(now: datetime) -> None:
    """Write down that the clock is believed: it was likely, or somebody said that it is right."""
    Duty.objects.update_or_create(pk=_BELIEVED, defaults={"run_after": now, "done_at": now})
