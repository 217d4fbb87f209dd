"""Deleting payloads on their day. The entries stay, and verify, and say nothing any more about anybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import connection, transaction

from honour.evidence.entries import append
from honour.evidence.models import Payload
from honour.evidence.models.named import FEW, FEW_BITS
from honour.evidence.tree.endings import forget_endings, payloads_due
from honour.evidence.tree.people import forget_people

_OF_FEW = f"""
    DELETE FROM evidence_named WHERE id IN (
        SELECT n.id FROM evidence_payload p
          JOIN evidence_named n ON n.id BETWEEN p.entry_id << {FEW_BITS} AND (p.entry_id << {FEW_BITS}) + {FEW - 1}
         WHERE p.entry_id IN ({{entries}}))"""  # noqa: S608 - constants of ours
_AT_ONCE = 2_000  # rows: a transaction that nobody waits for long


def expire_payloads(now: datetime) -> int:
    """Delete every payload whose day has come, salt and people with it, and return how many.

    Each portion is deleted in one transaction with an entry that says how many they were.
    """
    total, day = 0, now.astimezone(UTC).date()
    while True:
        with transaction.atomic():
            whom = payloads_due(day, _AT_ONCE)
            if not whom:
                forget_endings(day)
                return total
            portion = [entry for entry, _ in whom]
            forget_people(whom)
            _forget_named(portion)
            gone, _ = Payload.objects.filter(pk__in=portion).delete()
            if gone:  # else another worker was first
                append("payload:expired", {"payloads": gone}, at=now)
        total += gone


def _forget_named(portion: Sequence[int]) -> None:
    """Delete the rows that name the few people whom an entry is about."""
    few = Payload.objects.filter(pk__in=portion, subjects__isnull=False, lowest=None)
    entries = list(few.values_list("pk", flat=True))
    if entries:
        with connection.cursor() as cursor:
            cursor.execute(_OF_FEW.format(entries=", ".join(["%s"] * len(entries))), entries)
