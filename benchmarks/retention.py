"""`python -m benchmarks.retention [RECORDS]`: a sweep, and a trigger that moves, each beside the bare statement.

Five million records of a million people, sealed values of some sixty bytes; one in five is due. Measured, on both
databases, is the sweep as the worker runs it, without pauses between its batches: holds asked for, keys destroyed,
people with nothing left forgotten, the journal and the ledger written. The peer is ``DELETE`` by the same predicate on
a table with the same columns, rows and indexes, to which nothing refers, in one transaction, as durable as ours, from
a database as settled. It destroys no key and clears no person, which a sweep does for every five records here.
PostgreSQL's only marks the rows: like ours it leaves indexes and bytes to ``VACUUM``, which is timed after both.
Then a trigger that a fifth of the people are tied to ends, and the dates of their records follow; the peer is the bare
``UPDATE`` of these rows' date.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from dataclasses import dataclass
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
    """Make the peer's table: the same columns, rows and indexes, as the database itself says they are."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE TABLE plain_record (LIKE register_record INCLUDING INDEXES)")
        else:
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE tbl_name = 'register_record' AND sql NOT NULL ORDER BY type DESC"
            )
            for (made,) in cursor.fetchall():
                cursor.execute(made.replace("register_record", "plain_record"))
        cursor.execute("INSERT INTO plain_record SELECT * FROM register_record")


def _cleared(table: str) -> str:
    """Give the statement that takes deleted rows of a table out of the files, as Honour does for its own."""
    from django.db import connection

    return f"VACUUM {table}" if connection.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)"


def _timed(statement: str, parameters: list[Any]) -> tuple[float, int]:
    from django.db import connection, transaction

    settle()
    with connection.cursor() as cursor:
        begun = time.perf_counter()
        with transaction.atomic():
            cursor.execute(statement, parameters)
            count = cursor.rowcount
        return time.perf_counter() - begun, count


@dataclass(frozen=True)
class Swept:
    """Seconds: of the sweep, with and without clearing the files; of the bare ``DELETE``, likewise."""

    ours: float
    ours_cleared: float
    bare: float
    bare_cleared: float


def sweep(due: int) -> Swept:
    """Sweep what is due, then delete the same from the peer's table."""
    from django.db import connection

    from honour.register.models import Record
    from honour.retention.sweeps import running

    clearing = 0.0

    def clear(*more: Any) -> None:
        nonlocal clearing
        begun = time.perf_counter()
        scrub(*more)
        clearing = time.perf_counter() - begun

    settle()
    scrub, running.scrub_storage = running.scrub_storage, clear
    begun = time.perf_counter()
    try:
        done = running.run_sweep(AT, pause=0, force=True)
    finally:
        running.scrub_storage = scrub
    ours = time.perf_counter() - begun
    assert done.records == due, done.records
    assert not Record.objects.filter(due_at__lte=AT).exists()
    bare, gone = _timed("DELETE FROM plain_record WHERE due_at <= %s", [moment(AT)])
    assert gone == due, gone
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(_cleared("plain_record"))
    return Swept(ours - clearing, ours, bare, bare + time.perf_counter() - begun)


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
    swept = sweep(due)
    moving, plain, moved = move(records)
    name = NAMES[connection.vendor]
    return [
        _figure(f"{name}: sweep of {due:,} due of {records:,} records", due, swept.ours, swept.bare, "bare DELETE"),
        _figure(
            f"{name}: the same, with what was deleted cleared out of the files",
            due,
            swept.ours_cleared,
            swept.bare_cleared,
            f"bare DELETE, then {_cleared('of its table').removesuffix(' of its table')}",
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


def _figure(what: str, due: int, ours: float, bare: float, peer: str) -> Figure:
    return Figure(
        what,
        f"{due / ours:,.0f}/s ({ours:.1f} s)",
        f"≥ {REACH_SWEEP}×",
        bare / ours >= REACH_SWEEP,
        f"{due / bare:,.0f}/s ({bare:.1f} s, {peer})",
        bare / ours,
    )


if __name__ == "__main__":
    sys.exit(measure_each("retention", measure, RECORDS, sys.argv[1:]))
