"""Erasing a person, or one record: step by step, so that a killed erasure goes on and a restored backup repeats it.

1. The intent commits: from here nothing of it can be read.
2. The tombstone is in the journal, on the disk.
3. Keys are destroyed, rows are gone.
4. The end is confirmed on the ledger.

What stays of a person is an opaque id. Where a stop stands, a keyed hash stays on the do-not-contact list, so that it
holds (UK GDPR Arts 17(3)(b), 21(3)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from honour.evidence import entries
from honour.evidence.tombstones import installed_journal
from honour.register.errors import UnknownRecordError
from honour.register.forgetting import forget_person, forget_record
from honour.register.known_keys import register_keyring
from honour.register.models import DataKey, Erasure, Record, Subject
from honour.register.older import older_versions
from honour.register.people import lock_person
from honour.register.scrubbing import scrub_storage

Step = Erasure.Step


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did. ``records``, ``keys`` and ``staged`` count what is gone.

    Copies in backups made before are unreadable once the backup's keys are, and gone with the backup.
    """

    person: str
    record: int | None
    records: int
    keys: int
    staged: int
    entry: int


def erase_person(person: str, *, reason: str, asked_by: str, at: datetime) -> Erased:
    """Erase everything about a person.

    Arguments: ``person``, the opaque id; ``reason``, a word: ``request``, ``due``, ``mistake``; ``asked_by``, the
    opaque id of who asked; ``at``, aware.
    Errors: ``UnknownPersonError``; those of the keyring and the journal, which leave the erasure to be finished.
    """
    register_keyring()
    with transaction.atomic():
        subject = lock_person(person)
        erasure = Erasure.objects.create(subject=subject, reason=reason, asked_by=asked_by, asked_at=at)
        Subject.objects.filter(pk=subject.pk).update(status=Subject.Status.ERASED, erased_at=at)
        DataKey.objects.filter(subject=subject, state=DataKey.State.LIVE).update(state=DataKey.State.DESTROYING)
        entries.append("person:erasing", {"reason": reason, "by": asked_by}, subject=subject.pk, at=at)
    return finish_erasure(erasure.pk, at)


def erase_record(person: str, record: int, *, reason: str, asked_by: str, at: datetime) -> Erased:
    """Erase one record of a person, with the older versions that it replaced.

    Its key goes with it when no other record of that category is left; until then the record stays readable in backups
    that have not expired.
    Errors: ``UnknownPersonError``, ``UnknownRecordError``, and those of ``erase_person``.
    """
    register_keyring()
    with transaction.atomic():
        subject = lock_person(person)
        found = Record.objects.filter(pk=record, subject=subject).first()
        if found is None:
            raise UnknownRecordError("This person has no such record: it was erased, or the number is mistyped.")
        erasure = Erasure.objects.create(subject=subject, record=record, reason=reason, asked_by=asked_by, asked_at=at)
        going = older_versions([found.pk])
        Record.objects.filter(pk__in=going).update(due_at=at)  # past due: the gate refuses it from here
        if not Record.objects.filter(key=found.key_id).exclude(pk__in=going).exists():
            DataKey.objects.filter(pk=found.key_id).update(state=DataKey.State.DESTROYING)
        payload = {"record": record, "reason": reason, "by": asked_by}
        entries.append("record:erasing", payload, subject=subject.pk, at=at)
    return finish_erasure(erasure.pk, at)


def finish_erasures(at: datetime) -> int:
    """Carry every unfinished erasure to its end, from whichever step it was left at; gives how many were finished."""
    waiting = list(Erasure.objects.filter(step__lt=Step.CONFIRMED).order_by("pk").values_list("pk", flat=True))
    for erasure in waiting:
        finish_erasure(erasure, at, scrub=False)
    if waiting:
        scrub_storage()
    return len(waiting)


def finish_erasure(erasure: int, at: datetime, *, scrub: bool = True) -> Erased:
    """Take an erasure through the steps it still lacks. Repeating a step changes nothing.

    Arguments: ``scrub``, whether the storage is cleared too; who finishes many does that once, after the last.
    """
    row = Erasure.objects.select_related("subject").get(pk=erasure)
    if row.step == Step.INTENDED:
        _journal(row)
    with transaction.atomic():
        row = Erasure.objects.select_for_update(of=("self",)).select_related("subject").get(pk=erasure)
        if row.step == Step.JOURNALLED:
            gone = forget_person(row.subject) if row.record is None else forget_record(row.subject, row.record)
            row.gone = {"records": gone.records, "keys": gone.keys, "staged": gone.staged}
            row.step = Step.DESTROYED
            row.save(update_fields=["step", "gone"])
    entry = _confirm(erasure, at)
    if scrub:
        scrub_storage()
    return Erased(row.subject.public_id, row.record, **row.gone, entry=entry)


def _journal(row: Erasure) -> None:
    """Write the tombstone; once it is on the disk, a restored backup repeats the erasure."""
    person = row.subject.public_id
    if row.record is None:
        installed_journal().append("person:erased", {"person": person}, row.asked_at)
    else:
        installed_journal().append("record:erased", {"person": person, "record": row.record}, row.asked_at)
    Erasure.objects.filter(pk=row.pk, step=Step.INTENDED).update(step=Step.JOURNALLED)


def _confirm(erasure: int, at: datetime) -> int:
    with transaction.atomic():
        row = Erasure.objects.select_for_update(of=("self",)).get(pk=erasure)
        if row.step == Step.CONFIRMED and row.entry is not None:
            return row.entry
        kind = "person:erased" if row.record is None else "record:erased"
        payload = {"reason": row.reason, "record": row.record, **row.gone}
        row.entry = entries.append(kind, payload, subject=row.subject_id, at=at)
        row.step, row.done_at = Step.CONFIRMED, at
        row.save(update_fields=["entry", "step", "done_at"])
        return row.entry
