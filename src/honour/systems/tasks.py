"""What is told other systems by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from honour.evidence.work import duty
from honour.systems.webhooks.keeping import forget_former
from honour.systems.webhooks.sending import anything_waits, forget_old, send_due


@duty("webhooks:send", every=timedelta(seconds=1), lease=timedelta(minutes=2), lane="webhooks", wanted=anything_waits)
def send_what_waits(now: datetime) -> None:
    """Send the messages that are due."""
    send_due(now)


@duty("webhooks:forget", every=timedelta(hours=6))
def forget_what_is_over(now: datetime) -> None:
    """Forget what was told long ago, and secrets that were replaced."""
    forget_old(now)
    forget_former(now)
