"""Deleting records as a set, with all that hangs on them.

Those that go stand by their numbers in a temporary table; each kind of row about them then goes by one statement,
however many they are. It is emptied with every choice, and holds numbers of rows only. Records are chosen, their people
are locked, some are spared, and what is left is deleted, all in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import count
from typing import Any

from django.db import connection

from honour.evidence.prepared import run_prepared
from honour.register.attachments.forgetting import forget_attachments_of
from honour.register.errors import RegisterError
from honour.register.fetching import any_of, change, remove
from honour.register.forgetting import NOTHING_BESIDE, destroy_keys
from honour.register.holders import forget_held_of, held_about
from honour.register.holding import HELD_WHOLE
from honour.register.models import (
    Collection,
    Identifier,
    Permission,
    Staged,
    StagedIdentifier,
    Subject,
    TriggerTie,
)
from honour.register.references import require_unreferred

_TABLES = {
    "sqlite": (
        "honour_going (id integer PRIMARY KEY, subject_id integer, key_id integer, category integer)",
        "honour_theirs (id integer PRIMARY KEY)",
        "honour_left (subject_id integer, key_id integer)",
        "honour_leaving (id integer PRIMARY KEY)",
    ),
    "postgresql": (
        "honour_going (id bigint, subject_id bigint, key_id bigint, category smallint, place tid)",
        "honour_theirs (id bigint)",
        "honour_left (subject_id bigint, key_id bigint)",
        "honour_leaving (id bigint)",
    ),
}
"""The records that go, on PostgreSQL with the place of each in its table; the people whose they are; what these keep,
and under which keys; those with nothing left."""
_SUCCESSOR = """EXISTS (SELECT 1 FROM register_record o WHERE o.superseded_by = r.id AND o.superseded_by IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM honour_going g WHERE g.id = o.id))"""
_LOCK = {
    "sqlite": "INSERT INTO honour_theirs SELECT DISTINCT subject_id FROM honour_going",  # it has one writer
    "postgresql": """
        WITH theirs AS MATERIALIZED (SELECT DISTINCT subject_id FROM honour_going),
             ours AS MATERIALIZED (
               SELECT s.id FROM register_subject s WHERE s.id = ANY(ARRAY(SELECT subject_id FROM theirs))
                  FOR NO KEY UPDATE SKIP LOCKED),
             locked AS (INSERT INTO honour_theirs SELECT id FROM ours)
        SELECT (SELECT count(*) FROM theirs) - (SELECT count(*) FROM ours)""",
}
_CHOSEN = {
    "sqlite": "r.id IN (SELECT id FROM honour_going)",
    "postgresql": "r.ctid = ANY(ARRAY(SELECT place FROM honour_going))",  # half the work of looking numbers up
}
_LEFT = """
INSERT INTO honour_left SELECT DISTINCT subject_id, key_id FROM register_record WHERE subject_id {theirs}"""
_LEAVING = f"""
SELECT s.id FROM register_subject s
 WHERE s.id {{theirs}} AND s.status = 0 AND NOT EXISTS (SELECT 1 FROM honour_left l WHERE l.subject_id = s.id)
   AND NOT {HELD_WHOLE}"""  # noqa: S608 - ours
_numbers = count(1)


class ChangedMeanwhileError(RegisterError):
    """Some of the chosen records were changed or deleted before their people were locked, so none was deleted."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """What was deleted: ``records``, each with its person in ``subjects`` at the same place; how many ``keys``.

    ``people``: those of whom nothing is left.
    """

    records: Sequence[int]
    subjects: Sequence[int]
    keys: int
    people: Sequence[int]


def choose(where: str, parameters: Sequence[Any]) -> int:
    """Choose the records to delete, in place of those chosen before; gives how many.

    Call it, and what follows, in one transaction.
    Arguments: ``where``, the condition on ``register_record r``, and what may follow it.
    """
    vendor = connection.vendor
    with connection.cursor() as cursor:
        for statement in _empty(vendor):
            cursor.execute(statement)
        columns = "r.id, r.subject_id, r.key_id, r.category"
        if vendor == "postgresql":
            columns += ", r.ctid"
            # What an open cursor may still read is not cleared away: no other record comes to a chosen one's place.
            cursor.execute(f"DECLARE honour_places_{next(_numbers)} CURSOR FOR SELECT 1")
        cursor.execute(f"INSERT INTO honour_going SELECT {columns} FROM register_record r WHERE {where}", parameters)  # noqa: S608 - ours
        return int(cursor.rowcount)


@cache
def _empty(vendor: str) -> list[str]:
    """Write the statements that make the tables, where they are not there yet, and empty them."""
    # Emptied with the commit, PostgreSQL's shrink again; later batches would read past rows that were only deleted.
    kept = " ON COMMIT DELETE ROWS" if vendor == "postgresql" else ""
    made = [f"CREATE TEMPORARY TABLE IF NOT EXISTS {table}{kept}" for table in _TABLES[vendor]]
    names = [table.partition(" ")[0] for table in _TABLES[vendor]]
    every = [*made, *(f"DELETE FROM {name}" for name in names)]  # noqa: S608 - ours
    # Taken together; and planned for as many as go now, not for as many as went before.
    return ["; ".join([*every, "DISCARD PLANS"])] if vendor == "postgresql" else every


def lock_people() -> int:
    """Lock the people whose records were chosen; gives how many were spared, as somebody is busy with their people.

    SQLite has one writer, and nobody is busy while a transaction writes.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK[connection.vendor])
        busy = cursor.fetchone()[0] if connection.vendor == "postgresql" else 0
    return spare("r.subject_id NOT IN (SELECT id FROM honour_theirs)") if busy else 0


