"""What evidence does by itself: the tree each second, checkpoints off the host, payloads to their end, proofs."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime, timedelta
from datetime import time as time_of_day

from django.utils import timezone

from honour.evidence.clock import require_likely
from honour.evidence.errors import ProvingFailed
from honour.evidence.expiring import expire_payloads
from honour.evidence.models import SignedCheckpoint
from honour.evidence.sending import send_checkpoints, thin_checkpoints
from honour.evidence.sinks import installed_sinks
from honour.evidence.tree.integrating import integrate, the_tree
from honour.evidence.tree.rows import anything_new
from honour.evidence.tree.signing import installed_signing
from honour.evidence.work.duties import LEDGER, duty

_A_TURN = 8.0  # seconds, well within the lease


def _entries_wait() -> bool:
    return anything_new(the_tree())


def _checkpoint_unsent() -> bool:
    last = SignedCheckpoint.objects.order_by("-pk").first()
    return last is not None and last.sent_at is None and bool(installed_sinks())


@duty("ledger:integrate", every=timedelta(seconds=1), lease=timedelta(seconds=15), lane=LEDGER, wanted=_entries_wait)
def integrate_entries(now: datetime) -> None:
    """Take what has been committed into the tree and sign it."""
    begun = time.monotonic()
    while integrate(installed_signing(), now) and time.monotonic() - begun < _A_TURN:
        now = timezone.now()


@duty("checkpoints:send", every=timedelta(seconds=10), lease=timedelta(minutes=2), wanted=_checkpoint_unsent)
def send_newest_checkpoint(now: datetime) -> None:
    """Send the newest checkpoint off the host."""
    send_checkpoints(installed_sinks(), now)


@duty("checkpoints:thin", every=timedelta(hours=1))
def thin_old_checkpoints(now: datetime) -> None:
    """Of old checkpoints keep one for each hour, later one for each day."""
    thin_checkpoints(now)


@duty("payloads:expire", at=time_of_day(3, 0), lease=timedelta(minutes=30))
def expire_old_payloads(now: datetime) -> None:
    """Delete the payloads whose day has come. Errors: ``ClockRefused``."""
    require_likely(now)
    expire_payloads(now)


@duty("promises:prove", at=time_of_day(4, 0), lease=timedelta(hours=1))
def prove_promises(now: datetime) -> None:  # noqa: ARG001 - every duty is given the time
    """Examine every promise and keep what was found, for the board.

    It is done in a process of its own: proving what pages say loads the whole site, which the worker would then hold.

    Errors: ``ProvingFailed`` when that process ended without an answer.
    """
    command = [sys.executable, "-m", "honour.cli", "prove", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    if not done.stdout.startswith("["):
        # What it said last might name somebody; whoever runs the command sees it.
        raise ProvingFailed("The promises could not be examined. To see why, run: honour prove")
