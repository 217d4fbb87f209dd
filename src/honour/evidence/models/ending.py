"""On which days payloads end: the index by day on SQLite, written by the sequencer."""

from __future__ import annotations

from django.db import models

ENDING_BITS = 12
"""Entries whose numbers differ only in so many last bits make a run in the index of days."""


class Ending(models.Model):
    """That a payload among a run of entries in the tree ends on a day.

    An index of all payloads by their day would have SQLite's one writer touch three pages more with every hundred
    entries, for a question that is asked once a night. So there the sequencer notes the few days of each run, and the
    runs of a day that has come are read through. On PostgreSQL the table is empty: an index on the payloads does it.
    """

    pk = models.CompositePrimaryKey("until", "run")
    until = models.DateField()
    run = models.BigIntegerField()

    def __str__(self) -> str:
        return f"run {self.run} on {self.until}"
