"""`python -m benchmarks.retention [RECORDS]`: a sweep, and a trigger that moves, each beside the bare statement.

Five million records of a million people, sealed values of some sixty bytes; one in five is due. Measured, on both
databases, is the sweep as the worker runs it, without pauses between its batches: holds asked for, keys destroyed,
people with nothing left forgotten, the journal and the ledger written. The peer is ``DELETE`` by the same predicate on
a table with the same columns, rows and indexes, in one transaction. Then a trigger that a fifth of the people are tied
to ends, and the dates of their records follow; the peer is the bare ``UPDATE`` of these rows' date.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from typing import Any

from benchmarks.databases import NAMES, measure_each
from benchmarks.figures import Figure
from benchmarks.filling import AT, EXAMPLES, Rows, fill, moment, people, settle

RECORDS, OF_A_PERSON, DUE_IN = 5_000_000, 5, 5
REACH_SWEEP, REACH_MOVE = 0.5, 2.0
_SEALED = 60  # bytes


def prepare(records: int) -> int:
    """Publish the notice and fill the register; gives how many records are due."""
    from honour.register.publishing import publish
    from honour.register.versions import versions

    version = publish((EXAMPLES / "2026-12-01.yaml").read_bytes(), "notice", actor="benchmark", at=AT).number
    clauses = versions().clauses
    category = clauses.number("categories", "contact")
    kind = clauses.number("kinds", "customer")
    purposes = clauses.bits("purposes", ["connections"])
    many = records // OF_A_PERSON
    fill("register_subject", people(many, kind))
    fill("register_datakey", _keys(many, category))
    fill("register_record", _records(records, version, category, purposes))
    return records // DUE_IN


def _keys(count: int, category: int) -> Rows:
    columns = ("id", "subject_id", "category", "root_version", "wrapped", "state")
    return columns, ((n + 1, n + 1, category, 1, os.urandom(_SEALED), 0) for n in range(count))


def _records(count: int, version: int, category: int, purposes: int) -> Any:
    """Give the records: those of every fifth person are due, the others in years."""
    columns = (
        "id", "subject_id", "category", "version", "purposes", "on_consent", "origin", "key_id", "value",
        "collected_at", "undated", "due_at", "lapsed",
    )  # fmt: skip
    past, later = moment(AT - dt.timedelta(days=1)), moment(AT + dt.timedelta(days=2000))
    taken = moment(AT - dt.timedelta(days=400))

    def row(n: int) -> tuple[Any, ...]:
        person = n // OF_A_PERSON + 1
        due = past if person % DUE_IN == 0 else later
        return n + 1, person, category, version, purposes, False, 0, person, os.urandom(_SEALED), taken, False, due, 0

    return columns, (row(n) for n in range(count))


def copy_of_records() -> None:
    """Make the peer's table: the same columns, rows and indexes."""
    from django.db import connection

    indexes = (
        "subject_id, category, version, purposes, source, on_consent, due_at, superseded_by, lapse_at", "due_at",
        "key_id",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain_record AS SELECT * FROM register_record")
        cursor.execute("CREATE UNIQUE INDEX plain_id ON plain_record (id)")
        for number, columns in enumerate(indexes):
            cursor.execute(f"CREATE INDEX plain_{number} ON plain_record ({columns})")


def _timed(statement: str, parameters: list[Any]) -> tuple[float, int]:
    from django.db import connection, transaction

    settle()
    with connection.cursor() as cursor:
        begun = time.perf_counter()
        with transaction.atomic():
            cursor.execute(statement, parameters)
            count = cursor.rowcount
        return time.perf_counter() - begun, count


def sweep(due: int) -> tuple[float, float]:
    """Sweep what is due, then delete the same from the peer's table; gives the seconds of both."""
    from honour.register.models import Record
    from honour.retention.sweeps.running import run_sweep

    settle()
    begun = time.perf_counter()
    done = run_sweep(AT, pause=0, force=True)
    ours = time.perf_counter() - begun
    assert done.records == due, done.records
    assert not Record.objects.filter(due_at__lte=AT).exists()
    bare, gone = _timed("DELETE FROM plain_record WHERE due_at <= %s", [moment(AT)])
    assert gone == due, gone
    return ours, bare


def move(records: int) -> tuple[float, float, int]:
    """Let a service end that as many people are tied to as a fifth of the records are of; gives both times and rows."""
    from django.db import connection

    from honour.register.due.triggers import move_trigger, open_trigger
    from honour.register.models import Record

    running = open_trigger("benchmark", "service", ["service-ended"])
    tied = records // DUE_IN // OF_A_PERSON
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO register_triggertie (trigger_id, subject_id, record) "
            f"SELECT {running.pk}, id, 0 FROM register_subject WHERE status = 0 ORDER BY id LIMIT {tied}"
        )
        cursor.execute("UPDATE register_record SET due_at = NULL")
        cursor.execute("UPDATE plain_record SET due_at = NULL")
    settle()
    begun = time.perf_counter()
    moved = move_trigger("benchmark", "service", AT, AT)
    ours = time.perf_counter() - begun
    assert moved == tied * OF_A_PERSON, (moved, tied)
    assert Record.objects.filter(due_at__isnull=False).count() == moved
    bare, changed = _timed(
        "UPDATE plain_record SET due_at = %s WHERE subject_id IN "
        "(SELECT subject_id FROM register_triggertie WHERE trigger_id = %s)",
        [moment(AT + dt.timedelta(days=2192)), running.pk],
    )
    assert changed == moved
    return ours, bare, moved


def measure(records: int) -> list[Figure]:
    """Measure the database in use."""
    from django.db import connection

    due = prepare(records)
    copy_of_records()
    ours, bare = sweep(due)
    moving, plain, moved = move(records)
    name = NAMES[connection.vendor]
    return [
        Figure(
            f"{name}: sweep of {due:,} due of {records:,} records",
            f"{due / ours:,.0f}/s ({ours:.1f} s)",
            f"≥ {REACH_SWEEP}×",
            bare / ours >= REACH_SWEEP,
            f"{due / bare:,.0f}/s (bare DELETE)",
            bare / ours,
        ),
        Figure(
            f"{name}: moving the dates of {moved:,} records when a service ends",
            f"{moving:.1f} s",
            f"≤ {REACH_MOVE:.0f}×",
            moving / plain <= REACH_MOVE,
            f"{plain:.1f} s (bare UPDATE)",
            moving / plain,
        ),
    ]


if __name__ == "__main__":
    sys.exit(measure_each("retention", measure, RECORDS, sys.argv[1:]))
