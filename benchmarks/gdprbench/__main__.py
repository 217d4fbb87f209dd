"""`python -m benchmarks.gdprbench [RECORDS [OPERATIONS]]`: GDPRbench's four roles, through the register and beside it.

100,000 records of 20,000 people, 10,000 operations of each role (Shastri et al., VLDB 2020, table 2), on SQLite
(``synchronous=FULL``) and on PostgreSQL. Each operation is done by the register with everything on (the gate, sealed
values, the ledger, the journal of erasures), and straight before or after by a plain schema through Django's cursor, in
one durable transaction with one audit row; both answers are held against an oracle, outside the clock. What stands in
the table is the median time of an operation of each kind, the mean in brackets, and how many times the peer's median
it is.

Where the paper's words leave a choice: the key is a person and a category; reading by purpose, objection or decision
gives everybody's data that a purpose may use, whose basis is a contract, an interest that people object to, or consent;
deleting by purpose ends a project that ten people's data were kept for; updating metadata records a decision about a
purpose, about the person, or about a recipient; logs are everything that was done with a person's data; a deletion is
verified by what is left of a person and by the entry that says that it was carried out. Erasing is measured as the
console does it: when it answers, the intent is on the disk and nothing can be read any more; the keys are destroyed by
the worker, twenty erasures at a time here, and what that takes with the searching of every file and the certificates
stands on a line of its own.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.databases import empty_database
from benchmarks.figures import Figure, table
from benchmarks.gdprbench.mix import KEY, MIX, OTHER, SET, Roles
from benchmarks.gdprbench.oracle import START, Truth

RECORDS, OPERATIONS = 100_000, 10_000
_Times = tuple[float, float, int]
"""The median and the mean in seconds, and of how many."""
LIMITS = {KEY: 2.0, SET: 6.0, OTHER: 2.0}


def run(records: int = RECORDS, operations: int = OPERATIONS) -> list[Figure]:
    """Measure both databases, each in a process of its own."""
    figures = []
    for vendor in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, empty_database(vendor, Path(folder)) as environment:
            command = [sys.executable, "-m", "benchmarks.gdprbench", "--inside", str(records), str(operations)]
            ran = subprocess.run(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=True)
        figures += _figures({"sqlite": "SQLite", "postgresql": "PostgreSQL"}[vendor], json.loads(ran.stdout))
    return figures


def _figures(database: str, told: dict[str, Any]) -> list[Figure]:
    figures = []
    for role, operations in told["roles"].items():
        for name, (judged, ours, plain) in sorted(operations.items()):
            limit, ratio = LIMITS[judged], ours[0] / plain[0]
            what = f"{database}, {role}: {name}, {ours[2]:,} times"
            figures.append(Figure(what, _said(ours), f"≤ {limit:g}×", ratio <= limit, _said(plain), ratio))
    done, seconds = told["worker"]
    what = f"{database}: the rest of {done:,} erasures, by the worker, each with its certificate"
    figures.append(Figure(what, f"{seconds / done * 1e3:.0f} ms each", "reported", True))
    personal, ours, plain = (told["space"][each] for each in ("personal", "ours", "plain"))
    what = f"{database}: space for {personal / 1e6:.1f} MB of personal data, once loaded"
    each, peers = f"{ours / personal:.1f} bytes a byte", f"{plain / personal:.1f} bytes a byte"
    figures.append(Figure(what, each, "reported", True, peers, ours / plain))
    return figures


def _said(times: list[float]) -> str:
    return f"{times[0] * 1e3:.2f} ms ({times[1] * 1e3:.2f})"


def inside(records: int, operations: int) -> dict[str, Any]:
    """Measure in the home and database that the environment names; gives the figures."""
    import django

    django.setup()
    from django.core.management import call_command

    from honour import keyring

    keyring.make_keys(Path(os.environ["HONOUR_HOME"]) / "keys", START)
    call_command("migrate", verbosity=0)
    return measure(records, operations)


def measure(records: int, operations: int) -> dict[str, Any]:
    """Measure in an empty database with its keys made; gives the figures. Whatever a side answers wrongly ends it."""
    from benchmarks.gdprbench.ours import Ours
    from benchmarks.gdprbench.plain import Plain

    truth = Truth(records)
    sides = [Ours(truth), Plain(truth)]
    texts = (text for one in truth.people for held in one.records.values() for _, text in held.value)
    space = {"personal": sum(map(len, texts))}
    for side in sides:
        before = _size()
        side.load()
        space[side.name] = _size() - before
    roles = Roles(truth, operations)
    told = {name: _role(roles, name, sides) for name in MIX}
    return {"roles": told, "space": space, "worker": sides[0].worker}


def _role(roles: Roles, name: str, sides: list[Any]) -> dict[str, tuple[str, _Times, _Times]]:
    """Let both sides do a role's operations, in turn; gives how each is judged, and the times of both sides."""
    taken: dict[str, dict[str, list[float]]] = {}
    judged: dict[str, str] = {}
    for number, operation in enumerate(roles.role(name)):
        judged[operation.name] = operation.judged
        for side in sides if number % 2 else sides[::-1]:
            if operation.before is not None:
                operation.before(side)
            begun = time.perf_counter()
            answer = operation.do(side)
            spent = time.perf_counter() - begun
            taken.setdefault(operation.name, {}).setdefault(side.name, []).append(spent)
            if operation.normal is not None:
                answer = getattr(side, operation.normal)(answer)
            if operation.after is not None:
                operation.after(side)
            expected = operation.expected
            if isinstance(expected, dict):
                expected = expected[side.name]
            if expected is not None:
                assert answer == expected, (name, operation.name, side.name, answer, expected)
    for side in sides:
        side.finish()
    return {each: (judged[each], _times(taken[each]["ours"]), _times(taken[each]["plain"])) for each in judged}


def _times(several: list[float]) -> _Times:
    return statistics.median(several), statistics.mean(several), len(several)


def _size() -> int:
    """Give how many bytes the database takes, less what stands empty in it."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute(
                "SELECT (page_count - freelist_count) * page_size"
                " FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()"
            )
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        print(json.dumps(inside(*map(int, sys.argv[2:4]))))
    else:
        print(table(run(*map(int, sys.argv[1:]))))
