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
from honour.register.fetching import subjects_in
from honour.register.holders import Going, forget_held_of_many
from honour.register.holding import BEING_ERASED, HELD
from honour.register.models import (
    Attachment,
    Collection,
    Permission,
    Staged,
    TriggerTie,
)

BATCH = 5_000
"""Records deleted in one transaction: what a tombstone's line holds, and nobody waits for long."""

_DUE = f"""
WITH r AS MATERIALIZED (SELECT id, subject_id, key_id, category FROM register_record
                         WHERE due_at <= %s AND id NOT IN {BEING_ERASED} ORDER BY due_at LIMIT %s {{locked}})
SELECT r.id, r.subject_id, r.key_id FROM r
 WHERE NOT {HELD} AND NOT EXISTS (SELECT 1 FROM register_record older WHERE older.superseded_by = r.id)
 LIMIT %s"""  # noqa: S608 - constants of ours
"""The next by their dates are taken first, by themselves: PostgreSQL else goes through everybody's for each batch."""
_MANY_DUE = f"""
SELECT count(*) FROM (SELECT 1 FROM register_record WHERE due_at <= %s AND id NOT IN {BEING_ERASED} LIMIT %s) AS due"""  # noqa: S608 - constants of ours
_WIDER = 8
_AMONG = {
    "sqlite": "{column} IN (SELECT value FROM json_each(%s))",
    "postgresql": "{column} = ANY(SELECT jsonb_array_elements_text(%s::jsonb)::bigint)",
}


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
        locked = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
        rows = _due(cutoff, size, locked)
        # Asked again now that they are locked: a hold may have been placed since they were chosen.
        again = f"SELECT r.id FROM register_record r WHERE {HELD} AND {_is_in('r.id')}"  # noqa: S608 - ours
        held = {row[0] for row in _rows(again, [json.dumps([row[0] for row in rows])])}
        going = [row for row in rows if row[0] not in held]
        if not going:
            return Swept()
        done, people = delete_records(going, now)
        records = BitMap(row[0] for row in going)
        body = {"records": packed(records), "people": packed(people)}
        installed_journal().append("records:swept", body, now)
        said = {"records": done.records, "keys": done.keys, "people": done.people}
        entries.append("retention:swept", said, subjects=BitMap(row[1] for row in going), at=now)
    return done


def _due(cutoff: datetime, size: int, locked: str) -> list[Any]:
    """Give the next records that are due and may go; those that a hold keeps are looked past, however many they are."""
    among = size
    while True:
        rows = _rows(_DUE.format(locked=locked), [_instant(cutoff), among, size])
        if rows or _rows(_MANY_DUE, [_instant(cutoff), among])[0][0] < among:
            return rows
        among *= _WIDER


def delete_records(going: Sequence[tuple[int, int, int]], now: datetime) -> tuple[Swept, BitMap]:
    """Delete records, given as row, person and key, with all that hangs on them; gives the people who are gone too."""
    ids = json.dumps([row[0] for row in going])
    subjects = sorted({row[1] for row in going})
    with connection.cursor() as cursor:
        _forget_beside(going)
        cursor.execute(f"DELETE FROM register_identifier WHERE {_is_in('record_id')}", [ids])  # noqa: S608 - ours
        cursor.execute(f"DELETE FROM register_record WHERE {_is_in('id')}", [ids])  # noqa: S608 - ours
        records = cursor.rowcount
        cursor.execute(
            f"UPDATE register_datakey SET wrapped = %s, state = 2 WHERE {_is_in('id')} AND state <> 2 "  # noqa: S608 - ours
            "AND NOT EXISTS (SELECT 1 FROM register_record r WHERE r.key_id = register_datakey.id)",
            [b"", json.dumps(sorted({row[2] for row in going}))],
        )
        keys = cursor.rowcount
    empty = BitMap(
        row[0]
        for row in _rows(
            f"SELECT s.id FROM register_subject s WHERE {_is_in('s.id')} AND s.status = 0 "  # noqa: S608 - ours
            "AND NOT EXISTS (SELECT 1 FROM register_record r WHERE r.subject_id = s.id) "
            "AND NOT EXISTS (SELECT 1 FROM register_heldthing h JOIN register_hold o ON o.id = h.hold_id "
            "WHERE h.subject_id = s.id AND o.ended_at IS NULL)",
            [json.dumps(subjects)],
        )
    )
    forget_people(list(empty), now)
    return Swept(records, keys, len(empty)), empty


def forget_people(people: list[int], now: datetime) -> None:
    """Forget people of whom no record is left: what they decided, how they came, what waited for them."""
    if not people:
        return
    listed = json.dumps(people)
    forget_held_of_many([Going(person) for person in people])  # before what their rows refer to
    for model in (Permission, Collection, TriggerTie):
        _delete(model._meta.db_table, "subject_id", listed)  # noqa: SLF001 - Django's documented way to a table's name
    if Staged.objects.filter(subject__isnull=False).exists():
        Staged.objects.filter(subject__in=people).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE register_subject SET status = 1, erased_at = %s, kind = NULL, consents = 0, objections = 0, "  # noqa: S608 - ours
            f"marketing_objection = %s, restricted = %s, informed = 0, approvals = 0, subscriber = 0, "
            f"last_contact = NULL, stops = 0, paused_until = NULL WHERE {_is_in('id')}",
            [_instant(now), False, False, listed],
        )


def packed(numbers: BitMap) -> str:
    """Write a set of rows for the journal."""
    return base64.b64encode(numbers.serialize()).decode("ascii")


def unpacked(text: str) -> BitMap:
    """Read what ``packed`` wrote."""
    return BitMap.deserialize(base64.b64decode(text))


def _forget_beside(going: Sequence[tuple[int, int, int]]) -> None:
    """Let other apps forget what they hold of these records, and take files along."""
    by_person: dict[int, list[int]] = {}
    for record, person, _ in going:
        by_person.setdefault(person, []).append(record)
    forget_held_of_many([Going(person, tuple(records)) for person, records in by_person.items()])
    for person in subjects_in(Attachment, list(by_person)):
        forget_attachments(person, by_person[person])


def _delete(table: str, column: str, listed: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {_is_in(column)}", [listed])  # noqa: S608 - ours


def _is_in(column: str) -> str:
    return _AMONG[connection.vendor].format(column=column)


def _rows(query: str, parameters: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def _instant(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
