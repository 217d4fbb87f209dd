"""K03: every file opens, whole, under its record's key and at its place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from honour.evidence.provers import Exhibit, Finding, judged, kept, not_proved, prover
from honour.keyring import KeyringError, Opener
from honour.notice.wording import counted
from honour.register.attachments.opening import AttachmentGoneError, pieces
from honour.register.attachments.placing import name_place
from honour.register.hidden import of_visible_records
from honour.register.known_keys import register_keyring
from honour.register.models import Attachment, AttachmentPiece, DataKey, Erasure, Subject
from honour.register.provers.sampling import sample
from honour.register.sealed import key_place


@prover(
    "K03",
    clause="honour",
    test="Each file's name and pieces open under its record's key, each at its place, and make up its size; none is "
    "about somebody who was erased.",
)
def files_rest_sealed(now: datetime) -> Finding:
    """Open files piece by piece and look for what should not be there."""
    every = of_visible_records(Attachment.objects.select_related("key", "record"), now)
    chosen, coverage = sample(every, now, "files")
    exhibits = [*_faulty(chosen), *_left_behind()]
    if not chosen and not exhibits:
        return not_proved("No file is held yet.") if not Subject.objects.exists() else kept("0 files are held", "all 0")
    return judged(exhibits, lambda faults: f"{counted(faults, 'fault')} among {counted(len(chosen), 'file')}", coverage)


def _faulty(rows: Iterable[Attachment]) -> Iterable[Exhibit]:
    keyring = register_keyring()
    for row in rows:
        if row.key.state != DataKey.State.LIVE:
            continue  # its erasure is under way
        place = key_place(row.subject_id, row.record.category)
        owner = row.subject_id, row.record.category, row.record_id
        try:
            opener = Opener(keyring.unwrap(row.key.root_version, bytes(row.key.wrapped), place))
            opener(bytes(row.name), name_place(owner, row.pk, row.total, row.size))
            whole = sum(len(piece) for piece in pieces(opener, row)) == row.size
        except (KeyringError, AttachmentGoneError):
            whole = False
        if not whole or AttachmentPiece.objects.filter(attachment=row).count() != row.total:
            yield Exhibit("A file that does not open, whole, under its record's key.", record=str(row.record_id))
        elif row.subject_id != row.record.subject_id or row.key_id != row.record.key_id:
            yield Exhibit("A file kept with another person's record, or under another key.", record=str(row.record_id))


def _left_behind() -> Iterable[Exhibit]:
    erased = Subject.objects.filter(
        status=Subject.Status.ERASED, erasures__step=Erasure.Step.CONFIRMED, erasures__record=None
    ).values("pk")
    for record in Attachment.objects.filter(subject__in=erased).values_list("record_id", flat=True).iterator():
        yield Exhibit("A file of somebody who was erased.", record=str(record))
