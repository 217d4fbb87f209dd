"""Entries, which nothing ever rewrites, and beside each its payload, which has an end of its own."""

from __future__ import annotations

from django.db import models

from honour.evidence.models.about import IndexOnPostgresql
from honour.evidence.models.row_of import RowOf
from honour.evidence.models.transaction_id import TransactionId

RUN_BITS = 12
"""Entries whose numbers differ only in so many last bits make a run in PostgreSQL's index of people."""


class Entry(models.Model):
    """One thing that happened, as its leaf in the tree holds it.

    ``at`` is when; ``kind`` is ``subject:verb``; ``commitment`` the salted hash of its payload and people; ``until``
    the day from which the payload may be gone; ``xid`` the transaction that wrote it (PostgreSQL), by which the
    sequencer never passes over an entry that commits late.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=64)
    commitment = models.BinaryField(max_length=32)
    until = models.DateField()
    xid = TransactionId()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "id"], name="evidence_entry_kind"),
            # On SQLite the column is empty, and so is the index.
            models.Index(fields=["xid", "id"], name="evidence_entry_xid", condition=models.Q(xid__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


class Payload(models.Model):
    """What an entry says and whom it is about, until it expires; the row is deleted then, salt and all.

    ``content`` is canonical JSON without personal data; ``subject`` one person's id in the register; ``subjects`` a
    serialised bitmap of many; ``expires_at`` the day on which the row goes. The people of a small set have rows of
    their own, by which a search finds them (``Named``); of a larger one ``lowest`` and ``highest`` are the ends.
    """

    # No constraint: the two rows are written by one statement, and a check for each would cost as much again.
    entry = RowOf(Entry, models.DO_NOTHING, primary_key=True, db_constraint=False)
    salt = models.CharField(max_length=32)
    content = models.TextField()
    subject = models.BigIntegerField(null=True)
    subjects = models.BinaryField(null=True)
    lowest = models.BigIntegerField(null=True)
    highest = models.BigIntegerField(null=True)
    expires_at = models.DateField()

    class Meta:
        indexes = [
            # By runs of entries first, so that new ones touch few pages however many people there are; a search looks
            # into each run (honour.evidence.searching). On SQLite this is About.
            IndexOnPostgresql(
                models.F("entry").bitrightshift(RUN_BITS),
                models.F("subject"),
                name="evidence_payload_subject",
                condition=models.Q(subject__isnull=False),
            ),
            # Only the larger sets, with their ends, so that a search passes over most without reading them.
            models.Index(
                fields=["entry", "lowest", "highest"],
                name="evidence_payload_sets",
                condition=models.Q(lowest__isnull=False),
            ),
            # On SQLite this is Ending.
            IndexOnPostgresql(models.F("expires_at"), name="evidence_payload_expires"),
        ]

    def __str__(self) -> str:
        return f"payload of {self.pk}"
