"""Deleting payloads on their day. The entries stay, and verify, and say nothing any more about anybody."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from honour.evidence.entries import append
from honour.evidence.models import Payload

_AT_ONCE = 2_000  # rows: a transaction that nobody waits for long


def expire_payloads(now: datetime) -> int:
    """Delete every payload whose day has come, salt and people with it, and return how many.

    Each portion is deleted in one transaction with an entry that says how many they were.
    """
    total = 0
    while True:
        with transaction.atomic():
            due = Payload.objects.filter(expires_at__lte=now.astimezone(UTC).date()).order_by("expires_at")
            portion = list(due.values_list("pk", flat=True)[:_AT_ONCE])
            gone, _ = Payload.objects.filter(pk__in=portion).delete()
            if not gone:
                return total
            append("payload:expired", {"payloads": gone}, at=now)
        total += gone
