"""What retention does by itself: the nightly sweep."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from honour.evidence.work import duty
from honour.retention.sweeps.running import run_sweep


@duty("retention:sweep", at=time(1, 0), lease=timedelta(hours=4))
def sweep(now: datetime) -> None:
    """Delete what is past its date, and go on with a sweep that was cut off."""
    run_sweep(now)
