"""`python -m benchmarks.upgrade [RECORDS]`: each change of the tables since the first release, on a large store.

The store is as the first release leaves it: a million records of 200,000 people, a data key for each; and as many
entries on the ledger, of which nine in ten are about one person and one in twenty about a set of them, mostly a few.
Measured, on both databases, is each of the register's and the ledger's migrations since, as ``honour upgrade`` carries
them out: nobody is served meanwhile. Those of other tables, which hold little, are timed together.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import sqlite3
import sys
import tempfile
import time
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

from pyroaring import BitMap

from benchmarks.databases import NAMES, measure_each
from benchmarks.figures import Figure
from benchmarks.filling import AT, Rows, fill, moment, people, settle

RECORDS, OF_A_PERSON = 1_000_000, 5
Took = tuple[float, float]
"""Seconds: by the clock; and of the processor, which a busy machine does not draw out, without PostgreSQL's own."""
REACH = 60.0  # seconds, of all of them
FIRST_RELEASE = Path(__file__).parents[1] / "tests/stores/0.1.0-sqlite.zip"
_LARGE = ("evidence ", "register ")
_SEALED = 60  # bytes
_SETS, FEW, _LARGE_SET = 20, 64, 5_000
"""One entry in so many is about a set of people, one set in so many a large one; people in a set."""


def prepare(records: int) -> None:
    """Make the tables of the first release, and fill them."""
    from django.core.management import call_command

    for app, name in first_release().items():
        call_command("migrate", app, name, verbosity=0)
    many = records // OF_A_PERSON
    fill("register_subject", people(many, 0))
    fill("register_datakey", _keys(records))
    fill("register_record", _records(records))
    fill("evidence_entry", _entries(records))
    fill("evidence_payload", _payloads(records, many), numbered=False)
    settle()


def first_release() -> dict[str, str]:
    """Give the last migration of each app in the store that the first release left."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(FIRST_RELEASE) as packed:
        file = packed.extract("home/honour.sqlite3", folder)
        with closing(sqlite3.connect(file)) as store:
            return dict(store.execute("SELECT app, max(name) FROM django_migrations GROUP BY app").fetchall())


def _keys(count: int) -> Rows:
    columns = ("id", "subject_id", "category", "root_version", "wrapped", "state")
    return columns, ((n + 1, n // OF_A_PERSON + 1, n % OF_A_PERSON, 1, os.urandom(_SEALED), 0) for n in range(count))


def _records(count: int) -> Rows:
    columns = (
        "id", "subject_id", "category", "version", "purposes", "on_consent", "origin", "key_id", "value",
        "collected_at", "undated", "due_at",
    )  # fmt: skip
    taken, due = moment(AT - dt.timedelta(days=400)), moment(AT + dt.timedelta(days=2000))

    def row(n: int) -> tuple[Any, ...]:
        category, person = n % OF_A_PERSON, n // OF_A_PERSON + 1
        return n + 1, person, category, 1, 1, False, 0, n + 1, os.urandom(_SEALED), taken, False, due

    return columns, (row(n) for n in range(count))


def _entries(count: int) -> Rows:
    day = (AT + dt.timedelta(days=2000)).date()
    at = moment(AT)
    return ("id", "at", "kind", "commitment", "until"), (
        (n + 1, at, "record:read", os.urandom(32), day) for n in range(count)
    )


def _payloads(count: int, many: int) -> Rows:
    """Give what the entries say: of twenty, one is about a set of people, eighteen about one, one about nobody."""
    chance = random.Random(1)  # noqa: S311 - any people will do
    day = (AT + dt.timedelta(days=2000)).date()
    content = '{"action":"use","actor":"m-0123456789","categories":["contact"],"purpose":"connections"}'

    def row(n: int) -> tuple[Any, ...]:
        person = people = None
        if n % _SETS == 0:
            size = _LARGE_SET if n % (_SETS * _SETS) == 0 else chance.randint(2, FEW)
            people = BitMap(chance.sample(range(1, many + 1), min(size, many))).serialize()
        elif n % _SETS > 1:
            person = chance.randint(1, many)
        return n + 1, os.urandom(16).hex(), content, person, people, day

    return ("entry_id", "salt", "content", "subject", "subjects", "expires_at"), (row(n) for n in range(count))


def measure(records: int) -> list[Figure]:
    """Fill the database in use, and bring it to this release."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    prepare(records)
    executor = MigrationExecutor(connection)
    waiting = [each for each, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    name = NAMES[connection.vendor]
    took: dict[str, Took] = {}
    for each in waiting:
        begun, used = time.perf_counter(), time.process_time()
        call_command("migrate", each.app_label, each.name, verbosity=0)
        took[f"{each.app_label} {each.name}"] = time.perf_counter() - begun, time.process_time() - used
    figures = [_figure(f"{name}: {what}", [one]) for what, one in took.items() if what.startswith(_LARGE)]
    others = [one for what, one in took.items() if not what.startswith(_LARGE)]
    figures.append(_figure(f"{name}: {len(others)} more, of other tables", others))
    whole = f"{name}: all of them, with {records:,} records and as many entries"
    return [*figures, _figure(whole, list(took.values()), REACH)]


def _figure(what: str, each: list[Took], reach: float | None = None) -> Figure:
    took, used = (sum(seconds) for seconds in zip(*each, strict=True))
    value = f"{took:.1f} s, of the processor {used:.1f} s here"
    return Figure(what, value, "" if reach is None else f"≤ {reach:.0f} s", reach is None or took <= reach)


if __name__ == "__main__":
    sys.exit(measure_each("upgrade", measure, RECORDS, sys.argv[1:], migrated=False))
