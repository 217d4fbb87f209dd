"""Matters: what the notice's periods run from. While one is open, data wait for it; then their time begins."""

from __future__ import annotations

from django.db import models


class Matter(models.Model):
    """Something that has an end, or a day, from which a period of the notice runs.

    ``reference`` is our own number of it, which names no person, and so is ``what``, a few words on it. ``company``:
    for whom, where that is one. ``ended_at`` is empty while it is open, or while its day is not known. Which people's
    data wait for it stands in the register (``honour.register.due.triggers``).
    """

    class Kind(models.TextChoices):
        """What it is, in the words of the notice's triggers."""

        PROJECT = "project", "Project"
        SERVICE = "service", "Service"
        INVOICE = "invoice", "Invoice"
        PERIOD = "accounting-period", "Accounting period"
        REQUEST = "request", "Request"
        COMPLAINT = "complaint", "Complaint"
        CASE = "case", "Case"
        EVENT = "event", "Event"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    reference = models.CharField(max_length=60, unique=True)
    what = models.CharField(max_length=120, default="")
    company = models.ForeignKey("dealings.Company", models.PROTECT, null=True, related_name="matters")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
