"""What retention does by itself: the nightly sweep, and looking again at what was erased."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from honour.evidence.work import duty
from honour.register.models import Erasure
from honour.retention.proof.following import certify_cut_off, follow_up
from honour.retention.sweeps.running import run_sweep


@duty("retention:sweep", at=time(1, 0), lease=timedelta(hours=4))
def sweep(now: datetime) -> None:
    """Delete what is past its date, and go on with a sweep that was cut off."""
    run_sweep(now)


@duty("erasures:follow", at=time(2, 30), lease=timedelta(hours=2))
def look_at_erasures_again(now: datetime) -> None:
    """Look again at whatever remained of somebody for a while, and certify it when it is gone."""
    follow_up(now)


def _proof_cut_off() -> bool:
    cut_off = Erasure.objects.carried_out().filter(trace__isnull=False, certificates=None)
    return cut_off.exists()


@duty("erasures:certify", every=timedelta(minutes=5), lease=timedelta(hours=1), wanted=_proof_cut_off)
def certify_what_was_cut_off(now: datetime) -> None:
    """Certify erasures that are done, and whose proof a crash or a full disk cut off."""
    certify_cut_off(now)
