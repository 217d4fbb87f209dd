"""The messages that left, as the ledger holds them: the newest first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from honour.evidence.models import Payload

MOST = 20_000
"""Messages examined in one go."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message to a person: its entry, when it left, as what, for which purpose and topic, to whose row."""

    entry: int
    at: datetime
    message_class: str
    purpose: str
    topic: str | None
    subject: int


def messages_sent(message_class: str) -> Iterator[Sent]:
    """Give the newest messages of a class that went to people and whose payload is still kept, up to ``MOST``."""
    rows = Payload.objects.filter(
        entry__kind="message:sent", subject__isnull=False, content__contains=f'"class":"{message_class}"'
    ).order_by("-entry_id")
    columns = ("entry_id", "entry__at", "content", "subject")
    for entry, at, content, subject in rows.values_list(*columns)[:MOST]:
        said = json.loads(content)
        yield Sent(entry, at, said["class"], said.get("purpose", ""), said.get("topic"), subject or 0)
