"""Erasures under way and done: the rows that let a killed one go on."""

from __future__ import annotations

from django.db import models


class Erasures(models.QuerySet["Erasure"]):
    """Erasures, and those that were carried out."""

    def carried_out(self) -> Erasures:
        """Give those that went as far as they can for now: to their end, or to what a hold keeps."""
        return self.filter(step__range=(Erasure.Step.JOURNALLED, Erasure.Step.CONFIRMED))


class Erasure(models.Model):
    """The erasure of a person, or of one record, step by step.

    ``final_at``: until then it can be undone, and nothing has been destroyed. ``of_all``: the record is one of all that
    there was of a person, who were erased as far as a hold lets them be.
    """

    class Step(models.IntegerChoices):
        """What has been done for certain."""

        INTENDED = 0
        JOURNALLED = 1
        DESTROYED = 2
        CONFIRMED = 3
        UNDONE = 4

    subject = models.ForeignKey("register.Subject", models.PROTECT, related_name="erasures")
    record = models.BigIntegerField(null=True)
    of_all = models.BooleanField(default=False)
    final_at = models.DateTimeField(null=True)
    step = models.SmallIntegerField(choices=Step.choices, default=Step.INTENDED)
    reason = models.CharField(max_length=30)
    asked_by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    gone = models.JSONField(default=dict)
    entry = models.BigIntegerField(null=True)

    objects = Erasures.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["step"], condition=models.Q(step__lt=3), name="register_erasure_unfinished"),
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"
