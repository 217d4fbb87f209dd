"""What intake does by itself: counts of forms go with their hour; lists come in; data wait for enquiries."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from honour.evidence.clock import require_likely
from honour.evidence.work.duties import duty
from honour.intake.enquiries.retaining import feed_enquiries, unfed_enquiries
from honour.intake.importing.keeping import expire_imports
from honour.intake.importing.running import anything_to_do, run_imports
from honour.intake.limits import forget_counts
from honour.intake.models import Import

_AT_ONCE = timedelta(milliseconds=100)


@duty("enquiries:feed", every=timedelta(minutes=5), wanted=unfed_enquiries)
def let_data_wait_for_enquiries(now: datetime) -> None:
    """Let data wait for the close of enquiries from before the notice kept anything from it."""
    feed_enquiries(now)


def _over() -> bool:
    return Import.objects.filter(expires_at__lte=timezone.now()).exclude(state__in=Import.over()).exists()


@duty("forms:forget-counts", every=timedelta(hours=1))
def forget_counts_of_past_hours(now: datetime) -> None:
    """Delete the counts of hours that have ended."""
    forget_counts(now)


@duty("imports:run", every=_AT_ONCE, lease=timedelta(minutes=2), lane="imports", wanted=anything_to_do)
def work_at_imports(now: datetime) -> None:
    """Work at one list for a few seconds."""
    run_imports(now)


@duty("imports:expire", every=timedelta(minutes=10), wanted=_over)
def expire_old_imports(now: datetime) -> None:
    """End imports whose file waited for too long. Errors: ``ClockRefused``."""
    require_likely(now)
    expire_imports(now)
