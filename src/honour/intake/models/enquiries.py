"""Enquiries: what somebody asked, whose it is, how far it is, and every change of that."""

from __future__ import annotations

from django.db import models

from honour.register.models.subjects import opaque_id


class Enquiry(models.Model):
    """Something that somebody asked us, until it is answered and closed. It holds no words: those are in the register.

    ``point`` is the form it came by, if any; ``purpose``, what it is answered under; ``owner``, who answers it;
    ``due_on``, the day by which; ``revision`` counts its changes, so that two people cannot undo each other's.
    """

    class State(models.TextChoices):
        """How far it is."""

        NEW = "new", "New"
        ANSWERING = "answering", "Being answered"
        WAITING = "waiting", "Waiting for them"
        ANSWERED = "answered", "Answered"
        CLOSED = "closed", "Closed"

    class Outcome(models.TextChoices):
        """How it ended."""

        HELPED = "helped", "They got what they asked for"
        DECLINED = "declined", "We could not help"
        NO_REPLY = "no-reply", "They did not come back"
        ELSEWHERE = "elsewhere", "It belonged elsewhere"
        NOTHING_ASKED = "nothing-asked", "Nothing was asked, or it was spam"

    public_id = models.CharField(max_length=20, unique=True, default=opaque_id)
    subject = models.ForeignKey("register.Subject", models.PROTECT, related_name="enquiries")
    collection = models.OneToOneField("register.Collection", models.CASCADE, null=True, related_name="enquiry")
    point = models.CharField(max_length=60, default="")
    channel = models.CharField(max_length=20, default="form")
    purpose = models.CharField(max_length=60)
    owner = models.ForeignKey("staff.Member", models.SET_NULL, null=True, related_name="enquiries")
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, default="")
    received_at = models.DateTimeField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    revision = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["purpose", "state", "due_on"], name="intake_enquiry_list"),
            models.Index(fields=["due_on"], condition=~models.Q(state="closed"), name="intake_enquiry_open"),
        ]

    def __str__(self) -> str:
        return f"enquiry {self.public_id}"


class EnquiryChange(models.Model):
    """One change of an enquiry: when, by whom, what it was and what it is now. Nothing of it is anybody's words."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="changes")
    revision = models.IntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=100)
    what = models.CharField(max_length=20)
    before = models.CharField(max_length=100, default="")
    after = models.CharField(max_length=100, default="")
    entry = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["enquiry", "revision"], name="intake_change_revision")]

    def __str__(self) -> str:
        return f"{self.what} of {self.enquiry_id} at {self.at:%Y-%m-%d %H:%M}"


class AnswerTemplate(models.Model):
    """Words that answers begin with, written by staff; they name nobody. ``{name}`` stands for the person's name."""

    name = models.CharField(max_length=100, unique=True)
    purpose = models.CharField(max_length=60)
    subject = models.CharField(max_length=150)
    text = models.TextField(max_length=10_000)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=100)
    revision = models.IntegerField(default=1)

    def __str__(self) -> str:
        return self.name
