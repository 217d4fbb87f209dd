"""The worker: does what is due until it is told to stop."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, connections
from django.utils import timezone

from honour.evidence.errors import EvidenceError
from honour.evidence.models import Duty
from honour.evidence.work.claiming import claim, finish, give_back
from honour.evidence.work.duties import HOUSE, DeclaredDuty, declared_duties
from honour.evidence.work.put_off import bring_back_duties, bring_back_work

_log = logging.getLogger(__name__)
_POLL = 0.25  # seconds
_ASKED_AGAIN = timedelta(seconds=1)
_AFTER_TROUBLE = 2.0  # seconds
_SET_BACK = timedelta(minutes=1)
"""A clock that says so much less than before was set back; by less, clocks are kept right."""


def run_worker(stop: threading.Event) -> None:
    """Do what is due, each lane of duties in a thread of its own, until ``stop`` is set and what was begun is done."""
    lanes: dict[str, dict[str, DeclaredDuty]] = {}
    for name, declared in declared_duties().items():
        lanes.setdefault(declared.lane, {})[name] = declared
    threads = [
        threading.Thread(target=_run_lane, args=(lane, duties, stop), name=f"lane {lane}")
        for lane, duties in sorted(lanes.items())
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def run_due(
    now: datetime,
    duties: dict[str, DeclaredDuty] | None = None,
    holder: str = "",
    stop: threading.Event | None = None,
    asked: dict[str, datetime] | None = None,
) -> list[str]:
    """Do every duty that is due and wanted, once; return the names of those that were done.

    A duty that fails is tried again later; its failure is kept with it and stands in the log. Once ``stop`` is set none
    is begun any more. ``asked`` keeps when each was last found not to be wanted, and it is not asked again at once.
    """
    duties = declared_duties() if duties is None else duties
    holder = holder or worker_name()
    due = Duty.objects.filter(pk__in=duties, run_after__lte=now).order_by("run_after")
    done = []
    for name in list(due.values_list("pk", flat=True)):
        if stop is not None and stop.is_set():
            break
        declared = duties[name]
        if asked is not None and name in asked and asked[name] <= now < asked[name] + _ASKED_AGAIN:
            continue
        if declared.wanted is not None and not declared.wanted():
            if asked is not None:
                asked[name] = now
            continue
        row = claim(Duty.objects.filter(pk=name), holder=holder, now=now, lease=declared.lease)
        if row is not None and _perform(declared, row, now):
            done.append(name)
    return done


def enrol(duties: dict[str, DeclaredDuty], now: datetime) -> None:
    """Give each duty its row; one that is new, or that a clock which was ahead put off, is due at once."""
    bring_back_duties(duties, now)
    missing = set(duties) - set(Duty.objects.values_list("pk", flat=True))
    Duty.objects.bulk_create([Duty(name=name, run_after=now) for name in sorted(missing)], ignore_conflicts=True)


def worker_name() -> str:
    """Return a name that no other worker has."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def _perform(declared: DeclaredDuty, row: Duty, now: datetime) -> bool:
    try:
        declared.run(now)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other duties go on
        # An error of ours says nothing about anybody; another's text might.
        words = str(error) if isinstance(error, EvidenceError) else type(error).__name__
        _log.warning("The duty %s failed and is tried again: %s", declared.name, words)
        give_back(row, error, now)
        return False
    return finish(row, run_after=declared.next_after(now), done_at=now)


def _run_lane(lane: str, duties: dict[str, DeclaredDuty], stop: threading.Event) -> None:
    holder, enrolled, before = f"{worker_name()}:{lane}", False, timezone.now()
    asked: dict[str, datetime] = {}
    while not stop.is_set():
        pause, now = _POLL, timezone.now()
        enrolled, before = enrolled and now > before - _SET_BACK, now
        try:
            if not enrolled:
                enrol(duties, now)
                if lane == HOUSE:
                    bring_back_work(now)
                enrolled = True
            run_due(timezone.now(), duties, holder, stop, asked)
        except (DatabaseError, InterfaceError) as error:
            _log.warning("The worker cannot reach the database, and goes on trying: %s", type(error).__name__)
            connections.close_all()
            pause = _AFTER_TROUBLE
        stop.wait(pause)
    connections.close_all()
