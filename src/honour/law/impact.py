"""What speaks for a high risk to people, so that the impact is assessed first (UK GDPR Art 35)."""

from __future__ import annotations

from honour.law.entry import Entry


class ImpactIndicator(Entry):
    """An indicator of high risk; ``alone``: it asks for an assessment by itself, else together with another."""

    alone: bool


class TransferTest(Entry):
    """A safeguard of a transfer that holds only once it was tested against the law of the place it goes to."""
