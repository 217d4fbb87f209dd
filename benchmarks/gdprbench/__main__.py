"""`python -m benchmarks.gdprbench [RECORDS [OPERATIONS]]`: GDPRbench's four roles, through the register and beside it.

100,000 records of 20,000 people, 10,000 operations of each role (Shastri et al., VLDB 2020, table 2), on SQLite
(``synchronous=FULL``) and on PostgreSQL. Each operation is done by the register with everything on (the gate, sealed
values, the ledger, the journal of erasures), and straight before or after by a plain schema through Django's cursor, in
one durable transaction with one audit row; both answers are held against an oracle, outside the clock. What stands in
the table is the median time of an operation of each kind, the mean in brackets, and how many times the peer's median
it is. Where the register writes nothing down, because no value is read and nothing changes, a second line, which is no
target, tells how it compares with the peer's bare query, without transaction and audit row.

``--processor`` tells the processor time of both sides instead, the database server's too, for a machine that is busy or
whose disk is. That is held against no target: the disk is not waited for in it, which costs a read or a new record as
much on either side, and a stop or an erasure by date twice as much in the register.

Where the paper's words leave a choice: the key is a person and a category; reading by purpose, objection or decision
gives everybody's data that a purpose may use, whose basis is a contract, an interest that people object to, or consent;
deleting by purpose ends a project that ten people's data were kept for; updating metadata records a decision about a
purpose, about the person, or about a recipient; logs are everything that was done with a person's data; a deletion is
verified by what is left of a person and by the entry that says that it was carried out. Erasing is measured as the
console does it: when it answers, the intent is on the disk and nothing can be read any more; the keys are destroyed by
the worker, and what that takes stands on a line of its own. The first forty are also looked for in every file and
certified, twenty at a time as the worker does it, on another line; for the others that is left out, since it depends on
the size of the files alone and would take hours.
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
from benchmarks.filling import settle
from benchmarks.gdprbench.clock import Clock, clock
from benchmarks.gdprbench.mix import KEY, MIX, OTHER, SET, Roles
from benchmarks.gdprbench.oracle import START, Truth

RECORDS, OPERATIONS = 100_000, 10_000
_Times = tuple[float, float, int]
"""The median and the mean in seconds, and of how many."""
_HOW = {"certified": "looked for in every file and certified", "others": "without the looking"}
LIMITS = {KEY: 2.0, SET: 6.0, OTHER: 2.0}


def run(records: int = RECORDS, operations: int = OPERATIONS, *, processor: bool = False) -> list[Figure]:
    """Measure both databases, each in a process of its own."""
    figures = []
    for vendor in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, empty_database(vendor, Path(folder)) as environment:
            command = [sys.executable, "-m", "benchmarks.gdprbench", *(["--processor"] if processor else [])]
            command += ["--inside", str(records), str(operations)]
            ran = subprocess.run(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=True)
        name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[vendor]
        figures += _figures(name, json.loads(ran.stdout), judged=not processor)
    return figures


def _figures(database: str, told: dict[str, Any], *, judged: bool) -> list[Figure]:
    """Write what was told as figures. Arguments: ``judged``, whether they are held against the targets."""
    figures = []
    for role, operations in told["roles"].items():
        for name, (kind, times) in sorted(operations.items()):
            limit, ours = LIMITS[kind], times["ours"]
            what = f"{database}, {role}: {name}, {ours[2]:,} times"
            ratio = ours[0] / times["plain"][0]
            target, met = (f"≤ {limit:g}×", ratio <= limit) if judged else ("reported", True)
            figures.append(Figure(what, _said(ours), target, met, _said(times["plain"]), ratio))
            if bare := times.get("bare"):
                said = f"{_said(bare)}, no audit row"
                figures.append(Figure(what, _said(ours), "reported", True, said, ours[0] / bare[0]))
    for how, (done, seconds) in told["worker"].items():
        what = f"{database}: the rest of {done:,} erasures, by the worker, {_HOW[how]}"
        if done:
            figures.append(Figure(what, f"{seconds / done * 1e3:.0f} ms each", "reported", True))
    personal, ours, plain = (told["space"][each] for each in ("personal", "ours", "plain"))
    what = f"{database}: space for {personal / 1e6:.1f} MB of personal data, once loaded"
    each, peers = f"{ours / personal:.1f} bytes a byte", f"{plain / personal:.1f} bytes a byte"
    figures.append(Figure(what, each, "reported", True, peers, ours / plain))
    return figures


def _said(times: list[float]) -> str:
    return f"{times[0] * 1e3:.2f} ms ({times[1] * 1e3:.2f})"


def inside(records: int, operations: int, *, processor: bool = False) -> dict[str, Any]:
    """Measure in the home and database that the environment names; gives the figures."""
    import django

    django.setup()
    from django.core.management import call_command

    from honour import keyring

    keyring.make_keys(Path(os.environ["HONOUR_HOME"]) / "keys", START)
    call_command("migrate", verbosity=0)
    return measure(records, operations, clock(processor=processor))


def measure(records: int, operations: int, now: Clock = time.perf_counter) -> dict[str, Any]:
    """Measure in an empty database with its keys made; gives the figures. Whatever a side answers wrongly ends it."""
    from benchmarks.gdprbench.ours import Ours
    from benchmarks.gdprbench.plain import Plain

    truth = Truth(records)
    ours, plain = Ours(truth), Plain(truth)
    texts = (text for one in truth.people for held in one.records.values() for _, text in held.value)
    space = {"personal": sum(map(len, texts))}
    for side in (ours, plain):
        before = _size()
        side.load()
        space[side.name] = _size() - before
    settle()
    roles = Roles(truth, operations)
    told = {}
    for name in MIX:
        begun = time.perf_counter()
        told[name] = _role(roles, name, ours, plain, now)
        print(f"{name}: {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    return {"roles": told, "space": space, "worker": ours.worker}


def _role(roles: Roles, name: str, ours: Any, plain: Any, now: Clock) -> dict[str, tuple[str, dict[str, _Times]]]:
    """Let both sides do a role's operations, in turn; gives how each is judged, and the times of each side."""
    taken: dict[str, dict[str, list[float]]] = {}
    judged: dict[str, str] = {}
    bare = plain.bare()
    for number, operation in enumerate(roles.role(name)):
        judged[operation.name] = operation.judged
        sides = [ours, plain] if number % 2 else [plain, ours]
        if operation.asks:
            sides.insert(sides.index(plain), bare)  # before the audit row that only the other writes
        for side in sides:
            if operation.before is not None:
                operation.before(side)
            begun = now()
            answer = operation.do(side)
            spent = now() - begun
            taken.setdefault(operation.name, {}).setdefault(side.name, []).append(spent)
            if operation.normal is not None:
                answer = getattr(side, operation.normal)(answer)
            if operation.after is not None:
                operation.after(side)
            expected = operation.expected
            if isinstance(expected, dict):
                expected = expected["ours" if side is ours else "plain"]
            if expected is not None:
                assert answer == expected, (name, operation.name, side.name, answer, expected)
    for side in (ours, plain):
        side.finish()
    return {each: (judged[each], {side: _times(spent) for side, spent in taken[each].items()}) for each in judged}


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
    by_processor = "--processor" in sys.argv
    arguments = [each for each in sys.argv[1:] if each != "--processor"]
    if arguments[:1] == ["--inside"]:
        print(json.dumps(inside(*map(int, arguments[1:3]), processor=by_processor)))
    else:
        print(table(run(*map(int, arguments), processor=by_processor)))
