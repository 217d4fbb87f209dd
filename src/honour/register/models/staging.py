"""Personal data on the way somewhere: sealed, owned, expiring within days, found when a person is erased."""

from __future__ import annotations

from django.db import models


class Staged(models.Model):
    """Something kept for days at most: an import, an inbound message, a package for a request."""

    public_id = models.CharField(max_length=20, unique=True)
    owner = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    subject = models.ForeignKey("register.Subject", models.PROTECT, null=True)
    root_version = models.SmallIntegerField()
    wrapped = models.BinaryField()
    value = models.BinaryField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "kind"], name="register_staged_owner")]

    def __str__(self) -> str:
        return f"{self.owner} {self.kind}"


class StagedIdentifier(models.Model):
    """Somebody is named in a staged item; the keyed hash lets an erasure find it."""

    staged = models.ForeignKey(Staged, models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=130)
    digest = models.BinaryField(max_length=32)
    key_version = models.SmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["digest", "kind"], name="register_staged_identifier")]

    def __str__(self) -> str:
        return f"{self.kind} in staged item {self.staged_id}"
