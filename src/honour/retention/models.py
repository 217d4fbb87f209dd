"""The rows of retention: sweeps as they run, certificates of erasures."""

from __future__ import annotations

from django.db import models


class Sweep(models.Model):
    """One sweep: everything due at ``cutoff`` goes, batch after batch; a killed one is gone on with.

    ``records``, ``keys``, ``people`` and ``lapsed`` count what has gone so far; ``payloads`` and ``accounts``, of
    Honour's own, those of the ledger and of staff who left.
    """

    cutoff = models.DateTimeField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    records = models.BigIntegerField(default=0)
    keys = models.BigIntegerField(default=0)
    people = models.BigIntegerField(default=0)
    lapsed = models.BigIntegerField(default=0)
    payloads = models.BigIntegerField(default=0)
    accounts = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(ended_at__isnull=True), name="one_sweep_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"sweep {self.pk}"


class Trace(models.Model):
    """By what the sealed bytes of an erasure are known again: random beginnings, which say nothing of anybody.

    Written before anything is destroyed, so that a proof that was cut off can be made up for. ``before``: how many
    things were found then, by place and kind; ``suppressed``, whether an identifier is on the do-not-contact list.
    """

    erasure = models.OneToOneField("register.Erasure", models.PROTECT, related_name="trace")
    marks = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    suppressed = models.BooleanField(default=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"trace of erasure {self.erasure_id}"


class Certificate(models.Model):
    """What looking for somebody erased showed, as a signed note; of them it has nothing.

    ``erasures``: those it is about, of one person and done together. ``nothing_found``: nothing that anybody could read
    was found. ``waits``: something remains for a while, so it is looked into again; ``follows``, the certificate
    that this one brings up to date.
    """

    erasures = models.ManyToManyField("register.Erasure", related_name="certificates")
    made_at = models.DateTimeField()
    text = models.TextField()
    nothing_found = models.BooleanField()
    waits = models.BooleanField(default=False)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed")

    def __str__(self) -> str:
        return f"certificate {self.pk}"
