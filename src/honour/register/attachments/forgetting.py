"""What goes of files when people or records are erased: every piece and every name."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from honour.register.fetching import among, any_of, remove
from honour.register.models import Attachment, AttachmentPiece


def forget_attachments(subject: int, records: Collection[int] | None = None) -> int:
    """Delete the files of a person, or of some of their records, and give how many there were."""
    theirs = "subject_id = %s"
    if not any_of(Attachment, theirs, (subject,)):
        return 0
    if records is None:
        return forget_attachments_of(theirs, (subject,))
    return forget_attachments_of(f"{theirs} AND {among('record_id')}", (subject, json.dumps(list(records))))


def forget_attachments_of(going: str, parameters: Sequence[int | str] = ()) -> int:
    """Delete many files, and give how many there were.

    Arguments: ``going``, a condition on their ``subject_id`` and ``record_id``, with its ``parameters``.
    """
    of_them = f"attachment_id IN (SELECT id FROM register_attachment WHERE {going})"  # noqa: S608 - constants of ours
    remove(AttachmentPiece, of_them, parameters)
    return remove(Attachment, going, parameters)
