"""Whether anybody is at a row of work, for pages that show how far it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from honour.evidence.models import Work

SOON = timedelta(seconds=20)
"""A worker that runs begins what is due within a second or so."""


def unattended(row: Work, now: datetime) -> bool:
    """Say whether a row has been due for a while, and no worker is at it or at another of its table."""
    if row.run_after > now - SOON or (row.lease_until is not None and row.lease_until > now):
        return False
    return not type(row)._default_manager.filter(lease_until__gt=now).exists()  # noqa: SLF001 - Django's own name
