"""What examining the promises showed, run by run."""

from __future__ import annotations

from django.db import models


class Proving(models.Model):
    """One examination of every promise, and when."""

    at = models.DateTimeField(unique=True)

    def __str__(self) -> str:
        return f"proofs of {self.at:%Y-%m-%d %H:%M}"


class KeptProof(models.Model):
    """The answer for one promise in one run; see ``honour.evidence.provers.Proof``."""

    proving = models.ForeignKey(Proving, models.CASCADE, related_name="proofs")
    row = models.CharField(max_length=8)
    state = models.CharField(max_length=10)
    clause = models.TextField()
    tests = models.JSONField()
    figure = models.TextField()
    coverage = models.TextField()
    exhibits = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proving", "row"], name="evidence_proof_row")]

    def __str__(self) -> str:
        return f"{self.row} {self.state}"
