"""What was put off by a clock that was ahead: once it is right again, nothing waits for the time that it said then.

By a clock a year ahead every duty is done, and due again a year from now; whoever works at a row has it for a year.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.apps import apps
from django.db.models import Q

from honour.evidence.models import Duty, Work
from honour.evidence.work.claiming import LONGEST_PAUSE
from honour.evidence.work.duties import DeclaredDuty

LONGEST = timedelta(days=2)
"""Longer than anything in a queue waits for its next try, and longer than anybody is at it."""
_SUMMER = timedelta(hours=2)
"""A day in which the clocks change is longer; and no two hosts say quite the same time."""


def bring_back_duties(duties: Mapping[str, DeclaredDuty], now: datetime) -> None:
    """Make duties due that are further off than their interval, and free those that somebody has longer than he may."""
    rows = Duty.objects.filter(pk__in=duties)
    for name, run_after, lease_until in rows.values_list("pk", "run_after", "lease_until"):
        declared = duties[name]
        if run_after > now + max(declared.every, LONGEST_PAUSE) + _SUMMER:
            rows.filter(pk=name, run_after=run_after).update(run_after=now)
        if lease_until is not None and lease_until > now + declared.lease + _SUMMER:
            rows.filter(pk=name, lease_until=lease_until).update(lease_until=None, holder="")


def bring_back_work(now: datetime) -> None:
    """Do the same for all other work: messages that wait, imports, plans."""
    for model in apps.get_models():
        if issubclass(model, Work) and model is not Duty:
            waiting = Q(run_after__gt=now + LONGEST) | Q(lease_until__gt=now + LONGEST)
            model._default_manager.filter(waiting).update(run_after=now, lease_until=None, holder="")  # noqa: SLF001 - Django's own name
