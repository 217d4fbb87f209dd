"""What intake does by itself: counts of forms go with their hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from honour.evidence.work.duties import duty
from honour.intake.limits import forget_counts


@duty("forms:forget-counts", every=timedelta(hours=1))
def forget_counts_of_past_hours(now: datetime) -> None:
    """Delete the counts of hours that have ended."""
    forget_counts(now)
