"""`python -m benchmarks.retention [RECORDS]`: a sweep, and a trigger that moves, each beside the bare statement.

Five million records of a million people, sealed values of some sixty bytes; one in five is due. Measured, on both
databases, is the sweep as the worker runs it, without pauses between its batches: holds asked for, keys destroyed,
people with nothing left forgotten, the journal and the ledger written. The peer is ``DELETE`` by the same predicate on
a table with the same columns, rows and indexes, in one transaction. Then a trigger that a fifth of the people are tied
to ends, and the dates of their records follow; the peer is the bare ``UPDATE`` of these rows' date.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, table

RECORDS, OF_A_PERSON, DUE_IN = 5_000_000, 5, 5
REACH_SWEEP, REACH_MOVE = 0.5, 2.0
EXAMPLES = Path(__file__).parents[1] / "examples/fellside"
AT = dt.datetime(2026, 12, 3, 9, 0, tzinfo=dt.UTC)
_SEALED = 60  # bytes
_WRITTEN = 20_000  # rows


def prepare(records: int) -> int:
    """Make the tables, publish the notice and fill the register; gives how many records are due."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from honour.register.publishing import publish
    from honour.register.versions import versions

    version = publish((EXAMPLES / "2026-12-01.yaml").read_bytes(), "notice", actor="benchmark", at=AT).number
    clauses = versions().clauses
    category = clauses.number("categories", "contact")
    kind = clauses.number("kinds", "customer")
    purposes = clauses.bits("purposes", ["connections"])
    people = records // OF_A_PERSON
    _fill("register_subject", _people(people, kind))
    _fill("register_datakey", _keys(people, category))
    _fill("register_record", _records(records, version, category, purposes))
    return records // DUE_IN


def _people(count: int, kind: int) -> Any:
    from honour.register.models.subjects import opaque_ids

    columns = (
        "id", "public_id", "kind", "status", "consents", "objections", "marketing_objection", "restricted", "informed",
        "approvals", "stops", "subscriber", "created_at",
    )  # fmt: skip
    ids = opaque_ids(count)
    rows = ((n + 1, ids[n], kind, 0, 0, 0, False, False, 1, 0, 0, 0, _moment(AT)) for n in range(count))
    return columns, rows


def _keys(count: int, category: int) -> Any:
    columns = ("id", "subject_id", "category", "root_version", "wrapped", "state")
    return columns, ((n + 1, n + 1, category, 1, os.urandom(_SEALED), 0) for n in range(count))


def _records(count: int, version: int, category: int, purposes: int) -> Any:
    """Give the records: those of every fifth person are due, the others in years."""
    columns = (
        "id", "subject_id", "category", "version", "purposes", "on_consent", "origin", "key_id", "value",
        "collected_at", "undated", "due_at", "lapsed",
    )  # fmt: skip
    past, later = _moment(AT - dt.timedelta(days=1)), _moment(AT + dt.timedelta(days=2000))
    taken = _moment(AT - dt.timedelta(days=400))

    def row(n: int) -> tuple[Any, ...]:
        person = n // OF_A_PERSON + 1
        due = past if person % DUE_IN == 0 else later
        return n + 1, person, category, version, purposes, False, 0, person, os.urandom(_SEALED), taken, False, due, 0

    return columns, (row(n) for n in range(count))


def _fill(name: str, given: Any) -> None:
    """Write rows as fast as the database takes them."""
    from django.db import connection, transaction

    columns, rows = given
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
            return
        marks = ", ".join("?" * len(columns))
        connection.connection.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", rows)


def _moment(moment: dt.datetime) -> Any:
    from django.db import connection

    return connection.ops.adapt_datetimefield_value(moment)


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
        _settle(cursor)


def _settle(cursor: Any) -> None:
    from django.db import connection

    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "CHECKPOINT")
    cursor.execute("ANALYZE")


def _timed(statement: str, parameters: list[Any]) -> tuple[float, int]:
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        _settle(cursor)
        begun = time.perf_counter()
        with transaction.atomic():
            cursor.execute(statement, parameters)
            count = cursor.rowcount
        return time.perf_counter() - begun, count


def sweep(due: int) -> tuple[float, float]:
    """Sweep what is due, then delete the same from the peer's table; gives the seconds of both."""
    from django.db import connection

    from honour.register.models import Record
    from honour.retention.sweeps.running import run_sweep

    with connection.cursor() as cursor:
        _settle(cursor)
    begun = time.perf_counter()
    done = run_sweep(AT, pause=0, force=True)
    ours = time.perf_counter() - begun
    assert done.records == due, done.records
    assert not Record.objects.filter(due_at__lte=AT).exists()
    bare, gone = _timed("DELETE FROM plain_record WHERE due_at <= %s", [_moment(AT)])
    assert gone == due, gone
    return ours, bare


def move(records: int) -> tuple[float, float, int]:
    """Let a service end that as many people are tied to as a fifth of the records are of; gives both times and rows."""
    from django.db import connection

    from honour.register.due.triggers import move_trigger, open_trigger
    from honour.register.models import Record

    running = open_trigger("benchmark", "service", ["service-ended"])
    people = records // DUE_IN // OF_A_PERSON
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO register_triggertie (trigger_id, subject_id, record) "
            f"SELECT {running.pk}, id, 0 FROM register_subject WHERE status = 0 ORDER BY id LIMIT {people}"
        )
        cursor.execute("UPDATE register_record SET due_at = NULL")
        cursor.execute("UPDATE plain_record SET due_at = NULL")
        _settle(cursor)
    begun = time.perf_counter()
    moved = move_trigger("benchmark", "service", AT, AT)
    ours = time.perf_counter() - begun
    assert moved == people * OF_A_PERSON, (moved, people)
    assert Record.objects.filter(due_at__isnull=False).count() == moved
    bare, changed = _timed(
        "UPDATE plain_record SET due_at = %s WHERE subject_id IN "
        "(SELECT subject_id FROM register_triggertie WHERE trigger_id = %s)",
        [_moment(AT + dt.timedelta(days=2192)), running.pk],
    )
    assert changed == moved
    return ours, bare, moved


def measure(vendor: str, records: int) -> list[Figure]:
    """Measure one database, in this process."""
    import django

    django.setup()
    from django.conf import settings

    from honour import keyring

    keyring.make_keys(Path(settings.HONOUR_HOME) / "keys", AT)
    due = prepare(records)
    copy_of_records()
    ours, bare = sweep(due)
    moving, plain, moved = move(records)
    name = {"sqlite": "SQLite, synchronous=FULL", "postgresql": "PostgreSQL"}[vendor]
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


def main(arguments: list[str]) -> int:
    """Measure both databases, each in a process of its own, and print the table."""
    if arguments[:1] == ["--one"]:
        figures = measure(arguments[1], int(arguments[2]))
        print("\n".join(table(figures).splitlines()[2:]))
        print(json.dumps([each.ratio for each in figures]), file=sys.stderr)
        return 0
    from benchmarks.databases import empty_database

    records = int(arguments[0]) if arguments else RECORDS
    print("\n".join(table([]).splitlines()[:2]))
    for vendor in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, empty_database(vendor, Path(folder)) as environment:
            command = [sys.executable, "-m", "benchmarks.retention", "--one", vendor, str(records)]
            ran = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
            if ran.returncode:
                print(ran.stderr, file=sys.stderr)
                return 1
            print(ran.stdout, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
