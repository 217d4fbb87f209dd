"""A list that is brought in: its pieces in staging, how far it is, what became of its rows. No value stands here."""

from __future__ import annotations

from django.db import models

from honour.evidence.models import Work
from honour.register.models.subjects import opaque_id


class Import(Work):
    """A list of people from elsewhere, from the upload to the end.

    ``mapping`` says by number what each column holds, and what holds for every row. ``done_rows`` is how many rows of
    the file are behind it; it moves in the transaction that takes the rows in. ``trial`` and ``counts`` say what became
    of the rows, in the trial and in the import itself. ``why``: what ended it, when it failed.
    """

    class State(models.TextChoices):
        """Where it is."""

        MAPPING = "mapping", "Waiting to be told what the columns hold"
        CHECKING = "checking", "On trial"
        CHECKED = "checked", "Tried, nothing written yet"
        IMPORTING = "importing", "Coming in"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Failed"

    public_id = models.CharField(max_length=20, unique=True, default=opaque_id)
    by = models.CharField(max_length=100)
    state = models.CharField(max_length=20, choices=State.choices, default=State.MAPPING)
    form = models.CharField(max_length=10)
    encoding = models.CharField(max_length=20, default="")
    delimiter = models.CharField(max_length=1, default="")
    size = models.BigIntegerField(default=0)
    header_digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    done_rows = models.BigIntegerField(default=0)
    all_rows = models.BigIntegerField(null=True)
    batches = models.IntegerField(default=0)
    trial = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    why = models.CharField(max_length=300, default="")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["state"],
                condition=models.Q(state__in=("checking", "importing")),
                name="intake_import_working",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.public_id}"

    @classmethod
    def over(cls) -> tuple[str, ...]:
        """Give the states after which nothing happens any more."""
        return cls.State.DONE, cls.State.CANCELLED, cls.State.FAILED


class ImportPiece(models.Model):
    """A sealed piece of an import in staging: of the file itself, or of the list of refused rows."""

    class Kind(models.TextChoices):
        """What it is a piece of."""

        FILE = "file"
        REFUSED = "refused"

    of = models.ForeignKey(Import, models.CASCADE, related_name="pieces")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.IntegerField()
    staged = models.CharField(max_length=20)
    size = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "kind", "number"], name="one_piece_per_number")]

    def __str__(self) -> str:
        return f"piece {self.number} of {self.of_id}"


class RememberedMapping(models.Model):
    """What the columns of a list held last time, by a digest of its headings; the headings themselves are not kept."""

    header_digest = models.CharField(max_length=64, unique=True)
    mapping = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.header_digest[:12]
