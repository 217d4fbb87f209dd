"""Sending checkpoints off the host, and thinning out those that stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from honour.evidence.models import SignedCheckpoint
from honour.evidence.sinks import Sink

HOURLY = timedelta(hours=1)
DAILY = timedelta(days=30)
_AT_ONCE = 500  # rows


def send_checkpoints(sinks: list[Sink], now: datetime) -> bool:
    """Send the newest checkpoint to every sink, unless it was sent before; say whether it was sent.

    Errors: those of the sinks, after each of them was tried; then it counts as not sent and is tried again.
    """
    last = SignedCheckpoint.objects.order_by("-pk").first()
    if last is None or last.sent_at is not None or not sinks:
        return False
    failures: list[Exception] = []
    for sink in sinks:
        try:
            sink.send(last.note)
        except Exception as failure:  # noqa: BLE001 - one sink's failure keeps nothing from the others
            failures.append(failure)
    if failures:
        raise failures[0]
    SignedCheckpoint.objects.filter(pk=last.pk).update(sent_at=now)
    return True


def thin_checkpoints(now: datetime) -> int:
    """Keep every checkpoint of the last hour, then the last of each hour, after a month the last of each day.

    Each was shown to extend the one before when it was signed, so those that stay vouch for the entries of the others.
    Returns how many went.
    """
    going, later = [], None
    for key, at in SignedCheckpoint.objects.order_by("-pk").values_list("pk", "at").iterator():
        age = now - at
        span = None if age < HOURLY else at.replace(minute=0, second=0, microsecond=0)
        span = span.replace(hour=0) if span and age > DAILY else span
        if span is not None and span == later:
            going.append(key)
        later = span
    for first in range(0, len(going), _AT_ONCE):
        SignedCheckpoint.objects.filter(pk__in=going[first : first + _AT_ONCE]).delete()
    return len(going)
