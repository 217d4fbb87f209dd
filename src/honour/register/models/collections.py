"""How data came in, in which words, and what people decided: the evidence behind consents and objections."""

from __future__ import annotations

from django.db import models


class Wording(models.Model):
    """Words that stood before somebody, kept once however many read them. ``text`` is JSON, ``digest`` its SHA-256."""

    digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()

    def __str__(self) -> str:
        return self.digest[:12]


class Collection(models.Model):
    """One time somebody's data were taken: which form, which version of the notice was shown, which words stood there.

    It holds no values. ``submission`` makes posting twice harmless; ``receipt_digest`` finds the receipt by its token.
    ``negotiated_sale``: whether the form, as it was shown, counted as negotiating a sale; why stands in that version of
    the notice. On it hangs the soft opt-in (PECR reg 22(3)(a)).
    """

    subject = models.ForeignKey("register.Subject", models.PROTECT, related_name="collections")
    point = models.CharField(max_length=60)
    version = models.SmallIntegerField()
    wording = models.ForeignKey(Wording, models.PROTECT)
    answered = models.JSONField(default=list)
    choice = models.CharField(max_length=20, default="")
    negotiated_sale = models.BooleanField(default=False)
    at = models.DateTimeField()
    submission = models.CharField(max_length=64, unique=True)
    receipt_digest = models.BinaryField(max_length=32)
    entry = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["receipt_digest"], name="register_collection_receipt")]

    def __str__(self) -> str:
        return f"{self.point} at {self.at:%Y-%m-%d %H:%M}"


class Permission(models.Model):
    """Something a person decided, or was told, with its evidence: when, how, and in which words.

    The subject's bit sets are the sum of these rows; these say why.
    """

    class Kind(models.TextChoices):
        """What was decided."""

        CONSENT = "consent"
        WITHDRAWAL = "withdrawal"
        OBJECTION = "objection"
        OBJECTION_LIFTED = "objection-lifted"
        MARKETING_STOP = "marketing-stop"
        MARKETING_STOP_LIFTED = "marketing-stop-lifted"
        RESTRICTION = "restriction"
        RESTRICTION_LIFTED = "restriction-lifted"
        APPROVAL = "approval"
        APPROVAL_ENDED = "approval-ended"
        INFORMED = "informed"
        STOP = "stop"
        STOP_LIFTED = "stop-lifted"
        PAUSE = "pause"
        PAUSE_ENDED = "pause-ended"

    subject = models.ForeignKey("register.Subject", models.PROTECT, related_name="permissions")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    about = models.SmallIntegerField(null=True)
    until = models.DateTimeField(null=True)
    at = models.DateTimeField()
    how = models.CharField(max_length=30)
    wording = models.ForeignKey(Wording, models.PROTECT, null=True, db_index=False)
    collection = models.ForeignKey(Collection, models.PROTECT, null=True, db_index=False)
    recorded_by = models.CharField(max_length=100, default="")
    entry = models.BigIntegerField(null=True)

    class Meta:
        indexes = [  # of the few that have words of their own, or came on a form
            models.Index(
                fields=["wording"], condition=models.Q(wording__isnull=False), name="register_permission_wording"
            ),
            models.Index(
                fields=["collection"],
                condition=models.Q(collection__isnull=False),
                name="register_permission_collection",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d}"


class Suppression(models.Model):
    """All that is kept of somebody who was erased after saying stop: a keyed hash, so that the stop still holds."""

    kind = models.CharField(max_length=130)
    digest = models.BinaryField(max_length=32)
    key_version = models.SmallIntegerField()
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "kind"], name="one_suppression_per_identifier")]

    def __str__(self) -> str:
        return f"{self.kind} since {self.since:%Y-%m-%d}"
