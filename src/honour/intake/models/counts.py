"""How many forms came within the hour."""

from __future__ import annotations

from django.db import models


class FormsCounted(models.Model):
    """How many forms came from one sender, or make us write to one address, until the hour ends.

    ``digest`` is a keyed hash of kind, sender and hour; ``until``, seconds since 1970, when the row may go.
    """

    digest = models.BinaryField(max_length=32, primary_key=True)
    count = models.IntegerField()
    until = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.until}"
