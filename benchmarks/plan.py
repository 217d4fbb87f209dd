"""`python -m benchmarks.plan`: what a new version does to a million people with five records each.

Fellside's two notices and its next version; people who came by four ways, a tenth of whom consented, objected or said
stop to something. The store is filled by the database itself. Beside each figure stands the bare count of the same
records: those of the categories that the change concerns, joined with their people, counted by the database alone.
Memory is the most that the process held of its own above what it held before the plan, looked at fifty times a second;
the database's file, which SQLite maps into it, is the system's.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.databases import empty_database
from benchmarks.figures import Figure, table

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

PEOPLE = int(os.environ.get("HONOUR_BENCHMARK_PEOPLE", "1000000"))
TARGET = 10.0  # seconds
FLAT = 150  # MiB
NOW = dt.datetime(2026, 12, 3, 10, tzinfo=dt.UTC)
EXAMPLES = Path(__file__).parents[1] / "examples/fellside"
ENQUIRED = (
    ("contact", "enquiries"), ("interactions", "enquiries"), ("preferences", "marketing"),
    ("transaction", "services"), ("payment", "payments"),
)  # fmt: skip
BOUGHT = (
    ("contact", "services"), ("transaction", "services"), ("payment", "payments"), ("interactions", "services"),
    ("preferences", "marketing"),
)  # fmt: skip
BOOKED = (
    ("contact", "registrations"), ("event-bookings", "registrations"), ("preferences", "marketing"),
    ("transaction", "services"), ("payment", "payments"),
)  # fmt: skip
WAYS = (
    ("2018-06-21", "website-forms", ENQUIRED),
    ("2026-12-01", "website-forms", ENQUIRED),
    ("2026-12-01", "directly", BOUGHT),
    ("2026-12-01", "events", BOOKED),
)
"""How people came: the version they were shown, the source, and each record's category and purpose."""


def inside(vendor: str) -> None:
    """Fill the store, make the plan, and print what was measured: in a process of its own, with its own home."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from honour import keyring
    from honour.cli.demo.next_version import next_version
    from honour.notice.check import check
    from honour.notice.reading import load_notice
    from honour.publishing.plan.making import make_plan
    from honour.register.publishing import publish

    call_command("migrate", verbosity=0)
    keyring.make_keys(Path(os.environ["HONOUR_HOME"]) / "keys", NOW)
    for name, at in (("2018-06-21", NOW - dt.timedelta(days=3000)), ("2026-12-01", NOW - dt.timedelta(days=30))):
        data = (EXAMPLES / f"{name}.yaml").read_bytes()
        codes = {one.code for one in check(load_notice(data).notice, at=at.date()) if one.severity == "error"}
        publish(data, name, actor="benchmark", at=at, as_is=codes if name == "2018-06-21" else None)
    with connection.cursor() as cursor:
        fill(cursor, sqlite=vendor == "sqlite")
    loaded = load_notice(next_version((EXAMPLES / "2026-12-01.yaml").read_bytes()), "next.yaml")
    bare = min(timed_bare(), timed_bare())
    before = own_memory()
    with most_memory() as seen:
        began = time.perf_counter()
        plan = make_plan(loaded, NOW)
        taken = time.perf_counter() - began
    memory = max(seen) - before
    counted = {f"{one.kind} {one.clause}": one.people for one in plan.consequences if one.people}
    assert plan.people == PEOPLE, plan.people
    assert plan.records == 5 * PEOPLE, plan.records
    print(json.dumps({"taken": taken, "bare": bare, "memory": memory, "counted": counted}))


def own_memory() -> float:
    """Give how much memory this process holds that is no file's, in MiB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


@contextmanager
def most_memory() -> Iterator[list[float]]:
    """Look at the memory held until the block ends; gives what was seen."""
    seen, ended = [own_memory()], threading.Event()

    def look() -> None:
        while not ended.wait(0.02):
            seen.append(own_memory())

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    yield seen
    ended.set()
    looking.join()


def timed_bare() -> float:
    """Count the records that the change concerns, with their people, by the database alone; in seconds."""
    from django.db import connection

    from honour.register.models import Number

    categories = Number.objects.filter(section="categories", clause__in=["contact", "interactions", "transaction"])
    listed = ", ".join(str(number) for number in categories.values_list("number", flat=True))
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT r.subject_id), sum(s.informed) FROM register_record r "
            "JOIN register_subject s ON s.id = r.subject_id "
            f"WHERE r.superseded_by IS NULL AND r.category IN ({listed})"
        )
        cursor.fetchone()
    return time.perf_counter() - began


