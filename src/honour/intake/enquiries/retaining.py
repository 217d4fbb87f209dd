"""Enquiries as what periods run from: where the notice keeps data from the close of a request.

The data of whoever asked wait from the day it came; with the close of their last enquiry the period begins.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from honour.intake.models import Enquiry
from honour.register.due.moving import waits_for
from honour.register.due.triggers import move_trigger, open_trigger, tie
from honour.register.models import Trigger
from honour.register.versions import versions

OWNER = "intake.enquiries"
TRIGGERS = ("request-closed",)
_A_TIME = 1_000  # enquiries


def wait_for_close(enquiry: Enquiry, now: dt.datetime) -> None:
    """Let the data of whoever asked wait for the close of their enquiry, in the caller's transaction."""
    if waits_for(TRIGGERS, versions()):
        _feed(enquiry, now)


def follow_state(enquiry: Enquiry, now: dt.datetime) -> None:
    """Say that an enquiry was closed, or goes on, in the caller's transaction."""
    if waits_for(TRIGGERS, versions()):
        _feed(enquiry, now)
        move_trigger(OWNER, str(enquiry.pk), enquiry.closed_at, now)


def unfed_enquiries() -> bool:
    """Say whether there are enquiries from before the notice kept anything from the close of a request."""
    return waits_for(TRIGGERS, versions()) and _without().exists()


def feed_enquiries(now: dt.datetime) -> int:
    """Let the data wait for the enquiries that there are, open and closed; gives how many were made known."""
    done = 0
    while rows := list(_without()[:_A_TIME]):
        with transaction.atomic():
            for row in rows:
                _feed(row, now)
        done += len(rows)
    return done


def _feed(enquiry: Enquiry, now: dt.datetime) -> None:
    known = Trigger.objects.filter(owner=OWNER, reference=str(enquiry.pk)).exists()
    if not known:
        trigger = open_trigger(OWNER, str(enquiry.pk), TRIGGERS, enquiry.closed_at)
        tie(trigger, [enquiry.subject], now)


def _without() -> QuerySet[Enquiry]:
    known = Trigger.objects.filter(owner=OWNER).values("reference")
    named = Enquiry.objects.annotate(named=Cast("pk", CharField(max_length=60)))
    return named.exclude(named__in=known).select_related("subject").order_by("pk")
