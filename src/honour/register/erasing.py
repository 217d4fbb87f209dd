"""Erasing a person, or one record: step by step, so that a killed erasure goes on and a restored backup repeats it.

1. The intent commits: from here nothing of it can be read.
2. The tombstone is in the journal, on the disk; an erasure that a crash interrupts here writes it again.
3. Keys are destroyed, rows are gone, and the end is confirmed on the ledger, in one transaction.

Within a cooling-off that whoever asks states, the intent can be undone: until then nothing is destroyed, and nobody can
read anything of it. What a hold names stays until the hold ends.

What stays of a person is an opaque id. Where a stop stands, a keyed hash stays on the do-not-contact list, so that it
holds (UK GDPR Arts 17(3)(b), 21(3)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction

from honour.evidence import entries
from honour.evidence.tombstones import installed_journal
from honour.register.deciding import decide
from honour.register.errors import ErasureFinalError, UnknownRecordError
from honour.register.fetching import any_of, change, fetch, listed
from honour.register.forgetting import Gone, forget_person, forget_record
from honour.register.holding import held_records, require_not_held
from honour.register.inserting import insert_row
from honour.register.known_keys import register_keyring
from honour.register.models import DataKey, Erasure, HeldThing, Permission, Record, Subject
from honour.register.older import older_versions
from honour.register.people import lock_person
from honour.register.scrubbing import scrub_storage

Step = Erasure.Step


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did. ``records``, ``keys`` and ``staged`` count what is gone.

    ``kept``: records that a hold keeps; ``final_at``: until then it can be undone, and nothing is gone yet.

    Copies in backups made before are unreadable once the backup's keys are, and gone with the backup.
    """

    person: str
    record: int | None
    records: int
    keys: int
    staged: int
    entry: int
    kept: int = 0
    final_at: datetime | None = None


def erase_person(
    person: str, *, reason: str, asked_by: str, at: datetime, cooling_off: timedelta = timedelta(0)
) -> Erased:
    """Erase everything about a person, but for what a hold names: that is restricted, and goes when the hold has ended.

    Arguments: ``person``, the opaque id; ``reason``, a word: ``request``, ``due``, ``mistake``; ``asked_by``, the
    opaque id of who asked; ``at``, aware; ``cooling_off``, for how long it can be undone.
    Errors: ``UnknownPersonError``; those of the keyring and the journal, which leave the erasure to be finished.
    """
    register_keyring()
    with transaction.atomic():
        subject = lock_person(person)
        held = held_records(subject.pk)
        openly = {record for record, sealed in held.items() if not sealed}
        if not openly:
            final = at + cooling_off if cooling_off else None
            erasure = begin_erasure(subject, reason=reason, asked_by=asked_by, at=at, final_at=final)
    if openly:
        return _erase_the_rest(subject, frozenset(held), len(openly), reason, asked_by, at)
    if erasure.final_at is not None:
        going = Record.objects.filter(subject=subject).count()
        return Erased(person, None, going, 0, 0, erasure.entry or 0, final_at=erasure.final_at)
    return finish_erasure(erasure.pk, at)


def begin_erasure(subject: Subject, *, reason: str, asked_by: str, at: datetime, final_at: datetime | None) -> Erasure:
    """Commit the intent: from here nothing of the person can be read. Call it with their row locked."""
    change(Subject, {"status": Subject.Status.ERASED.value, "erased_at": at}, "id = %s", (subject.pk,))
    change(DataKey, {"state": DataKey.State.DESTROYING.value}, "subject_id = %s AND state = 0", (subject.pk,))
    said = {"reason": reason, "by": asked_by, **({"final_at": final_at.isoformat()} if final_at else {})}
    entry = entries.append("person:erasing", said, subject=subject.pk, at=at)
    erasure = _intend(subject, None, reason, asked_by, at, final_at=final_at, entry=entry)
    if final_at is not None:  # or a restore in between would bring them back
        body = {"person": subject.public_id, "final_at": final_at.isoformat()}
        installed_journal().append("person:erasing", body, at)
    return erasure


def undo_erasure(person: str, *, by: str, at: datetime) -> None:
    """Undo an erasure within its cooling-off: everything is as it was.

    Errors: ``ErasureFinalError`` when there is none, or its time to be undone is over.
    """
    with transaction.atomic():
        waiting = Erasure.objects.filter(record=None, step=Step.INTENDED, final_at__gt=at)
        row = waiting.select_for_update(of=("self",)).filter(subject__public_id=person).first()
        if row is None:
            raise ErasureFinalError("There is nothing to undo: the time for it is over, or nothing was begun.")
        Subject.objects.filter(pk=row.subject_id).update(status=Subject.Status.LIVE, erased_at=None)
        DataKey.objects.filter(subject=row.subject_id, state=DataKey.State.DESTROYING).update(state=DataKey.State.LIVE)
        entry = entries.append("person:erasure-undone", {"by": by}, subject=row.subject_id, at=at)
        Erasure.objects.filter(pk=row.pk).update(step=Step.UNDONE, done_at=at, entry=entry)
        installed_journal().append("person:erasure-undone", {"person": person}, at)


def _erase_the_rest(  # noqa: PLR0913, PLR0917 - what is told of an erasure
    subject: Subject, held: frozenset[int], kept: int, reason: str, asked_by: str, at: datetime
) -> Erased:
    """Erase all records that no hold names, and restrict what stays (UK GDPR Arts 17(3)(e), 18)."""
    person = subject.public_id
    heads = Record.objects.filter(subject=subject, superseded_by=None).values_list("pk", flat=True)
    going = [head for head in heads if not held & set(older_versions([head]))]
    gone = [erase_record(person, head, reason=reason, asked_by=asked_by, at=at, scrub=False) for head in going]
    if not subject.restricted:
        decide(person, Permission.Kind.RESTRICTION, at=at, how="hold", recorded_by=asked_by)
    scrub_storage()
    records, keys = sum(each.records for each in gone), sum(each.keys for each in gone)
    return Erased(person, None, records, keys, 0, gone[-1].entry if gone else 0, kept=kept)


