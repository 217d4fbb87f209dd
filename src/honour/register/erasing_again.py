"""Erasing many people again after a restore: a batch in one transaction, as their tombstones stand in the journal.

Equal to erasing each by itself, which a test compares; ten thousand of them are not to keep a restore waiting.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from honour.evidence import entries
from honour.evidence.entries import NewEntry
from honour.evidence.prepared import run_prepared
from honour.evidence.tombstones import Tombstone
from honour.register.attachments.forgetting import forget_attachments_of
from honour.register.fetching import among, change, remove
from honour.register.forgetting import NOTHING_BESIDE, destroy_keys
from honour.register.holders import forget_held_of, held_about
from honour.register.inserting import insert_rows
from honour.register.models import (
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
from honour.register.references import require_unreferred
from honour.register.staging import forget_staged_of

BATCH = 1_000
"""People erased in one transaction."""
_ERASED_AT = {
    "sqlite": "UPDATE register_subject SET erased_at = g.value ->> 1 FROM json_each(%s) AS g "
    "WHERE register_subject.id = g.value ->> 0",
    "postgresql": "UPDATE register_subject SET erased_at = (g.value ->> 1)::timestamptz "
    "FROM jsonb_array_elements(%s::jsonb) AS g (value) WHERE id = (g.value ->> 0)::bigint",
}


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
    of_them, listed = among("subject_id"), [json.dumps(numbers)]
    forget_held_of(held_about(of_them, listed))
    forget_attachments_of(of_them, listed)
    destroy_keys(of_them, listed)
    records = [row[0] for row in run_prepared(f"SELECT id FROM register_record WHERE {of_them}", listed)]  # noqa: S608 - ours
    for model in (Identifier, Record, Permission, TriggerTie):
        remove(model, of_them, listed)
    require_unreferred(among, [json.dumps(records)])
    unused = "NOT EXISTS (SELECT 1 FROM register_record r WHERE r.collection_id = register_collection.id)"
    remove(Collection, f"{of_them} AND {unused}", listed)


def _mark(going: Sequence[Subject], by_person: Mapping[str, Tombstone], at: datetime) -> None:
    """Say of each that they are erased: on their row, among the erasures, and on the ledger."""
    if not going:
        return
    asked_at = {subject.pk: by_person[subject.public_id].at for subject in going}
    gone = {"status": Subject.Status.ERASED.value, **NOTHING_BESIDE}
    change(Subject, gone, among("id"), [json.dumps(list(asked_at))])
    with connection.cursor() as cursor:
        cursor.execute(_ERASED_AT[connection.vendor], [json.dumps([*asked_at.items()], default=_instant)])
    said = {"reason": "replay", "record": None}
    told = entries.append_many(NewEntry("person:erased", said, at, subject=number) for number in asked_at)
    entry_of = dict(zip(asked_at, told, strict=True))
    # What was begun before the backup has come to its end by this.
    begun = list(Erasure.objects.filter(subject__in=list(asked_at), step__lt=Erasure.Step.CONFIRMED))
    for erasure in begun:
        erasure.step, erasure.done_at, erasure.entry = Erasure.Step.CONFIRMED, at, entry_of[erasure.subject_id]
    Erasure.objects.bulk_update(begun, ["step", "done_at", "entry"])
    known = {erasure.subject_id for erasure in begun if erasure.record is None}
    insert_rows(
        Erasure,
        ("subject_id", "reason", "asked_by", "asked_at", "step", "done_at", "entry"),
        [
            (number, "replay", "journal", asked, Erasure.Step.CONFIRMED.value, at, entry_of[number])
            for number, asked in asked_at.items()
            if number not in known
        ],
    )


def _instant(moment: datetime) -> str:
    return str(connection.ops.adapt_datetimefield_value(moment))
