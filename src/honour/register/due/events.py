"""The events that a notice's periods can run from, as bits."""

from __future__ import annotations

from typing import get_args

from honour.notice.model.keeping import Trigger as Named

TRIGGERS: tuple[str, ...] = get_args(Named)
"""The events that a notice can name; each one's place is its bit, so new ones are added behind the last."""

MARKETING_OBJECTION = "marketing-objection"
"""An objection, where the purpose is marketing: any stop to marketing counts as one (UK GDPR Art 21(2))."""


def trigger_bit(name: str) -> int:
    """Give an event's bit. Errors: ``ValueError`` for one that no notice can name."""
    return 1 << TRIGGERS.index(name)
