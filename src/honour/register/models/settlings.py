"""What is being settled of many records at once, and how far that is. No value of anybody's stands here."""

from __future__ import annotations

from django.db import models

from honour.evidence.models import Work
from honour.register.models.subjects import opaque_id


class Settling(Work):
    """Where groups of records came from, or which notice their people were given, from the word to the end.

    ``groups`` of records held for ``purpose``: category, version and day of each; ``unknown``, what was not known of
    them; ``answer``, the source or the version that it turned out to be; ``taken_on``, the day for those without one.
    ``last`` is the record that the last batch ended at, ``done`` how many are settled; both move in the transaction
    that settles them. ``reason``, how it was found out, goes from here once it is over: the ledger has it. ``why``:
    what ended it, when it failed.
    """

    class State(models.TextChoices):
        """Where it is."""

        WORKING = "working"
        DONE = "done"
        STOPPED = "stopped"
        FAILED = "failed"

    public_id = models.CharField(max_length=20, unique=True, default=opaque_id)
    by = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WORKING)
    purpose = models.CharField(max_length=130)
    unknown = models.CharField(max_length=10)
    groups = models.JSONField()
    answer = models.CharField(max_length=130)
    taken_on = models.DateField(null=True)
    reason = models.CharField(max_length=500)
    last = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    of = models.BigIntegerField()
    why = models.CharField(max_length=300, default="")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "unknown"], condition=models.Q(state="working"), name="one_settling_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"settling {self.public_id} ({self.state})"
