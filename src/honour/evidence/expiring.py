"""Deleting payloads on their day. The entries stay, and verify, and say nothing any more about anybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction

from honour.evidence.entries import append
from honour.evidence.models import Named, Payload
from honour.evidence.models.named import FEW, FEW_BITS
from honour.evidence.tree.people import forget_people

_AT_ONCE = 2_000  # rows: a transaction that nobody waits for long


def expire_payloads(now: datetime) -> int:
    """Delete every payload whose day has come, salt and people with it, and return how many.

    Each portion is deleted in one transaction with an entry that says how many they were.
    """
    total = 0
    while True:
        with transaction.atomic():
            due = Payload.objects.filter(expires_at__lte=now.astimezone(UTC).date()).order_by("expires_at")
            whom = list(due.values_list("pk", "subject")[:_AT_ONCE])
            portion = [entry for entry, _ in whom]
            forget_people(whom)
            _forget_named(portion)
            gone, _ = Payload.objects.filter(pk__in=portion).delete()
            if not gone:
                return total
            append("payload:expired", {"payloads": gone}, at=now)
        total += gone


def _forget_named(portion: Sequence[int]) -> None:
    """Delete the rows that name the few people whom an entry is about."""
    few = Payload.objects.filter(pk__in=portion, subjects__isnull=False, lowest=None)
    for entry in few.values_list("pk", flat=True):
        Named.objects.filter(pk__range=(entry << FEW_BITS, (entry << FEW_BITS) + FEW - 1)).delete()
