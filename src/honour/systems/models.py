"""Who is told of decisions, what was told them, and who asks. Opaque ids only; no personal data."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from honour.evidence.models import Work
from honour.register.models.subjects import opaque_id


class Webhook(models.Model):
    """An address that is told of decisions. Its secret is wrapped by the root key, and shown once.

    ``former_wrapped``: the secret before, wrapped too, which signs beside the present one until ``former_until``.
    ``failing_since``: when it last began to fail, empty while it answers; ``told_at``: when it last took a message.
    """

    class State(models.TextChoices):
        """Whether it is told."""

        ACTIVE = "active", "Told of decisions"
        PAUSED = "paused", "Paused by somebody here"
        DISABLED = "disabled", "Switched off"

    public_id = models.CharField(max_length=20, unique=True, default=opaque_id)
    name = models.CharField(max_length=100)
    url = models.CharField(max_length=2000)
    kinds = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    root_version = models.SmallIntegerField()
    wrapped = models.BinaryField()
    former_version = models.SmallIntegerField(null=True)
    former_wrapped = models.BinaryField(null=True)
    former_until = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, default="")

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="one_webhook_of_a_name")]

    def __str__(self) -> str:
        return self.name


class WebhookMessage(Work):
    """One message to one address, sent until it is taken or given up. ``answer``: the status that came back last."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "Waiting"
        SENT = "sent", "Taken"
        FAILED = "failed", "Given up"

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="messages")
    message_id = models.CharField(max_length=40)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    answer = models.CharField(max_length=200, default="")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["run_after"], condition=models.Q(state="waiting"), name="systems_message_waiting"),
            models.Index(fields=["webhook", "made_at"], name="systems_message_of"),
        ]

    def __str__(self) -> str:
        return self.message_id


class Token(models.Model):
    """The token by which a system asks. Only a keyed hash of its secret is kept.

    ``prefix``, the first characters, by which people tell tokens apart; ``grants``, the actions allowed for each
    purpose; ``scopes``, what else it opens (``honour.systems.tokens.SCOPES``); after ``expires_at``, or once
    ``revoked_at`` is set, it opens nothing. ``counted``: its requests until ``counted_until``, in seconds of the epoch,
    of which it may make ``per_minute``.
    """

    service = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16, unique=True)
    hashed = models.BinaryField(max_length=32)
    grants = models.JSONField(default=dict)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)
    per_minute = models.PositiveIntegerField(default=600)
    counted = models.PositiveIntegerField(default=0)
    counted_until = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}… {self.service}"
