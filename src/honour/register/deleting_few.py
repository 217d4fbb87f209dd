"""Deleting a few records, with all that hangs on them: what ``honour.register.deleting`` does with a set of any size.

A set stands in a temporary table, which is made and emptied and for which statements are planned anew each time; where
only a few go, that would take most of the time. Their numbers are given to each statement instead.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Model

from honour.evidence.prepared import run_counted, run_prepared
from honour.register.attachments.forgetting import forget_attachments_of
from honour.register.deleting import Deleted, forget_people
from honour.register.fetching import among, remove
from honour.register.forgetting import destroy_keys
from honour.register.holders import forget_held_of, held_about
from honour.register.holding import HELD, HELD_WHOLE, NOT_BEING_ERASED
from honour.register.models import Attachment, Identifier, Record, TriggerTie
from honour.register.references import require_unreferred

FEW = 64
"""Records up to which they are given by their numbers."""

DUE = f"r.due_at <= %s AND {NOT_BEING_ERASED}"
"""The condition on ``register_record r`` that it is past a moment, and nobody is erasing it already."""
_FIRST = f"SELECT r.id, r.subject_id FROM register_record r WHERE {DUE} ORDER BY r.due_at LIMIT {FEW + 1}"  # noqa: S608 - ours
_LOCKED = f"""
    WITH due AS MATERIALIZED ({_FIRST}), ours AS MATERIALIZED (
        SELECT s.id FROM register_subject s WHERE s.id IN (SELECT subject_id FROM due) FOR NO KEY UPDATE SKIP LOCKED
    ) SELECT d.id, EXISTS (SELECT 1 FROM ours WHERE ours.id = d.subject_id) FROM due d"""  # noqa: S608 - ours
_CHOSEN = f"""
    SELECT r.id, r.subject_id, r.key_id, {HELD}, o.id
      FROM register_record r LEFT JOIN register_record o ON o.superseded_by = r.id AND o.superseded_by IS NOT NULL
     WHERE {{these}} AND {DUE}"""  # noqa: S608 - ours
LEAVING = f"""
    SELECT s.id FROM register_subject s
     WHERE {{theirs}} AND s.status = 0 AND NOT EXISTS (SELECT 1 FROM register_record r WHERE r.subject_id = s.id)
       AND NOT {HELD_WHOLE}
     ORDER BY s.id"""  # noqa: S608 - ours
"""The people, among those that ``theirs`` names, of whom no record is left; but for those who are held whole."""
_EMPTY = """NOT EXISTS (SELECT 1 FROM register_record r
    WHERE r.subject_id = register_datakey.subject_id AND r.key_id = register_datakey.id)"""


_FILES = "files"


@dataclass(frozen=True, slots=True)
class Few:
    """Records that may go, each with its person and key. ``busy``: somebody else is at work on others that are due."""

    records: dict[int, tuple[int, int]]
    busy: bool

    def of(self, people: Sequence[int]) -> list[int]:
        """Give the records of some people."""
        return [record for record, (person, _) in self.records.items() if person in people]


def choose_few(cutoff: object) -> Few | None:
    """Choose the records that were due, if they are few, and lock their people; ``None`` where they are more.

    What is held or replaced something that stays is asked when their people are locked, as in a set.
    Arguments: ``cutoff``, as the database writes an instant.
    """
    found = _locked(cutoff)
    if len(found) > FEW:
        return None
    ours = [record for record, is_ours in found if is_ours]
    return Few(_going(ours, cutoff) if ours else {}, len(ours) < len(found))


def _locked(cutoff: object) -> list[tuple[int, bool]]:
    """Give the first records that were due, and of each whether its person is locked, or somebody else is busy."""
    if connection.vendor == "postgresql":
        return [(record, ours) for record, ours in run_prepared(_LOCKED, (cutoff,))]
    return [(record, True) for record, _ in run_prepared(_FIRST, (cutoff,))]  # SQLite has one writer


def _going(ours: list[int], cutoff: object) -> dict[int, tuple[int, int]]:
    """Give which of these records go, looked at again now that their people are locked; each with person and key."""
    chosen = run_prepared(_CHOSEN.format(these=among("r.id")), (json.dumps(ours), cutoff))
    going = {record: (person, key) for record, person, key, held, _ in chosen if not held}
    replaced = {older: record for record, _, _, _, older in chosen if older is not None}
    while stays := {record for older, record in replaced.items() if record in going and older not in going}:
        for record in stays:
            del going[record]
    return going


def delete_few(few: Few, now: datetime) -> Deleted:
    """Delete records, what they are found by, their files and keys; and forget people without any left.

    Errors: ``OrphanedError`` when something outside would have been left behind, and nothing was deleted.
    """
    records = sorted(few.records)
    whose = [few.records[record][0] for record in records]
    these, theirs = json.dumps(records), json.dumps(sorted(set(whose)))
    _remove(
        (Record, among("id"), (these,)),
        (Identifier, among("record_id"), (these,)),
        (TriggerTie, f"{among('subject_id')} AND {among('record')}", (theirs, these)),
    )
    held = held_about(among("subject_id"), (theirs,), {_FILES: Attachment})
    if held[_FILES]:
        forget_attachments_of(among("record_id"), (these,))
    forget_held_of(held, few.of)
    require_unreferred(among, (these,))
    keys = json.dumps(sorted({key for _, key in few.records.values()}))
    gone = destroy_keys(f"{among('id')} AND {_EMPTY}", (keys,))
    people = [person for (person,) in run_prepared(LEAVING.format(theirs=among("s.id")), (theirs,))]
    if people:
        forget_people(among, (json.dumps(people),), now)
    return Deleted(records, whose, gone, people)


def _remove(*several: tuple[type[Model], str, tuple[str, ...]]) -> None:
    """Delete the rows of models' tables that meet conditions; PostgreSQL does it in one statement."""
    if connection.vendor == "sqlite":
        for one in several:
            remove(*one)
        return
    tables = [model._meta.db_table for model, *_ in several]  # noqa: SLF001 - Django's documented way to it
    deleting = [
        f'd{place} AS (DELETE FROM "{table}" WHERE {which})'  # noqa: S608 - ours
        for place, (table, (_, which, _)) in enumerate(zip(tables, several, strict=True))
    ]
    run_counted(f"WITH {', '.join(deleting)} SELECT", [value for *_, values in several for value in values])
