"""Taking a file in: read and sealed piece by piece, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.evidence.prepared import run_prepared
from honour.gate.question import Actor
from honour.keyring import seal
from honour.register.attachments.placing import PIECE, name_place, piece_place, pieces_of
from honour.register.errors import RegisterError, UnknownRecordError
from honour.register.ids import reserve_ids
from honour.register.known_keys import register_keyring
from honour.register.models import Attachment, AttachmentPiece, DataKey, Record
from honour.register.people import lock_person
from honour.register.sealed import key_place

LARGEST = 25 * 1024 * 1024
"""Bytes of one file: what a mail server takes, and a person downloads without waiting."""
MOST = 20
"""Files of one record."""

_PIECE = "INSERT INTO register_attachmentpiece (attachment_id, number, value) VALUES (%s, %s, %s) RETURNING id"
ATTACHED = declare("record:attached", "A file was added to a record.")


class AttachmentRefusedError(RegisterError):
    """The file is too large, there are too many, or it broke off; nothing was kept."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to be kept.

    Arguments: ``name``, as people will see it; ``media_type``; ``size`` in bytes; ``content``, its bytes in portions of
    any length.
    """

    name: str = field(repr=False)
    media_type: str
    size: int
    content: Iterable[bytes] = field(repr=False)


def attach(actor: Actor, person: str, record: int, file: File, at: datetime) -> Attachment:
    """Keep a file with a record, sealed under the record's data key.

    Arguments: ``actor``, who adds it; ``person``, the opaque id; ``record``, its row.
    Errors: ``UnknownPersonError``, ``UnknownRecordError``; ``AttachmentRefusedError``; those of the keyring.
    """
    if not 0 <= file.size <= LARGEST:
        raise AttachmentRefusedError(f"A file may have {LARGEST // 1024 // 1024} MB at most; this one is larger.")
    keyring = register_keyring()
    with transaction.atomic():
        subject = lock_person(person)
        held = Record.objects.select_related("key").filter(pk=record, subject=subject).first()
        if held is None or held.key.state != DataKey.State.LIVE:
            raise UnknownRecordError("This person has no such record: it was erased, or the number is mistyped.")
        if Attachment.objects.filter(record=held).count() >= MOST:
            raise AttachmentRefusedError(f"A record takes {MOST} files at most. Put more into another note.")
        key = keyring.unwrap(held.key.root_version, bytes(held.key.wrapped), key_place(subject.pk, held.category))
        owner = subject.pk, held.category, held.pk
        number, total = reserve_ids(Attachment, 1)[0], pieces_of(file.size)
        said = {"by": actor.name, "record": held.pk, "bytes": file.size, "type": file.media_type}
        kept = Attachment.objects.create(
            pk=number,
            subject=subject,
            record=held,
            key=held.key,
            name=seal(key, file.name.encode(), name_place(owner, number, total, file.size)),
            media_type=file.media_type,
            size=file.size,
            total=total,
            attached_at=at,
            attached_by=actor.name,
            entry=entries.append(ATTACHED.name, said, subject=subject.pk, at=at),
        )
        written, count = 0, 0
        for count, piece in enumerate(_pieces(file.content), 1):
            written += len(piece)
            if count > total:
                break
            place = piece_place(owner, number, count - 1, total, file.size)
            _write(kept.pk, count - 1, seal(key, piece, place))
        if count != total or written != file.size:
            raise AttachmentRefusedError(
                "The file broke off while it was being stored. Nothing was kept; send it again."
            )
    return kept


def _write(attachment: int, number: int, value: bytes) -> None:
    """Write a piece. On PostgreSQL past Django's cursor, which would put the bytes into the statement's text, and the
    driver would remember a hundred such texts.
    """  # noqa: D205 - the first sentence goes on
    if connection.vendor == "postgresql":
        run_prepared(_PIECE, (attachment, number, value))
    else:
        AttachmentPiece.objects.create(attachment_id=attachment, number=number, value=value)


def _pieces(content: Iterable[bytes]) -> Iterator[bytes]:
    """Cut portions of any length into pieces of the same length; nothing gives one empty piece."""
    waiting, given = bytearray(), False
    for portion in content:
        waiting += portion
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            given = True
            del waiting[:PIECE]
    if waiting or not given:
        yield bytes(waiting)
