"""Holds: what must not be deleted although its time is over, why, and until when that is looked at again."""

from __future__ import annotations

from django.db import models


class Hold(models.Model):
    """A hold on deletion.

    ``matter`` names the file it is for, never a person; ``owner`` and ``placed_by`` are opaque ids of staff;
    ``review_on`` is the day on which somebody looks at it again. A ``sealed`` one is shown to nobody outside the role
    that may see it (Proceeds of Crime Act 2002, sections 333A and 342). ``salt``: with it the ledger's line about the
    hold can be held against what the hold says; empty for one placed before there was such a line.
    """

    class Kind(models.TextChoices):
        """Why something is held."""

        LITIGATION = "litigation", "A claim in court"
        FRAUD = "fraud-case", "A fraud case"
        DEBT = "debt", "A debt"
        REGULATOR = "regulator", "A regulator's enquiry"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    matter = models.CharField(max_length=80)
    owner = models.CharField(max_length=100)
    sealed = models.BooleanField(default=False)
    salt = models.CharField(max_length=32, default="")
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=100)
    review_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=100, default="")

    def __str__(self) -> str:
        return f"hold {self.pk}"


class HeldThing(models.Model):
    """What a hold names: everything of a person, their data of one ``category``, or one ``record``."""

    hold = models.ForeignKey(Hold, models.CASCADE, related_name="things")
    subject = models.ForeignKey("register.Subject", models.PROTECT, related_name="held_things")
    category = models.SmallIntegerField(null=True)
    record = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"held thing {self.pk}"
