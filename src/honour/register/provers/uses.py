"""The uses of data that the ledger holds, as provers walk through them: the newest first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from honour.evidence.models import Payload

KINDS = ("person:read", "person:disclosed", "person:selected")
"""The kinds of entry that stand for a use of somebody's data."""
MOST = 20_000
"""Uses examined in one go."""


@dataclass(frozen=True, slots=True)
class LedgerUse:
    """A use: its entry, when, for which purpose under which version in force, of which categories and records."""

    entry: int
    at: datetime
    action: str
    purpose: str
    version: str
    categories: tuple[str, ...]
    records: tuple[int, ...]
    observed: bool
    subject: int | None


def uses() -> Iterator[LedgerUse]:
    """Give the newest uses whose payload is still kept, up to ``MOST``."""
    rows = Payload.objects.filter(entry__kind__in=KINDS).order_by("-entry_id")
    for entry, at, content, subject in rows.values_list("entry_id", "entry__at", "content", "subject")[:MOST]:
        said: dict[str, Any] = json.loads(content)
        records = said["records"]
        yield LedgerUse(
            entry,
            at,
            said["action"],
            said["purpose"],
            said["version"],
            tuple(said["categories"]),
            tuple(records) if isinstance(records, list) else (),
            bool(said.get("observed")) or said.get("mode") == "observe",
            subject,
        )


def covering(examined: int) -> str:
    """Say how many uses were looked at, of how many."""
    every = Payload.objects.filter(entry__kind__in=KINDS).count()
    return f"{examined} of {every} recorded uses" if examined < every else f"all {every} recorded uses"
