"""Deleting what is past its date, a batch at a time.

Records go with what they are found by, with their files and keys; and people of whom nothing is left go too.

A batch is one transaction. Its tombstone is written before that commits: a crash in between leaves a tombstone for what
is past its date and goes with the next batch. Who and what went stands on the ledger as a set of numbers.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from pyroaring import BitMap

from honour.evidence import entries
from honour.evidence.tombstones import installed_journal
from honour.register.attachments.forgetting import forget_attachments
from honour.register.fetching import among, change, remove, subjects_in
from honour.register.forgetting import NOTHING_BESIDE
from honour.register.holders import Going, Held, forget_held_of_many, held_about
from honour.register.holding import BEING_ERASED, HELD
from honour.register.models import Attachment, Collection, Permission, Staged, Subject, TriggerTie

BATCH = 10_000
"""Records deleted in one transaction: it waits for the disk twice, and nobody waits for it for long."""
_IN_A_LINE = 2_000  # records that a tombstone's line has room for, however far apart they and their people lie

_NEXT = f"""
SELECT id, subject_id, key_id FROM register_record
 WHERE due_at <= %s AND id NOT IN {BEING_ERASED} ORDER BY due_at LIMIT %s"""  # noqa: S608 - constants of ours
_KEPT = f"""
SELECT r.id FROM register_record r
 WHERE {{among}} AND ({HELD} OR EXISTS (SELECT 1 FROM register_record older WHERE older.superseded_by = r.id))"""  # noqa: S608 - constants of ours
_WIDER = 8


@dataclass(frozen=True, slots=True)
class Swept:
    """How much one batch took: records, keys, and people of whom nothing is left."""

    records: int = 0
    keys: int = 0
    people: int = 0


def sweep_batch(cutoff: datetime, now: datetime, *, size: int = BATCH) -> Swept:
    """Delete up to ``size`` records that were due at ``cutoff`` and that no hold names.

    Errors: ``OSError`` when the journal cannot be written; nothing was deleted then.
    """
    with transaction.atomic():
        going = _due(cutoff, size)
        if not going:
            return Swept()
        done, people = delete_records(going, now)
        installed_journal().append_all("records:swept", tombstones(going, people), now)
        said = {"records": done.records, "keys": done.keys, "people": done.people}
        entries.append("retention:swept", said, subjects=BitMap(row[1] for row in going), at=now)
    return done


def _due(cutoff: datetime, size: int) -> list[Any]:
    """Lock the next records by their dates; give those that may go, looking past what is kept, however much that is.

    What is kept is asked only when they are locked: a hold may have been placed since they were chosen.
    """
    locked = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    most = size
    while True:
        rows = _rows(f"{_NEXT}{locked}", [_instant(cutoff), most])
        kept = {row[0] for row in _rows(_KEPT.format(among=among("r.id")), [json.dumps([row[0] for row in rows])])}
        going = [row for row in rows if row[0] not in kept][:size]
        if going or len(rows) < most:
            return sorted(going)
        most *= _WIDER


def delete_records(going: Sequence[tuple[int, int, int]], now: datetime) -> tuple[Swept, BitMap]:
    """Delete records, given as row, person and key, with all that hangs on them; gives the people who are gone too."""
    ids = json.dumps([row[0] for row in going])
    subjects = sorted({row[1] for row in going})
    held = held_about(subjects)
    with connection.cursor() as cursor:
        _forget_beside(going, held)
        cursor.execute(f"DELETE FROM register_identifier WHERE {among('record_id')}", [ids])  # noqa: S608 - ours
        cursor.execute(
            f"DELETE FROM register_triggertie WHERE {among('subject_id')} AND {among('record')}",  # noqa: S608 - ours
            [json.dumps(subjects), ids],
        )
        cursor.execute(f"DELETE FROM register_record WHERE {among('id')}", [ids])  # noqa: S608 - ours
        records = cursor.rowcount
        cursor.execute(
            f"UPDATE register_datakey SET wrapped = %s, state = 2 WHERE {among('id')} AND state <> 2 "  # noqa: S608 - ours
            "AND NOT EXISTS (SELECT 1 FROM register_record r WHERE r.key_id = register_datakey.id)",
            [b"", json.dumps(sorted({row[2] for row in going}))],
        )
        keys = cursor.rowcount
    empty = BitMap(
        row[0]
        for row in _rows(
            f"SELECT s.id FROM register_subject s WHERE {among('s.id')} AND s.status = 0 "  # noqa: S608 - ours
            "AND NOT EXISTS (SELECT 1 FROM register_record r WHERE r.subject_id = s.id) "
            "AND NOT EXISTS (SELECT 1 FROM register_heldthing h JOIN register_hold o ON o.id = h.hold_id "
            "WHERE h.subject_id = s.id AND o.ended_at IS NULL)",
            [json.dumps(subjects)],
        )
    )
    _forget_people(list(empty), now, held)
    return Swept(records, keys, len(empty)), empty


def _forget_people(people: list[int], now: datetime, held: Held) -> None:
    """Forget people of whom no record is left: what they decided, how they came, what waited for them."""
    if not people:
        return
    listed = json.dumps(people)
    forget_held_of_many([Going(person) for person in people], held)  # before what their rows refer to
    for model in (Permission, Collection, TriggerTie):
        remove(model, among("subject_id"), [listed])
    if Staged.objects.filter(subject__isnull=False).exists():
        Staged.objects.filter(subject__in=people).delete()
    gone = {"status": Subject.Status.ERASED.value, "erased_at": now, **NOTHING_BESIDE}
    change(Subject, gone, among("id"), [listed])


def tombstones(going: Sequence[tuple[int, int, int]], people: BitMap) -> list[dict[str, str]]:
    """Give what the journal says of deleted records and of those people who are gone with them, a line each."""
    parts = (going[first : first + _IN_A_LINE] for first in range(0, len(going), _IN_A_LINE))
    return [
        {
            "records": packed(BitMap(record for record, _, _ in part)),
            "people": packed(people & BitMap(person for _, person, _ in part)),
        }
        for part in parts
    ]


def packed(numbers: BitMap) -> str:
    """Write a set of rows for the journal."""
    return base64.b64encode(numbers.serialize()).decode("ascii")


def unpacked(text: str) -> BitMap:
    """Read what ``packed`` wrote."""
    return BitMap.deserialize(base64.b64decode(text))


def _forget_beside(going: Sequence[tuple[int, int, int]], held: Held) -> None:
    """Let other apps forget what they hold of these records, and take files along."""
    by_person: dict[int, list[int]] = {}
    for record, person, _ in going:
        by_person.setdefault(person, []).append(record)
    forget_held_of_many([Going(person, tuple(records)) for person, records in by_person.items()], held)
    for person in subjects_in(Attachment, list(by_person)):
        forget_attachments(person, by_person[person])


def _rows(query: str, parameters: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def _instant(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
