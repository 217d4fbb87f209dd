"""Erasing many people again after a restore: a batch in one transaction, as their tombstones stand in the journal.

Equal to erasing each by itself, which a test compares; ten thousand of them are not to keep a restore waiting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from honour.evidence import entries
from honour.evidence.entries import NewEntry
from honour.evidence.tombstones import Tombstone
from honour.register.attachments.forgetting import forget_attachments
from honour.register.forgetting import NOTHING_BESIDE
from honour.register.holders import Going, forget_held_of_many
from honour.register.models import (
    Attachment,
    Collection,
    DataKey,
    Erasure,
    HeldThing,
    Identifier,
    Permission,
    Record,
    Staged,
    Subject,
    TriggerTie,
)
from honour.register.staging import forget_staged_of

BATCH = 500
"""People erased in one transaction."""


def erase_again(tombstones: Sequence[Tombstone], at: datetime) -> tuple[int, list[Tombstone]]:
    """Erase the people whom tombstones of ``person:erased`` name, as far as anything is left of them.

    Returns how many were erased, and the tombstones of those whom a hold keeps: they are erased one by one.
    """
    by_person = {tombstone.body["person"]: tombstone for tombstone in tombstones}
    with transaction.atomic():
        found = list(Subject.objects.select_for_update().filter(public_id__in=list(by_person)))
        numbers = [subject.pk for subject in found]
        held = set(HeldThing.objects.filter(subject__in=numbers, hold__ended_at=None).values_list("subject", flat=True))
        left = _with_something_left(numbers)
        going = [
            subject
            for subject in found
            if subject.pk not in held and (subject.status == Subject.Status.LIVE or subject.pk in left)
        ]
        _forget(going)
        _mark(going, by_person, at)
    return len(going), [by_person[subject.public_id] for subject in found if subject.pk in held]


def _with_something_left(subjects: list[int]) -> set[int]:
    keys = DataKey.objects.filter(subject__in=subjects).exclude(state=DataKey.State.DESTROYED)
    records = Record.objects.filter(subject__in=subjects)
    return {*keys.values_list("subject", flat=True), *records.values_list("subject", flat=True)}


def _forget(going: Sequence[Subject]) -> None:
    numbers = [subject.pk for subject in going]
    if Staged.objects.exists():
        for subject in going:
            digests = [(kind, bytes(digest)) for kind, digest in subject.identifiers.values_list("kind", "digest")]
            forget_staged_of(subject, digests)
    forget_held_of_many([Going(number) for number in numbers])
    for number in set(Attachment.objects.filter(subject__in=numbers).values_list("subject", flat=True)):
        forget_attachments(number, None)
    keys = DataKey.objects.filter(subject__in=numbers).exclude(state=DataKey.State.DESTROYED)
    keys.update(wrapped=b"", state=DataKey.State.DESTROYED)
    Record.objects.filter(subject__in=numbers).update(superseded_by=None)  # or their order of going would matter
    for model in (Identifier, Record, Permission, TriggerTie):
        rows = model._default_manager.filter(subject__in=numbers)  # noqa: SLF001 - Django's own name
        rows._raw_delete(rows.db)  # noqa: SLF001 - nothing refers to them any more, so none has to be fetched
    Collection.objects.filter(subject__in=numbers, record=None).delete()


def _mark(going: Sequence[Subject], by_person: Mapping[str, Tombstone], at: datetime) -> None:
    """Say of each that they are erased: on their row, among the erasures, and on the ledger."""
    if not going:
        return
    for subject in going:
        subject.status, subject.erased_at = Subject.Status.ERASED, by_person[subject.public_id].at
    Subject.objects.bulk_update(going, ["status", "erased_at"])
    numbers = [subject.pk for subject in going]
    Subject.objects.filter(pk__in=numbers).update(**NOTHING_BESIDE)
    said = {"reason": "replay", "record": None}
    told = entries.append_many(NewEntry("person:erased", said, at, subject=number) for number in numbers)
    entry_of = dict(zip(numbers, told, strict=True))
    # What was begun before the backup has come to its end by this.
    begun = list(Erasure.objects.filter(subject__in=numbers, step__lt=Erasure.Step.CONFIRMED))
    for erasure in begun:
        erasure.step, erasure.done_at, erasure.entry = Erasure.Step.CONFIRMED, at, entry_of[erasure.subject_id]
    Erasure.objects.bulk_update(begun, ["step", "done_at", "entry"])
    known = {erasure.subject_id for erasure in begun if erasure.record is None}
    Erasure.objects.bulk_create(
        Erasure(
            subject=subject,
            reason="replay",
            asked_by="journal",
            asked_at=by_person[subject.public_id].at,
            step=Erasure.Step.CONFIRMED,
            done_at=at,
            entry=entry_of[subject.pk],
        )
        for subject in going
        if subject.pk not in known
    )
