"""What evidence does by itself: the tree each second, checkpoints off the host, payloads to their end, proofs."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from datetime import time as time_of_day

from django.utils import timezone

from honour.evidence.expiring import expire_payloads
from honour.evidence.models import SignedCheckpoint
from honour.evidence.provers import prove_and_keep
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
    """Delete the payloads whose day has come."""
    expire_payloads(now)


@duty("promises:prove", at=time_of_day(4, 0), lease=timedelta(hours=1))
def prove_promises(now: datetime) -> None:
    """Examine every promise and keep what was found, for the board."""
    prove_and_keep(now)
