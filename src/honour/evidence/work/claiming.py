"""Claiming rows of work: one conditional update, so that of many workers one gets each row, while its lease runs.

A worker that dies keeps nobody waiting longer than the lease. One that comes back after its lease finds that the row is
no longer its own, and what it did is done again by another: every step is made so that doing it twice changes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from honour.evidence.models import Duty, Work

Row = TypeVar("Row", bound=Work)

LONGEST_PAUSE = timedelta(minutes=5)


def claim(rows: QuerySet[Row], *, holder: str, now: datetime, lease: timedelta) -> Row | None:
    """Take the row that has been due longest and that nobody holds.

    Arguments: ``rows``, those in question; ``holder``, a name that no other worker has; ``lease``, how long the row is
    this worker's. Returns nothing when none is due.
    """
    due = rows.filter(run_after__lte=now).filter(Q(lease_until=None) | Q(lease_until__lte=now)).order_by("run_after")
    if not due.exists():
        return None  # most of the time: nothing was locked to find that out
    with transaction.atomic():
        free = due.select_for_update(skip_locked=True) if _skips_locked() else due
        row = free.first()
        if row is None:
            return None
        taken = due.filter(pk=row.pk).update(holder=holder, lease_until=now + lease, attempts=F("attempts") + 1)
    if not taken:
        return None
    row.refresh_from_db()
    return row


def finish(row: Work, **done: Any) -> bool:
    """Mark a row's work done, if it is still its holder's; return whether it was.

    Arguments: ``done``, the columns that say so, ``run_after`` among them when it is to be done again, ``attempts``
    when it is to be known how many there were.
    """
    return _release(row, **{"attempts": 0, "failure": "", **done})


def give_back(
    row: Work, error: Exception, now: datetime, *, pause: timedelta | None = None, counts: bool = True
) -> bool:
    """Give up a row after a failure; it is due again after a pause that doubles with each, up to five minutes.

    Arguments: ``pause``, another one, for work that has its own; ``counts``, false where the work was not begun.
    """
    if pause is None:
        pause = min(timedelta(seconds=2 ** min(row.attempts, 10)), LONGEST_PAUSE)
    attempts = row.attempts if counts else row.attempts - 1
    return _release(row, failure=type(error).__name__[:80], run_after=now + pause, attempts=attempts)


def bring_forward(duty: str, now: datetime) -> None:
    """Have a duty done now instead of at its hour; one that is being done is left to whoever does it.

    Arguments: ``duty``, its name. One that no worker has enrolled yet is done at the first start anyhow.
    """
    Duty.objects.filter(pk=duty, lease_until=None, run_after__gt=now).update(run_after=now)


def _release(row: Work, **columns: Any) -> bool:
    own = type(row)._default_manager.filter(pk=row.pk, holder=row.holder, lease_until=row.lease_until)  # noqa: SLF001 - Django's own name
    return bool(own.update(holder="", lease_until=None, **columns))


def _skips_locked() -> bool:
    return bool(connection.features.has_select_for_update_skip_locked)
