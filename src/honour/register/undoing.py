"""Undoing an erasure within its cooling-off: everything is as it would be, had nobody begun it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from honour.evidence import entries
from honour.evidence.tombstones import Tombstone, installed_journal
from honour.register.deciding import Kind, decide
from honour.register.due.moving import move_due
from honour.register.due.scope import of_person, of_records
from honour.register.errors import ErasureFinalError
from honour.register.fetching import change
from honour.register.finishing import Step
from honour.register.holding import READ_YET
from honour.register.known_keys import register_keyring
from honour.register.models import DataKey, Erasure, Record, Subject
from honour.register.older import older_versions
from honour.register.people import identifiers_of, lock_person
from honour.register.restricting import consent_again, let_use_again
from honour.register.suppressing import ON_THE_LIST, listed_since
from honour.register.versions import versions

_OVER = "There is nothing to undo: the time for it is over, or nothing was begun."


def undo_erasure(person: str, *, by: str, at: datetime) -> None:
    """Undo an erasure of a person within its cooling-off.

    Errors: ``ErasureFinalError`` when there is none, or its time to be undone is over.
    """
    with transaction.atomic():
        row = _begun(person).filter(record=None, final_at__gt=at).first()
        rows = [] if row else list(_begun(person).filter(of_all=True, final_at__gt=at))
        if row:
            _undo_person(row, by, at)
            installed_journal().append("person:erasure-undone", {"person": person}, at)
        elif rows:
            _undo_records(rows, by, at)
            _tell_records(person, rows, at)
        else:
            raise ErasureFinalError(_OVER)


def undo_category(person: str, category: str, *, by: str, at: datetime) -> None:
    """Undo the erasure of a category within its cooling-off.

    Errors: ``UnknownPersonError``; ``ErasureFinalError`` when there is none, or its time to be undone is over.
    """
    number = versions().clauses.number("categories", category)
    with transaction.atomic():
        subject = lock_person(person)
        of_it = Record.objects.filter(subject=subject, category=number)
        rows = list(_begun(person).filter(record__in=of_it.values("pk"), of_all=False, final_at__gt=at))
        if not rows:
            raise ErasureFinalError(_OVER)
        _undo_records(rows, by, at)
        _tell_records(person, rows, at)


def undo_again(tombstone: Tombstone, at: datetime) -> bool:
    """Undo again what a restored database has begun to erase, and what was undone since; gives whether it had."""
    record: int | None = tombstone.body.get("record")
    with transaction.atomic():
        rows = list(_begun(tombstone.body["person"]).filter(record=record, asked_at__lte=tombstone.at))
        if not rows:
            return False
        if record is None:
            _undo_person(rows[0], "journal", at)
        else:
            _undo_records(rows, "journal", at)
    return True


def _begun(person: str) -> QuerySet[Erasure]:
    """Give the erasures of a person that wait for their cooling-off to end, locked."""
    # Whoever begins or finishes one locks the person first; the rows of somebody erased are there as well.
    Subject.objects.select_for_update().filter(public_id=person).first()
    waiting = Erasure.objects.filter(step=Step.INTENDED, final_at__isnull=False, subject__public_id=person)
    return waiting.select_for_update(of=("self",)).order_by("pk")


def _tell_records(person: str, rows: Sequence[Erasure], at: datetime) -> None:
    installed_journal().append_all(
        "record:erasure-undone", [{"person": person, "record": row.record} for row in rows], at
    )


def _undo_person(row: Erasure, by: str, at: datetime) -> None:
    subject = row.subject_id
    Subject.objects.filter(pk=subject).update(status=Subject.Status.LIVE, erased_at=None)
    entry = entries.append("person:erasure-undone", {"by": by}, subject=subject, at=at)
    Erasure.objects.filter(pk=row.pk).update(step=Step.UNDONE, done_at=at, entry=entry)
    _bring_keys_back(subject)
    move_due(of_person(subject), at)
    _heed_stops(row, by)


def _heed_stops(row: Erasure, by: str) -> None:
    """Let it hold that an address of theirs came on the list since; what they stopped themselves stands already."""
    keyring, person = register_keyring(), Subject.objects.get(pk=row.subject_id)
    if person.marketing_objection:
        return
    addresses = [each for each in identifiers_of(keyring, person) if each[0] == "email"]
    for at in listed_since(keyring, addresses, row.asked_at):
        decide(person.public_id, Kind.MARKETING_STOP, at=at, how=ON_THE_LIST, recorded_by=by)


def _undo_records(rows: Sequence[Erasure], by: str, at: datetime) -> None:
    subject = rows[0].subject_id
    records = [int(row.record or 0) for row in rows]
    for row, record in zip(rows, records, strict=True):
        entry = entries.append("record:erasure-undone", {"record": record, "by": by}, subject=subject, at=at)
        Erasure.objects.filter(pk=row.pk).update(step=Step.UNDONE, done_at=at, entry=entry)
    _bring_keys_back(subject)
    move_due(of_records(subject, older_versions(records)), at)
    asked_at = {row.asked_at for row in rows if row.of_all}
    if asked_at:
        let_use_again(subject, by, at)
        consent_again(rows[0].subject, asked_at, by, at)


def _bring_keys_back(subject: int) -> None:
    """Let a person's keys open again what nobody is erasing any more."""
    waiting = f"subject_id = %s AND state = 1 AND EXISTS ({READ_YET})"
    change(DataKey, {"state": DataKey.State.LIVE.value}, waiting, (subject, subject))
