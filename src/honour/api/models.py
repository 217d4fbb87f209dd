"""Tokens: how other services show who they are."""

from __future__ import annotations

from django.db import models


class Token(models.Model):
    """A service's token. Only a keyed hash of its secret is kept.

    ``prefix``, the first characters, by which people tell tokens apart; ``grants``, the actions allowed for each
    purpose; ``scopes``, what else it opens (``honour.api.tokens.SCOPES``);
    after ``expires_at``, or once ``revoked_at`` is set, it opens nothing.
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

    def __str__(self) -> str:
        return f"{self.prefix}… {self.service}"