def fill(cursor: CursorWrapper, *, sqlite: bool) -> None:
    """Make people and records by statements of the database."""
    from honour.register.versions import versions

    clauses = versions().clauses
    number, bits = clauses.number, clauses.bits
    series = (
        f"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {PEOPLE}) SELECT i FROM n)"
        if sqlite
        else f"(SELECT generate_series(1, {PEOPLE})::bigint AS i)"
    )
    instant = (lambda days: f"datetime('2026-11-20', '-' || ({days}) || ' days')") if sqlite else (
        lambda days: f"TIMESTAMPTZ '2026-11-20 00:00:00+00' - ({days}) * INTERVAL '1 day'"
    )  # fmt: skip
    text = "printf('%020d', i)" if sqlite else "lpad(i::text, 20, '0')"
    kinds = [number("kinds", kind) for kind in ("enquirer", "enquirer", "customer", "staff-of-customer")]
    informed = [1 << number("versions", way[0]) for way in WAYS]
    enquiries, marketing = bits("purposes", ["new-products"]), bits("purposes", ["marketing-by-consent"])
    pick = lambda values: "CASE i % 4 " + " ".join(f"WHEN {n} THEN {v}" for n, v in enumerate(values)) + " END"  # noqa: E731
    flag = lambda what: what if sqlite else f"({what})::boolean"  # noqa: E731
    cursor.execute(
        "INSERT INTO register_subject (id, public_id, kind, status, consents, objections, marketing_objection, "
        "restricted, informed, approvals, stops, subscriber, created_at, last_contact) "
        f"SELECT i, {text}, {pick(kinds)}, 0, CASE WHEN i % 10 = 3 THEN {marketing} ELSE 0 END, "
        f"CASE WHEN i % 40 = 7 THEN {enquiries} ELSE 0 END, {flag('CASE WHEN i % 10 = 1 THEN 1 ELSE 0 END')}, "
        f"{flag('CASE WHEN i % 100 = 9 THEN 1 ELSE 0 END')}, {pick(informed)}, 0, 0, 0, {instant('i % 700')}, "
        f"{instant('i % 700')} FROM {series} AS n"
    )
    zero = "zeroblob(160)" if sqlite else "decode(repeat('00', 160), 'hex')"
    cursor.execute(
        "INSERT INTO register_datakey (id, subject_id, category, root_version, wrapped, state) "
        f"SELECT id, id, 0, 1, {'zeroblob(60)' if sqlite else chr(39) + chr(39) + '::bytea'}, 0 FROM register_subject"
    )
    for place in range(5):
        categories = [number("categories", way[2][place][0]) for way in WAYS]
        purposes = [bits("purposes", [way[2][place][1]]) for way in WAYS]
        sources = [number("sources", way[1]) for way in WAYS]
        shown = [number("versions", way[0]) for way in WAYS]
        cursor.execute(
            "INSERT INTO register_record (id, subject_id, category, version, purposes, source, on_consent, origin, "
            "key_id, value, collected_at, due_at, lapsed) "
            f"SELECT (i - 1) * 5 + {place} + 1, i, {pick(categories)}, {pick(shown)}, {pick(purposes)}, "
            f"{pick(sources)}, "
            f"{flag('0')}, 0, i, {zero}, {instant('i % 700')}, {instant('(i % 700) - 900')}, 0 FROM {series} AS n"
        )
    cursor.execute("ANALYZE")


def run() -> list[Figure]:
    """Measure both databases, each in a process of its own."""
    figures = []
    for vendor in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, empty_database(vendor, Path(folder)) as environment:
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.plan", "inside", vendor],
                env=os.environ | environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            said = json.loads(done.stdout.splitlines()[-1])
        name = "SQLite" if vendor == "sqlite" else "PostgreSQL"
        what = f"{name}: {PEOPLE:,} people, {5 * PEOPLE:,} records, {len(said['counted'])} consequences with people"
        figures.append(
            Figure(what, f"{said['taken']:.1f} s", f"≤ {TARGET:.0f} s", said["taken"] <= TARGET,
                   f"{said['bare']:.1f} s (bare count of the records concerned)", said["taken"] / said["bare"])
        )  # fmt: skip
        grown = f"{said['memory']:.0f} MiB more than before"
        figures.append(Figure(f"{name}: memory", grown, f"≤ {FLAT} MiB", said["memory"] <= FLAT))
    return figures


if __name__ == "__main__":
    if sys.argv[1:2] == ["inside"]:
        inside(sys.argv[2])
    else:
        print(table(run()))
