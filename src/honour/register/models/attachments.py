"""Files that belong to a record, in pieces that are each sealed to their place."""

from __future__ import annotations

from django.db import models

from honour.register.models.keys import DataKey
from honour.register.models.subjects import Record, Subject, opaque_id


class Attachment(models.Model):
    """A file that belongs to a record, sealed under the record's data key.

    ``name`` is sealed like the content. ``size`` in bytes; ``total`` pieces. It goes with the record.
    """

    public_id = models.CharField(max_length=20, unique=True, default=opaque_id)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="attachments")
    record = models.ForeignKey(Record, models.PROTECT, related_name="attachments", db_constraint=False)
    key = models.ForeignKey(DataKey, models.PROTECT, related_name="attachments")
    name = models.BinaryField()
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    total = models.IntegerField()
    attached_at = models.DateTimeField()
    attached_by = models.CharField(max_length=100)
    entry = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"attachment {self.public_id}"


class AttachmentPiece(models.Model):
    """A piece of a file: bytes sealed to the file, the piece's number and how many there are."""

    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="pieces", db_index=False)
    number = models.IntegerField()
    value = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attachment", "number"], name="one_piece_of_each_number")]

    def __str__(self) -> str:
        return f"piece {self.number} of attachment {self.attachment_id}"
