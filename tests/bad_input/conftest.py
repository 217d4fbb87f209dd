"""An installation with somebody in it, and the ways in which its database and its keys can be in trouble."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from django.db import connection

from honour.cli import honour
from honour.keyring import make_keys
from honour.keyring.rotation import begin_rotation, finish_rotation
from honour.register.rotation import STEPS
from honour.staff.roles import make_roles
from tests.backups.conftest import NOW
from tests.register.conftest import published, wrote

__all__ = ["published", "wrote"]


class Installation:
    """The installation the tests act on; ``person`` is who is in it."""

    def __init__(self, home: Path, person: str) -> None:
        self.home = home
        self.person = person

    def says(self, *command: object) -> SimpleNamespace:
        """Run a command; gives its exit code and what it said, in one line."""
        result = CliRunner().invoke(honour, ["--home", str(self.home), *map(str, command)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return SimpleNamespace(code=result.exit_code, said=" ".join(result.output.split()))

    def everything(self) -> dict[str, object]:
        """Give every row of every table and every file of the home but the database's."""
        found: dict[str, object] = {}
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a test's own query
                found[table] = sorted(repr(row) for row in cursor.fetchall())
        found |= {str(path): path.read_bytes() for path in sorted(self.home.rglob("*")) if path.is_file()}
        return found

    @contextmanager
    def in_trouble(self, name: str) -> Iterator[None]:
        """Bring the installation into trouble, and out of it again."""
        with TROUBLES[name](self.home):
            yield


@pytest.fixture
def installation(transactional_db, home, wrote, monkeypatch):
    monkeypatch.setenv("HONOUR_HOME", str(home))  # the command sets it
    make_roles()
    made = Installation(home, wrote())
    wrote("bob@canary.example", ticked=True)
    return made


@contextmanager
def _connected(**changed: object) -> Iterator[None]:
    """Connect with other options for a while."""
    kept = connection.settings_dict["OPTIONS"]
    connection.close()
    connection.settings_dict["OPTIONS"] = {**kept, **changed}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"] = kept


@contextmanager
def read_only(_: Path) -> Iterator[None]:
    if connection.vendor == "postgresql":
        with _connected(options="-c default_transaction_read_only=on"):
            yield
    else:
        init = connection.settings_dict["OPTIONS"]["init_command"]
        with _connected(init_command=f"{init} PRAGMA query_only=ON;"):
            yield


_FULL = """
    CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'kein Platz auf dem Gerät'; END $$;
    CREATE TRIGGER no_room BEFORE INSERT ON evidence_payload FOR EACH ROW EXECUTE FUNCTION no_room()
"""


@contextmanager
def full(_: Path) -> Iterator[None]:
    """SQLite may not take another page; PostgreSQL answers as where its disk has no room, in a language of its own.

    A volume that is really full: ``tests/crash/full_volume.py``. Here the server raises what it would.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_FULL)
            try:
                yield
            finally:
                cursor.execute("DROP FUNCTION no_room CASCADE")
        return
    connection.cursor().execute("VACUUM")
    init = connection.settings_dict["OPTIONS"]["init_command"]
    with _connected(init_command=f"{init} PRAGMA max_page_count=1;"):
        yield


@contextmanager
def locked(_: Path) -> Iterator[None]:
    """Another process is in the middle of writing, and stays there."""
    if connection.vendor == "postgresql":
        other = connection.copy()
        with closing(other), other.cursor() as cursor:
            other.set_autocommit(False)
            cursor.execute("LOCK TABLE evidence_entry IN EXCLUSIVE MODE")
            with _connected(options="-c lock_timeout=200ms"):
                yield
            other.rollback()
    else:
        with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with _connected(timeout=0.2):
                yield


@contextmanager
def newer(_: Path) -> Iterator[None]:
    """A release of the future has changed the tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('register', '9999_later', '2030-01-01')"
        )
        try:
            yield
        finally:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")


@contextmanager
def keys_missing(home: Path) -> Iterator[None]:
    shutil.rmtree(home / "keys")
    yield


@contextmanager
def one_key_missing(home: Path) -> Iterator[None]:
    (home / "keys/lookup-1.json").unlink()
    yield


@contextmanager
def keys_wrong(home: Path) -> Iterator[None]:
    """They are whole, and of another installation."""
    shutil.rmtree(home / "keys")
    make_keys(home / "keys", NOW)
    yield


@contextmanager
def keys_old(home: Path) -> Iterator[None]:
    """They are a copy from before the last rotation."""
    begin_rotation(home / "keys", "wrapping", NOW)
    finish_rotation(home / "keys", "wrapping", STEPS)
    (home / "keys/wrapping-2.json").unlink()
    yield


@contextmanager
def keys_altered(home: Path) -> Iterator[None]:
    key = home / "keys/wrapping-1.json"
    edited = home / "keys/edited"
    edited.write_text(key.read_text().replace('"made_at": "20', '"made_at": "19'))
    edited.replace(key)
    yield


TROUBLES = {
    "read-only": read_only,
    "full": full,
    "locked": locked,
    "newer": newer,
    "keys missing": keys_missing,
    "one key missing": one_key_missing,
    "keys wrong": keys_wrong,
    "keys old": keys_old,
    "keys altered": keys_altered,
}
