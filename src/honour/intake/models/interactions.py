"""Interactions: that something passed between us and a person, how and when. The words are a record of the register."""

from __future__ import annotations

from django.db import models

from honour.register.models.subjects import opaque_id


class Interaction(models.Model):
    """A call, a letter, a mail, a visit or a note about one person.

    ``record`` holds what was said; it moves on when that is corrected. ``message``: the outbox's id of a mail that we
    sent. ``purpose``: what it was written down for.
    """

    class Channel(models.TextChoices):
        """How it came or went."""

        TELEPHONE = "telephone", "Call"
        LETTER = "letter", "Letter"
        EMAIL = "email", "Email"
        IN_PERSON = "in-person", "Visit"
        NOTE = "note", "Note of ours"

    class Direction(models.TextChoices):
        """Whose move it was."""

        IN = "in", "From them"
        OUT = "out", "From us"
        OURS = "ours", "Among ourselves"

    public_id = models.CharField(max_length=20, unique=True, default=opaque_id)
    subject = models.ForeignKey("register.Subject", models.PROTECT, related_name="interactions")
    enquiry = models.ForeignKey("intake.Enquiry", models.SET_NULL, null=True, related_name="interactions")
    record = models.ForeignKey("register.Record", models.PROTECT, related_name="interactions", db_constraint=False)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    purpose = models.CharField(max_length=60)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=100)
    corrected_at = models.DateTimeField(null=True)
    message = models.CharField(max_length=20, default="", db_index=True)
    entry = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.channel} {self.public_id}"
