"""The rows of a version on its way into use. A notice's words are nobody's personal data; people stand as numbers."""

from __future__ import annotations

from django.db import models

from honour.evidence.models import Work


class Proposal(models.Model):
    """A next version proposed: its file byte for byte, who wrote and who approved it, and when it is published.

    ``draft`` is the number of the draft that it was made from; ``reasons``, by the clause of a purpose, why its basis
    is swapped; ``asks``, the purposes that people are asked about; ``untold_left_by`` is who decided that people who
    cannot be told stay untold, so that their data are not used for what is new. Members stand by their opaque ids.
    """

    class State(models.TextChoices):
        """Where it is."""

        PROPOSED = "proposed"
        SCHEDULED = "scheduled"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    label = models.CharField(max_length=60)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    draft = models.BigIntegerField(null=True)
    state = models.CharField(max_length=20, choices=State, default=State.PROPOSED)
    author = models.CharField(max_length=100)
    proposed_at = models.DateTimeField()
    reasons = models.JSONField(default=dict)
    asks = models.JSONField(default=list)
    approved_by = models.CharField(max_length=100, default="")
    approved_at = models.DateTimeField(null=True)
    alone = models.BooleanField(default=False)
    publish_at = models.DateTimeField(null=True)
    scheduled_by = models.CharField(max_length=100, default="")
    refused = models.TextField(default="")
    untold_left_by = models.CharField(max_length=100, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["publish_at"], condition=models.Q(state="scheduled"), name="publishing_proposal_scheduled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.state})"

    @property
    def is_open(self) -> bool:
        """Whether it may still become a version."""
        return self.state in {self.State.PROPOSED, self.State.SCHEDULED}


class PlanRun(Work):
    """A plan being made, or made: against which version and which state of the ledger, and how far it is."""

    class State(models.TextChoices):
        """Where it is."""

        WAITING = "waiting"
        DONE = "done"
        CANCELLED = "cancelled"
        FAILED = "failed"

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="runs")
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    done = models.BigIntegerField(default=0)
    of = models.BigIntegerField(default=0)
    before = models.CharField(max_length=60, default="")
    made_at = models.DateTimeField(null=True)
    entry = models.BigIntegerField(default=0)
    people = models.BigIntegerField(default=0)
    records = models.BigIntegerField(default=0)
    reason = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["run_after"], condition=models.Q(state="waiting"), name="publishing_planrun_waiting"),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk} ({self.state})"


class KeptConsequence(models.Model):
    """A consequence of a plan; ``who`` is a serialised bitmap of people's rows."""

    run = models.ForeignKey(PlanRun, models.CASCADE, related_name="consequences")
    place = models.IntegerField()
    kind = models.CharField(max_length=20)
    clause = models.CharField(max_length=120)
    name = models.TextField()
    recipient = models.TextField(default="")
    records = models.BigIntegerField()
    people = models.BigIntegerField()
    first = models.DateTimeField(null=True)
    last = models.DateTimeField(null=True)
    endless = models.BigIntegerField(default=0)
    words = models.TextField(default="")
    who = models.BinaryField()

    class Meta:
        ordering = ["place"]

    def __str__(self) -> str:
        return f"{self.kind} {self.clause}"


class Telling(models.Model):
    """One person who is told of a proposed version before it is used, and asked where it needs their consent.

    ``asked``, ``agreed`` and ``declined`` are bits of the proposal's ``asks``: what the person is asked about and has
    answered; ``must``, whether they have to know before the version is used; ``message`` is the outbox's public id;
    ``recorded``, whether the register knows that they were told; ``languages``, in which language of the notice each
    answer was given, by purpose.
    """

    class State(models.TextChoices):
        """How far the telling is."""

        QUEUED = "queued"
        TOLD = "told"
        POSTED = "posted"
        FAILED = "failed"

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="tellings")
    subject = models.ForeignKey("register.Subject", models.CASCADE)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    must = models.BooleanField(default=True)
    asked = models.BigIntegerField(default=0)
    message = models.CharField(max_length=20, default="", db_index=True)
    reason = models.CharField(max_length=80, default="")
    told_at = models.DateTimeField(null=True)
    recorded = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    agreed = models.BigIntegerField(default=0)
    declined = models.BigIntegerField(default=0)
    languages = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "subject"], name="one_telling_per_person")]
        indexes = [models.Index(fields=["proposal", "state"], name="publishing_telling_state")]

    def __str__(self) -> str:
        return f"telling {self.pk} ({self.state})"


class Informing(models.Model):
    """One person whose data came from a source other than themselves, and who is told of it (UK GDPR Art 14).

    ``source`` is the clause's id; ``version`` the number of the one that their data were taken under, by whose words
    they are told; ``due_by``, when the law's time is over; ``not_before``, until when the privacy lead can look first;
    ``message`` is the outbox's public id; ``recorded``, whether the register knows that they were told.
    """

    class State(models.TextChoices):
        """How far the telling is. One that was late when it was found waits for somebody to say that it goes."""

        LATE = "late", "Found late, waits for your word"
        WAITING = "waiting", "To be told"
        QUEUED = "queued", "On its way"
        TOLD = "told", "Told"
        POSTED = "posted", "Told by post"
        FAILED = "failed", "Not reached"

    subject = models.ForeignKey("register.Subject", models.CASCADE, db_index=False)
    source = models.CharField(max_length=120)
    version = models.SmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    found_at = models.DateTimeField()
    due_by = models.DateTimeField()
    not_before = models.DateTimeField()
    message = models.CharField(max_length=20, default="", db_index=True)
    reason = models.CharField(max_length=80, default="")
    told_at = models.DateTimeField(null=True)
    recorded = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "source"], name="told_once_of_each_source")]
        indexes = [models.Index(fields=["source", "state"], name="publishing_informing_state")]

    def __str__(self) -> str:
        return f"informing {self.pk} ({self.state})"


class HeldSource(models.Model):
    """A source of which nobody is told until its hold ends: ``reason`` says why, naming nobody (Art 14(5))."""

    source = models.CharField(max_length=120, unique=True)
    reason = models.TextField()
    held_by = models.CharField(max_length=100)
    held_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"held: {self.source}"
