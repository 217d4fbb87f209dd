"""Tokens that soon open nothing any more, on Today: whoever looks after the system makes the next one in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from honour.systems.models import Token
from honour.ui.waiting import Onlooker, Waiting, waiting_items

AHEAD = timedelta(days=14)


@waiting_items("tokens", part="connections")
def tokens_that_end(who: Onlooker) -> Iterator[Waiting]:
    """Say which tokens that are in use end within a fortnight."""
    ending = Token.objects.filter(revoked_at=None, expires_at__gt=who.now, expires_at__lte=who.now + AHEAD)
    for one in ending.exclude(used_on=None).order_by("expires_at"):
        day = timezone.localdate(one.expires_at)
        url = reverse("console:token", args=[one.pk])
        yield Waiting(f"The token by which “{one.service}” asks ends.", url, by=day, urgency="soon")
