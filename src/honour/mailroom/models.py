"""The outbox: messages to be sent, as work; who, what and when, by numbers only."""

from __future__ import annotations

from django.db import models

from honour.evidence.models import Work
from honour.register.models.subjects import opaque_id


class Outgoing(Work):
    """A message on its way, or one that has gone.

    It holds no personal data: ``kind`` names what is written, ``person`` (an opaque id) or ``member`` to whom,
    ``identifier`` the row of the address to use where it matters which, ``context`` numbers and ids. The text is
    rendered when it is sent. ``reason`` says why it ended otherwise than sent; ``entry`` is its place on the ledger.
    """

    class State(models.IntegerChoices):
        """Where it is."""

        WAITING = 0
        SENT = 1
        REFUSED = 2
        FAILED = 3
        CANCELLED = 4

    public_id = models.CharField(max_length=20, unique=True, default=opaque_id)
    kind = models.CharField(max_length=80)
    person = models.CharField(max_length=20, default="", db_index=True)
    member = models.BigIntegerField(null=True)
    identifier = models.BigIntegerField(null=True)
    context = models.JSONField(default=dict)
    dedupe = models.CharField(max_length=120, unique=True, null=True)
    state = models.SmallIntegerField(choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=80, default="")
    queued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    entry = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["run_after"], condition=models.Q(state=0), name="mailroom_outgoing_waiting"),
            models.Index(
                fields=["ended_at"], condition=models.Q(ended_at__isnull=False), name="mailroom_outgoing_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"
