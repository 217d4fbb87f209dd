"""What outreach keeps: that a person said their details are still right."""

from __future__ import annotations

from django.db import models


class StillRight(models.Model):
    """A record that its person looked at and found right; ``entry`` is its place on the ledger."""

    record = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    entry = models.BigIntegerField()

    def __str__(self) -> str:
        return f"record {self.record} on {self.at:%Y-%m-%d}"
