"""What a dying process is in the middle of."""

from __future__ import annotations

from datetime import UTC, datetime

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def integrate_all() -> None:
    """Take every committed entry into the tree."""
    from honour.evidence.tree.integrating import integrate
    from honour.evidence.tree.signing import installed_signing

    while integrate(installed_signing(), NOW):
        pass


def send() -> None:
    """Send the newest checkpoint off the host."""
    from honour.evidence.sending import send_checkpoints
    from honour.evidence.sinks import installed_sinks

    send_checkpoints(installed_sinks(), NOW)


def expire() -> None:
    """Delete the payloads whose day has come."""
    from honour.evidence.expiring import expire_payloads

    expire_payloads(datetime(2040, 1, 1, tzinfo=UTC))


def append() -> None:
    """Write three entries in one transaction."""
    from django.db import transaction

    from honour.evidence.entries import append as append_entry

    with transaction.atomic():
        for number in range(3):
            append_entry("person:read", {"n": number}, subject=number, at=NOW)


def stop_somebody() -> None:
    """Write a line of the tombstone journal."""
    from honour.evidence.tombstones import installed_journal

    installed_journal().append("person:stopped", {"person": "the last"}, NOW)


def export() -> None:
    """Write the ledger to a file in the home."""
    from django.conf import settings

    from honour.evidence.exporting import export_ledger

    export_ledger(settings.HONOUR_HOME / "ledger.jsonl", NOW)
