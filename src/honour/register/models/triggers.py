"""What periods of retention run from: something that runs, or ended on a day, and whose data wait for it."""

from __future__ import annotations

from django.db import models


class Trigger(models.Model):
    """One thing that periods run from: a contract, a project, an invoice, a case, a request.

    ``owner`` is the app that keeps it and ``reference`` its own id there; ``kinds`` the triggers of the notice that it
    stands for, as bits (``honour.register.due.triggers``); ``at`` when it happened, empty while it has not.
    """

    owner = models.CharField(max_length=60)
    reference = models.CharField(max_length=60)
    kinds = models.IntegerField()
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "reference"], name="one_trigger_per_reference")]

    def __str__(self) -> str:
        return f"{self.owner} {self.reference}"


class TriggerTie(models.Model):
    """A person whose data wait for a trigger: all of them, or (``record`` is not 0) one record."""

    EVERYTHING = 0

    trigger = models.ForeignKey(Trigger, models.CASCADE, related_name="ties")
    subject = models.ForeignKey("register.Subject", models.CASCADE, related_name="trigger_ties", db_index=False)
    record = models.BigIntegerField(default=EVERYTHING)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "trigger", "record"], name="one_tie_per_trigger_and_person")
        ]

    def __str__(self) -> str:
        return f"tie {self.pk}"
