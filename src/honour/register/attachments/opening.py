"""Handing a file out: for a purpose, decided by its record, on the ledger, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from honour.evidence import entries
from honour.gate.decision import Reason
from honour.gate.question import Actor, Ask
from honour.keyring import Opener
from honour.register.attachments.placing import name_place, piece_place
from honour.register.errors import RegisterError, UnknownRecordError
from honour.register.facts_query import read_facts
from honour.register.known_keys import register_keyring
from honour.register.models import Attachment, AttachmentPiece, DataKey, Record
from honour.register.sealed import key_place
from honour.register.versions import versions_at


class AttachmentGoneError(RegisterError):
    """The file was erased while it was being handed out; what was given so far is not the whole."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that a purpose may have, or why not.

    ``pieces`` gives the content once; ``reasons``, when nothing is handed out; ``entry``, its place on the ledger.
    """

    allowed: bool
    entry: int
    reasons: tuple[Reason, ...] = ()
    name: str = field(default="", repr=False)
    media_type: str = ""
    size: int = 0
    pieces: Iterator[bytes] = field(default_factory=lambda: iter(()), repr=False)


def open_attachment(actor: Actor, person: str, attachment: str, purpose: str, at: datetime) -> Opened:
    """Open a file of a person's for a purpose. The gate decides as it does about the newest version of its record.

    Arguments: ``person`` and ``attachment``, the opaque ids.
    Errors: ``UnknownRecordError`` when the person has no such file; those of the keyring; ``RuntimeError`` inside
    another transaction, because the content must not leave before the entry is committed.
    """
    keyring = register_keyring()
    ask = Ask(actor, "use", purpose, at, None, None, None, frozenset())
    with transaction.atomic(durable=True):
        kept = (
            Attachment.objects.select_related("record", "key")
            .filter(public_id=attachment, subject__public_id=person)
            .first()
        )
        if kept is None or kept.key.state != DataKey.State.LIVE:
            raise UnknownRecordError("There is no such file: it was erased, or the address is mistyped.")
        stamp, facts = read_facts(person, at)
        known = versions_at(stamp)
        newest = _newest(kept.record)
        rows = [row[0] for row in facts.records if row[0][0] == newest] if facts else []
        decision = known.gate(at).decide_rows(ask, facts.subject if facts else (), rows)
        allowed = any(record.allowed for record in decision.records)
        observed = any(record.observed for record in decision.records)
        reasons = (*decision.reasons, *(reason for record in decision.records for reason in record.reasons))
        category = known.clauses.named["categories"][kept.record.category]
        said: dict[str, Any] = {
            "by": actor.name,
            "action": "use",
            "purpose": purpose,
            "version": decision.version,
            "outcome": "allowed" if allowed else "refused",
            "records": [newest] if allowed else [],
            "categories": [category] if allowed else [],
            "attachment": kept.public_id,
        }
        if observed:
            said["observed"] = [newest]
        if not allowed:
            said["refused"] = {reason.code: [newest] for reason in reasons}
        entry = entries.append("person:read" if allowed else "person:refused", said, subject=kept.subject_id, at=at)
    if not allowed:
        return Opened(allowed=False, entry=entry, reasons=reasons)
    place = key_place(kept.subject_id, kept.record.category)
    opener = Opener(keyring.unwrap(kept.key.root_version, bytes(kept.key.wrapped), place))
    owner = kept.subject_id, kept.record.category, kept.record_id
    name = opener(bytes(kept.name), name_place(owner, kept.pk, kept.total, kept.size)).decode()
    return Opened(
        allowed=True,
        entry=entry,
        name=name,
        media_type=kept.media_type,
        size=kept.size,
        pieces=pieces(opener, kept),
    )


def pieces(opener: Opener, kept: Attachment) -> Iterator[bytes]:
    """Open a file's pieces one after the other; one is in memory at a time.

    Errors: ``AttachmentGoneError`` when it is erased meanwhile; ``SealBrokenError`` when a piece was changed or moved.
    """
    owner = kept.subject_id, kept.record.category, kept.record_id
    for number in range(kept.total):
        row = AttachmentPiece.objects.filter(attachment=kept.pk, number=number).values_list("value", flat=True).first()
        if row is None:
            raise AttachmentGoneError("A piece of this file is gone: it was erased, or it was lost.")
        yield opener(bytes(row), piece_place(owner, kept.pk, number, kept.total, kept.size))


def _newest(record: Record) -> int:
    """Give the row of the record that stands now in the place of a record that may have been corrected."""
    number = record.pk
    after = record.superseded_by_id
    while after is not None:
        number = after
        after = Record.objects.filter(pk=number).values_list("superseded_by_id", flat=True).first()
    return number
