"""What outreach keeps: that a person was asked if their details are still right, and that they said so."""

from __future__ import annotations

from django.db import models


class StillRight(models.Model):
    """A record that its person looked at and found right; ``entry`` is its place on the ledger."""

    record = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    entry = models.BigIntegerField()

    def __str__(self) -> str:
        return f"record {self.record} on {self.at:%Y-%m-%d}"


class AskedIfRight(models.Model):
    """A record about which its person was asked, and when last; what came of the message stands in the outbox."""

    record = models.BigIntegerField(unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"record {self.record}, asked on {self.at:%Y-%m-%d}"
