"""The rows of retention: sweeps as they run, certificates of erasures."""

from __future__ import annotations

from django.db import models


class Sweep(models.Model):
    """One sweep: everything due at ``cutoff`` goes, batch after batch; a killed one is gone on with.

    ``records``, ``keys``, ``people`` and ``lapsed`` count what has gone so far.
    """

    cutoff = models.DateTimeField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    records = models.BigIntegerField(default=0)
    keys = models.BigIntegerField(default=0)
    people = models.BigIntegerField(default=0)
    lapsed = models.BigIntegerField(default=0)
    payloads = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(ended_at__isnull=True), name="one_sweep_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"sweep {self.pk}"


class Certificate(models.Model):
    """What looking for an erased person showed, signed; ``text`` is JSON, of them it has nothing."""

    erasure = models.ForeignKey("register.Erasure", models.PROTECT, related_name="certificates")
    made_at = models.DateTimeField()
    text = models.TextField()
    signature = models.TextField()
    nothing_found = models.BooleanField()

    def __str__(self) -> str:
        return f"certificate {self.pk}"
