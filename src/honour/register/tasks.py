"""What the register does by itself: finishes what was left unfinished, forgets what was staged and is over."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from honour.evidence.clock import is_likely, require_likely
from honour.evidence.work import duty
from honour.register.finishing import finish_erasures, unfinished_erasures
from honour.register.scrubbing import scrub_storage
from honour.register.settling_work import anything_to_settle, run_settlings
from honour.register.staging import expire_staged, staged_over

_AT_ONCE = timedelta(milliseconds=100)


def _unfinished() -> bool:
    return bool(unfinished_erasures(timezone.now()))


def _over() -> bool:
    return staged_over(timezone.now()).exists()


@duty("erasures:finish", every=timedelta(seconds=5), wanted=_unfinished)
def finish_what_was_begun(now: datetime) -> None:
    """Carry erasures to their end that a crash, a missing key or an unwritable journal left half way.

    By a clock that has jumped no cooling-off is over: what it lets be undone would be destroyed.
    """
    finish_erasures(now, cooled_off=is_likely(now))


@duty("storage:scrub", at=time(2, 0), lease=timedelta(hours=1))
def scrub(now: datetime) -> None:  # noqa: ARG001 - a duty is given the time
    """Clear what deletions left in the database's files while a reader held them, or when a crash came in between."""
    scrub_storage()


@duty("staging:expire", every=timedelta(minutes=1), wanted=_over)
def forget_staged(now: datetime) -> None:
    """Forget what was staged and whose time is over. Errors: ``ClockRefused``."""
    require_likely(now)
    expire_staged(now)


@duty("settlings:run", every=_AT_ONCE, lease=timedelta(minutes=2), lane="imports", wanted=anything_to_settle)
def work_at_settlings(now: datetime) -> None:
    """Settle for a few seconds what was found out about records."""
    run_settlings(now)
