"""Running a sweep: first the purposes that are over, then the records, then what is Honour's own.

Each batch commits by itself, so a killed sweep goes on where it was, and others get their turn in between.
"""

from __future__ import annotations

import time
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from honour.evidence.clock import believe, require_likely
from honour.evidence.expiring import expire_payloads
from honour.register.lapsing import lapse_batch
from honour.register.scrubbing import scrub_storage
from honour.register.staging import expire_staged
from honour.register.sweeping import BATCH, sweep_batch
from honour.register.versions import versions
from honour.retention.models import Sweep
from honour.retention.proof.exported import remove_exports_of_swept
from honour.staff.expiring import forget_accounts
from honour.staff.models import Member

PAUSE = 0.02
"""Seconds between two batches: those who write get their turn."""


def run_sweep(now: datetime, *, pause: float = PAUSE, size: int = BATCH, force: bool = False) -> Sweep:
    """Delete what is due now, or go on with a sweep that was cut off; returns what it took.

    Copies of messages that lie in a folder go with their people.
    Arguments: ``pause``, seconds between batches; ``size``, records of a batch; ``force``, by somebody who has seen
    that the clock is right.
    Errors: ``ClockRefused``; ``OSError`` when the journal cannot be written; what was taken so far stays taken.
    """
    sweep = _begin(now, force=force)
    for purpose in sorted(versions().clauses.numbers.purposes):
        while _lapse(sweep, purpose, now):
            time.sleep(pause)
    while _delete(sweep, now, size):
        time.sleep(pause)
    remove_exports_of_swept(sweep.begun_at)
    expire_staged(now)
    _add(sweep, payloads=expire_payloads(now), accounts=forget_accounts(now))
    Sweep.objects.filter(pk=sweep.pk).update(ended_at=timezone.now())
    sweep.refresh_from_db()
    if sweep.records or sweep.accounts:
        scrub_storage(Member)
    return sweep


def _begin(now: datetime, *, force: bool) -> Sweep:
    if not force:
        require_likely(now)
    believe(now)
    with transaction.atomic():
        unfinished = Sweep.objects.select_for_update().filter(ended_at=None).first()
        return unfinished or Sweep.objects.create(cutoff=now, begun_at=now)


def _lapse(sweep: Sweep, purpose: str, now: datetime) -> int:
    """Take a purpose away from a batch of records, and count them, in one transaction."""
    with transaction.atomic():
        lapsed = lapse_batch(purpose, sweep.cutoff, now)
        if lapsed:
            _add(sweep, lapsed=lapsed)
    return lapsed


def _delete(sweep: Sweep, now: datetime, size: int) -> bool:
    """Delete a batch of records, and count it, in one transaction; give whether another may take more."""
    with transaction.atomic():
        done = sweep_batch(sweep.cutoff, now, size=size)
        if done.records:
            _add(sweep, records=done.records, keys=done.keys, people=done.people)
    return done.more


def _add(sweep: Sweep, **counts: int) -> None:
    more = {name: models.F(name) + count for name, count in counts.items()}
    Sweep.objects.filter(pk=sweep.pk).update(**more)