def erase_record(  # noqa: PLR0913 - what is told of an erasure
    person: str, record: int, *, reason: str, asked_by: str, at: datetime, scrub: bool = True
) -> Erased:
    """Erase one record of a person, with the older versions that it replaced.

    Its key goes with it when no other record of that category is left; until then the record stays readable in backups
    that have not expired.
    Errors: ``UnknownPersonError``, ``UnknownRecordError``, ``HeldError``, and those of ``erase_person``.
    """
    register_keyring()
    with transaction.atomic():
        subject = lock_person(person)
        found = fetch(Record, "id = %s AND subject_id = %s", (record, subject.pk), without=("value",))
        if not found:
            raise UnknownRecordError("This person has no such record: it was erased, or the number is mistyped.")
        going, key = older_versions([record]), found[0].key_id
        require_not_held(subject.pk, going)
        erasure = _intend(subject, record, reason, asked_by, at)
        among = listed(going)
        change(Record, {"due_at": at}, f"id IN {among}", going)  # past due: the gate refuses it from here
        if not any_of(Record, f"key_id = %s AND id NOT IN {among}", (key, *going)):
            change(DataKey, {"state": DataKey.State.DESTROYING.value}, "id = %s", (key,))
        payload = {"record": record, "reason": reason, "by": asked_by}
        entries.append("record:erasing", payload, subject=subject.pk, at=at)
    return finish_erasure(erasure.pk, at, scrub=scrub)


def unfinished_erasures(at: datetime) -> models.QuerySet[Erasure]:
    """Give the erasures that can go on: those in their cooling-off, and those that a hold keeps, wait."""
    standing = HeldThing.objects.filter(subject=models.OuterRef("subject"), hold__ended_at=None)
    begun = Erasure.objects.filter(step__lt=Step.CONFIRMED).exclude(final_at__gt=at)
    return begun.exclude(models.Exists(standing))


def finish_erasures(at: datetime) -> int:
    """Carry every unfinished erasure to its end, from whichever step it was left at; gives how many were finished."""
    waiting = list(unfinished_erasures(at).order_by("pk").values_list("pk", flat=True))
    for erasure in waiting:
        finish_erasure(erasure, at, scrub=False)
    if waiting:
        scrub_storage()
    return len(waiting)


def finish_erasure(erasure: int, at: datetime, *, scrub: bool = True) -> Erased:
    """Take an erasure through the steps it still lacks. Repeating a step changes nothing.

    Arguments: ``scrub``, whether the storage is cleared too; who finishes many does that once, after the last.
    """
    row = _row(erasure)
    if row.final_at is not None and row.final_at > at:
        return Erased(row.subject.public_id, row.record, 0, 0, 0, row.entry or 0, final_at=row.final_at)
    if row.step == Step.INTENDED:
        _journal(row)
    with transaction.atomic():
        row = _row(erasure, lock=True)
        if row.step in {Step.INTENDED, Step.JOURNALLED}:
            held = frozenset(held_records(row.subject_id))
            waits = bool(held)
            if row.record is None:
                gone = forget_person(row.subject, keep=held)
            elif waits := bool(held & set(older_versions([row.record]))):
                gone = Gone(0, 0, 0)
            else:
                gone = forget_record(row.subject, row.record)
            before = row.gone
            row.gone = {
                "records": gone.records + before.get("records", 0),
                "keys": gone.keys + before.get("keys", 0),
                "staged": gone.staged + before.get("staged", 0),
            }
            row.step = Step.JOURNALLED if waits else Step.DESTROYED
            change(Erasure, {"step": row.step.value, "gone": row.gone}, "id = %s", (row.pk,))
            if waits:  # a sealed hold keeps it; whoever asked is told nothing of that
                told = {**row.gone, "records": row.gone["records"] + len(held)}
                return Erased(row.subject.public_id, row.record, **told, entry=row.entry or 0)
        entry = _confirm(row, at)
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


def _confirm(row: Erasure, at: datetime) -> int:
    """Write the end down, in the transaction that destroys: neither is there without the other."""
    if row.step == Step.CONFIRMED and row.entry is not None:
        return row.entry
    kind = "person:erased" if row.record is None else "record:erased"
    payload = {"reason": row.reason, "record": row.record, **row.gone}
    entry = entries.append(kind, payload, subject=row.subject_id, at=at)
    change(Erasure, {"entry": entry, "step": Step.CONFIRMED.value, "done_at": at}, "id = %s", (row.pk,))
    return entry


def _intend(  # noqa: PLR0913 - what is written of an intent
    subject: Subject,
    record: int | None,
    reason: str,
    asked_by: str,
    at: datetime,
    *,
    final_at: datetime | None = None,
    entry: int | None = None,
) -> Erasure:
    """Write down that something is to be erased."""
    made = Erasure(subject=subject, record=record, final_at=final_at, reason=reason, asked_by=asked_by, asked_at=at)
    made.entry = entry
    made.pk = insert_row(Erasure, _ERASURE, [getattr(made, name) for name in _ERASURE])
    return made


_ERASURE = ("subject_id", "record", "final_at", "reason", "asked_by", "asked_at", "entry")


def _row(erasure: int, *, lock: bool = False) -> Erasure:
    row = fetch(Erasure, "id = %s", (erasure,), lock=lock)[0]
    row.subject = fetch(Subject, "id = %s", (row.subject_id,))[0]
    return row
