"""An installation with people in it, backups of it, and an empty place to restore them into."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection

from honour.cli import honour
from honour.evidence.tree.integrating import integrate
from honour.evidence.tree.signing import installed_signing
from tests.register.conftest import published, wrote

__all__ = ["published", "wrote"]
PASSPHRASE = "five plain words make passphrases"
NOW = dt.datetime(2026, 12, 3, 10, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=5)


@pytest.fixture(autouse=True)
def quick_stretching(monkeypatch):
    """A passphrase is stretched for half a second; here a moment does."""
    monkeypatch.setattr("honour.backups.archive_of_keys.COST", 4)


@dataclass
class Installation:
    """What the tests act on. ``home`` and the connection's database are those in use; ``first`` was the first home."""

    first: Path
    folder: Path
    settings: Any
    wrote: Any
    before: str
    other: str

    @property
    def home(self) -> Path:
        return self.settings.HONOUR_HOME

    @property
    def live_journal(self) -> tuple[object, ...]:
        return "--journal-folder", self.first / "journal"

    def back_up(self, at: dt.datetime = NOW) -> SimpleNamespace:
        """Make a backup; gives the paths of its archives by kind."""
        from honour.backups.taking import take_backup

        taken = take_backup(self.folder, at, passphrase=PASSPHRASE)
        return SimpleNamespace(**{path.name.partition("-")[0]: path for path in taken.archives})

    def move(self) -> None:
        """Go over to another home with an empty database; what was there before stays as it is."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{self.other}"')
        self.use(self.folder.with_name("new"), self.other)

    def use(self, home: Path, database: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = database
        self.settings.HONOUR_HOME = home

    def restore(self, *options: object) -> SimpleNamespace:
        """Run `honour restore` on the home in use; gives its exit code and what it said."""
        passphrase = self.folder.with_name("passphrase")
        passphrase.write_text(f"{PASSPHRASE}\n")
        given = ["--home", self.home, "restore", *options, "--passphrase-file", passphrase]
        result = CliRunner().invoke(honour, [str(each) for each in given])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return SimpleNamespace(code=result.exit_code, said=result.output)

    def restore_elsewhere(self, archives: SimpleNamespace, *journal: object) -> str:
        """Restore into another home, which goes well; gives what was said."""
        self.move()
        done = self.restore("--data", archives.data, "--keys", archives.keys, *(journal or self.live_journal))
        assert done.code == 0, done.said
        return done.said

    @staticmethod
    def take_in(at: dt.datetime = NOW) -> None:
        """Take every entry into the ledger's tree and sign it."""
        while integrate(installed_signing(), at):
            pass


@pytest.fixture
def installed(transactional_db, home, settings, wrote, tmp_path, monkeypatch):  # noqa: PLR0913, PLR0917 - its parts
    monkeypatch.setenv("HONOUR_HOME", str(home))  # the command sets it
    (tmp_path / "backups").mkdir()
    before = connection.settings_dict["NAME"]
    new = f"honour_{uuid.uuid4().hex[:12]}" if connection.vendor == "postgresql" else tmp_path / "new/honour.sqlite3"
    yield Installation(home, tmp_path / "backups", settings, wrote, before, str(new))
    connection.close()
    connection.settings_dict["NAME"] = before
    settings.HONOUR_HOME = home
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{new}"')


def everything_in(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder with its bytes, to see that nothing was written."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
