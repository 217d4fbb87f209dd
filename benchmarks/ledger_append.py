"""`python -m benchmarks.ledger_append [SECONDS]`: appending, 100 entries a transaction, while a worker integrates them.

The peer inserts the same bytes, ready made, into one plain table by the same connection in transactions of equal size:
once with the person's number indexed, so that it can be asked about a person like ours, once without any index, the
plainest insert. Both are held to the same target. They take turns with ours, some seconds each, for a disk that is
written to without a pause gets slower by more than what is compared; each begins when the worker has nothing left to
take in. How far the worker falls behind is measured over one run without a pause. PostgreSQL is the one named by
``HONOUR_TEST_POSTGRES_URL``, else one started from the wheel.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.databases import empty_database
from benchmarks.figures import Figure, table

SECONDS = 60.0  # the length of the run without a pause
TURNS = 6
TARGET = 0.5
LATEST = 5.0  # seconds that the sequencer may take for what is left when the writer stops
A_TRANSACTION = 100  # entries
START = dt.datetime(2026, 12, 3, 10, tzinfo=dt.UTC)


def run(seconds: float = SECONDS) -> list[Figure]:
    """Measure on SQLite and on PostgreSQL, each in a process of its own, in a fresh home."""
    figures: list[Figure] = []
    for vendor in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, empty_database(vendor, Path(folder)) as environment:
            command = [sys.executable, "-m", "benchmarks.ledger_append", "--here", str(seconds)]
            ran = subprocess.run(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=True)
            figures += [_figure(vendor, line.split("\t")) for line in ran.stdout.splitlines()]
    return figures


def _figure(vendor: str, told: list[str]) -> Figure:
    what, ours, peer, left, taken = told[0], *map(float, told[1:])
    name = {"sqlite": "SQLite, synchronous=FULL", "postgresql": "PostgreSQL"}[vendor]
    if what == "kept up":
        text = f"{left:,.0f} entries behind at the end, all in after {taken:.1f} s"
        return Figure(f"{name}: sequencer beside it", text, f"< {LATEST:g} s", taken < LATEST, f"{ours:,.0f} written")
    met, target = ours / peer >= TARGET, f"≥ {TARGET}×"
    return Figure(f"{name}: {what}", f"{ours:,.0f}/s", target, met, f"{peer:,.0f}/s", ours / peer)


def measure(seconds: float) -> None:
    """Measure in the home and database that the environment names, and print the numbers."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from honour import keyring
    from honour.config.home import find_home

    home = find_home()
    keyring.make_keys(home.keys, START)
    call_command("migrate", verbosity=0)
    _make_table("plain")
    _make_table("bare")
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX plain_subject ON plain (subject)")
    worker = subprocess.Popen([sys.executable, "-m", "honour.cli", "--home", str(home.path), "worker"])
    try:
        single, single_peer = _in_turns((_append_one_by_one, _plain_single), seconds / 4)
        many, many_peer, bare = _in_turns((_append_many, _plain_many, _bare_many), seconds / 2)
        before = _entries()
        _rate(_append_many, seconds)
        left, taken, written = _waiting(), _wait_for_the_worker(), _entries() - before
    finally:
        worker.terminate()
        worker.wait()
    print("one by one", single, single_peer, 0, 0, sep="\t")
    print("together, sequencer running", many, many_peer, 0, 0, sep="\t")
    print("the same against a table with no index", many, bare, 0, 0, sep="\t")
    print("kept up", written, 0, left, taken, sep="\t")
    from honour.evidence.verifying import verify_ledger

    check = verify_ledger(dt.datetime.now(dt.UTC))
    assert check.intact, check.problems[:3]


def _in_turns(contenders: Sequence[Callable[[int], object]], seconds: float) -> list[float]:
    """Let each run for so long in all, in turns; return the entries a second of each."""
    rates: list[list[float]] = [[] for _ in contenders]
    for _ in range(TURNS):
        for each, transaction_of in zip(rates, contenders, strict=True):
            _wait_for_the_worker()
            each.append(_rate(transaction_of, seconds / TURNS))
    return [statistics.mean(each) for each in rates]


def _wait_for_the_worker() -> float:
    """Wait until everything written is in the tree; return how many seconds it took."""
    begun = time.perf_counter()
    while _waiting():
        time.sleep(0.02)
    return time.perf_counter() - begun


def _rate(transaction_of: Callable[[int], object], seconds: float) -> float:
    """Run transactions of a hundred for so long; return entries a second."""
    from django.db import transaction

    number, begun = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - begun) < seconds:
        with transaction.atomic():
            transaction_of(number)
        number += A_TRANSACTION
    return number / elapsed


def _payload(number: int) -> dict[str, object]:
    return {"by": "member-4f2a", "decision": f"{number:032x}", "purpose": "answer-enquiries", "records": [number]}


def _about(number: int) -> dict[str, object]:
    return {"subject": number * 7919 % 100_003, "at": START}


def _append_many(number: int) -> None:
    from honour.evidence.entries import NewEntry, append_many

    append_many([NewEntry("person:read", _payload(number + n), **_about(number + n)) for n in range(A_TRANSACTION)])


def _append_one_by_one(number: int) -> None:
    from honour.evidence.entries import append

    for n in range(number, number + A_TRANSACTION):
        append("person:read", _payload(n), **_about(n))


_PLAIN = """INSERT INTO {table} (at, kind, commitment, until, salt, content, subject, expires_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"""


def _plain_row(number: int) -> tuple[object, ...]:
    """Return the bytes of an entry and its payload, ready made."""
    content = f'{{"by":"member-4f2a","decision":"{number:032x}","purpose":"answer-enquiries","records":[{number}]}}'
    day, subject = "2032-12-03", number * 7919 % 100_003
    return "2026-12-03 10:00:00.000000+00", "person:read", b"c" * 32, day, "5" * 32, content, subject, day


def _plain_single(number: int) -> None:
    from django.db import connection

    for n in range(number, number + A_TRANSACTION):
        with connection.cursor() as cursor:
            cursor.execute(_PLAIN.format(table="plain"), _plain_row(n))


def _plain_many(number: int, into: str = "plain") -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.executemany(_PLAIN.format(table=into), [_plain_row(number + n) for n in range(A_TRANSACTION)])


def _bare_many(number: int) -> None:
    _plain_many(number, "bare")


def _make_table(name: str) -> None:
    from django.db import connection

    postgresql = connection.vendor == "postgresql"
    key = "bigserial primary key" if postgresql else "integer primary key autoincrement"
    moment, binary = ("timestamptz", "bytea") if postgresql else ("datetime", "blob")
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {name} (id {key}, at {moment}, kind varchar(64), commitment {binary}, until date,"
            " salt varchar(32), content text, subject bigint, expires_at date)"
        )


def _waiting() -> int:
    from honour.evidence.tree.integrating import the_tree

    return _entries() - the_tree().size


def _entries() -> int:
    from honour.evidence.models import Entry

    return Entry.objects.count()


if __name__ == "__main__":
    if "--here" in sys.argv:
        measure(float(sys.argv[-1]))
    else:
        print(table(run(*map(float, sys.argv[1:]))))
