"""What goes of files when a person or a record is erased: every piece and every name."""

from __future__ import annotations

from collections.abc import Collection

from honour.register.fetching import any_of
from honour.register.models import Attachment, AttachmentPiece


def forget_attachments(subject: int, records: Collection[int] | None = None) -> int:
    """Delete the files of a person, or of some of their records, and give how many there were."""
    if not any_of(Attachment, "subject_id = %s", (subject,)):
        return 0
    going = Attachment.objects.filter(subject=subject)
    if records is not None:
        going = going.filter(record__in=records)
    AttachmentPiece.objects.filter(attachment__in=going).delete()
    return going.delete()[0]
