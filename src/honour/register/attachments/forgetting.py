"""What goes of files when a person or a record is erased: every piece and every name."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from honour.register.fetching import among, any_of, remove
from honour.register.models import Attachment, AttachmentPiece


def forget_attachments(subject: int, records: Collection[int] | None = None) -> int:
    """Delete the files of a person, or of some of their records, and give how many there were."""
    if not any_of(Attachment, "subject_id = %s", (subject,)):
        return 0
    if records is None:
        return forget_attachments_of([subject])
    return _remove(f"subject_id = %s AND {among('record_id')}", (subject, json.dumps(list(records))))


def forget_attachments_of(subjects: Sequence[int]) -> int:
    """Delete the files of many people, and give how many there were."""
    return _remove(among("subject_id"), (json.dumps(list(subjects)),))


def _remove(going: str, parameters: Sequence[int | str]) -> int:
    of_them = f"attachment_id IN (SELECT id FROM register_attachment WHERE {going})"  # noqa: S608 - constants of ours
    remove(AttachmentPiece, of_them, parameters)
    return remove(Attachment, going, parameters)