def spare(condition: str, parameters: Sequence[Any] = ()) -> int:
    """Spare those of the chosen that meet a condition; gives how many.

    Arguments: ``condition``, in SQL, on ``r``, which has number, person, key and category of the record.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM honour_going AS r WHERE {condition}", parameters)  # noqa: S608 - ours
        return int(cursor.rowcount)


def spare_successors() -> int:
    """Spare those of the chosen that replaced a record which stays, and what replaced them; gives how many."""
    spared = 0
    while more := spare(_SUCCESSOR):
        spared += more
    return spared


def delete_chosen(now: datetime, still: str = "TRUE", parameters: Sequence[Any] = ()) -> Deleted:
    """Delete the chosen records, what they are found by, their files and keys; and forget people without any left.

    Arguments: ``still``, the condition on ``register_record r`` that they met when they were chosen, asked again as
    they are deleted: their people were not locked yet.
    Errors: ``OrphanedError`` when something outside would have been left behind; ``ChangedMeanwhileError``, after which
    others may be chosen. Nothing was deleted then.
    """
    these = _among("SELECT id FROM honour_going")
    theirs = _among("SELECT id FROM honour_theirs")
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM register_record AS r WHERE {_CHOSEN[connection.vendor]} AND {still}", parameters)  # noqa: S608 - ours
        deleted = cursor.rowcount
    records, whose = _lists("honour_going", "id", "subject_id")
    if deleted < len(records):
        raise ChangedMeanwhileError("Records were changed while they were chosen for deletion. Choose again.")
    remove(Identifier, f"record_id {these}", ())
    remove(TriggerTie, f"subject_id {theirs} AND record {these}", ())
    forget_attachments_of(f"record_id {these}")
    forget_held_of(held_about(f"subject_id {theirs}"), _chosen_of)
    require_unreferred(lambda column: f"{column} {these}")
    with connection.cursor() as cursor:
        cursor.execute(_LEFT.format(theirs=theirs))
    keys = _destroy_emptied()
    return Deleted(records, whose, keys, _forget_leaving(theirs, now))


def _lists(table: str, *columns: str) -> list[list[int]]:
    """Read columns of numbers, in the order of the first; as JSON they take a fifth of the time of as many rows."""
    every = {"sqlite": "json_group_array", "postgresql": "json_agg"}[connection.vendor]
    asked = ", ".join(f"CAST({every}({column}) AS text)" for column in columns)
    ordered = f"SELECT {', '.join(columns)} FROM {table} ORDER BY {columns[0]}"  # noqa: S608 - ours
    (row,) = run_prepared(f"SELECT {asked} FROM ({ordered}) AS o", ())  # noqa: S608 - ours
    return [json.loads(column or "[]") for column in row]


def _destroy_emptied() -> int:
    """Destroy the keys under which nothing is left."""
    emptied = _among(
        "SELECT DISTINCT g.key_id FROM honour_going g WHERE NOT EXISTS "
        "(SELECT 1 FROM honour_left l WHERE l.key_id = g.key_id)"
    )
    return destroy_keys(f"id {emptied}", ())


def forget_people(among: Callable[[str], str], parameters: Sequence[Any], now: datetime) -> None:
    """Forget people of whom no record is left: what they decided, how they came, what waited for them.

    Arguments: ``among``, which writes the condition that a column is one of their numbers, with its ``parameters``.
    """
    theirs = among("subject_id")
    forget_held_of(held_about(theirs, parameters))  # before what their rows refer to
    for model in (Permission, Collection, TriggerTie):
        remove(model, theirs, parameters)
    if any_of(Staged, theirs, parameters):
        remove(StagedIdentifier, f"staged_id IN (SELECT id FROM register_staged WHERE {theirs})", parameters)  # noqa: S608 - ours
        remove(Staged, theirs, parameters)
    gone = {"status": Subject.Status.ERASED.value, "erased_at": now, **NOTHING_BESIDE}
    change(Subject, gone, among("id"), parameters)


def _forget_leaving(theirs: str, now: datetime) -> list[int]:
    """Forget those of these people of whom no record is left; gives them."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO honour_leaving {_LEAVING.format(theirs=theirs)}")
        if not cursor.rowcount:
            return []
    left = _among("SELECT id FROM honour_leaving")
    forget_people(lambda column: f"{column} {left}", (), now)
    (people,) = _lists("honour_leaving", "id")
    return people


def _chosen_of(people: Sequence[int]) -> list[int]:
    """Give the chosen records of some people."""
    rows = run_prepared("SELECT id, subject_id FROM honour_going", ())
    wanted = frozenset(people)
    return [record for record, person in rows if person in wanted]


def _among(numbers: str) -> str:
    """Write that a column is one of many numbers; PostgreSQL looks those of a list up in their order."""
    return f"= ANY(ARRAY({numbers}))" if connection.vendor == "postgresql" else f"IN ({numbers})"
