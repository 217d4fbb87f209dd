"""Where an erased person could still lie: the database's files, the home, the journal's copy, what passes through."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

TABLES = "tables and indexes"
LOG = "write-ahead log"
TEMPORARY = "temporary files"
HOME = "the home: settings, keys, journal, mail and everything else in it"
JOURNAL_COPY = "copy of the journal"
CHECKPOINTS = "checkpoints kept elsewhere"
_OURS = ("honour-restore-",)
"""How the names of temporary files of ours begin."""
_SQLITE_LOGS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Places:
    """Files by place.

    ``applicable``: whether the database's own files can be searched here; else ``why`` not, and its tables are read
    through the database.
    """

    files: dict[str, list[Path]] = field(default_factory=dict)
    applicable: bool = True
    why: str = ""

    def every(self) -> list[Path]:
        """Give all the files."""
        return [path for found in self.files.values() for path in found]

    def place_of(self) -> dict[Path, str]:
        """Give each file's place."""
        return {path: place for place, found in self.files.items() for path in found}


def installed_places() -> Places:
    """Find the files. The database is asked to write out what it keeps in memory first."""
    places = _sqlite() if connection.vendor == "sqlite" else _postgresql()
    known = set(places.every())
    home: Path | None = settings.HONOUR_HOME
    more = {
        HOME: [path for path in _beneath(home) if path.relative_to(home).parts[0] != "static"] if home else [],
        TEMPORARY: [path for top in _temporary() for path in _beneath(top)],
        JOURNAL_COPY: _beneath(_folder(settings.HONOUR_JOURNAL_COPY)),
        CHECKPOINTS: _beneath(_folder(settings.HONOUR_CHECKPOINT_FOLDER)),
    }
    for place, paths in more.items():
        fresh = [path for path in paths if path not in known]
        if fresh:
            places.files.setdefault(place, []).extend(fresh)
            known.update(fresh)
    return places


def _sqlite() -> Places:
    file = Path(connection.settings_dict["NAME"])
    beside = [file.with_name(file.name + ending) for ending in _SQLITE_LOGS]
    return Places({TABLES: [file], LOG: [path for path in beside if path.exists()]})


def _postgresql() -> Places:
    """Find the cluster's files, where it runs on this machine under an account that may read them."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
            )
            named, oid = cursor.fetchone()
            folder = Path(named)
            if not os.access(folder / "base" / str(oid), os.R_OK | os.X_OK):
                return Places(applicable=False, why="the database runs on another machine, or its files cannot be read")
            cursor.execute("CHECKPOINT")
    except DatabaseError:
        return Places(applicable=False, why="the database's account may not ask where its files are")
    tables = _beneath(folder / "base" / str(oid)) + _beneath(folder / "global")
    elsewhere = [path for top in sorted(folder.glob(f"pg_tblspc/*/*/{oid}")) for path in _beneath(top)]
    temporary = [
        path for top in (folder / "base/pgsql_tmp", *folder.glob("pg_tblspc/*/*/pgsql_tmp")) for path in _beneath(top)
    ]
    return Places({TABLES: tables + elsewhere, LOG: _beneath(folder / "pg_wal"), TEMPORARY: temporary})


def _beneath(top: Path | None) -> list[Path]:
    """Give every file beneath a folder that can be read, links not followed; a file by itself."""
    if top is None or not top.exists():
        return []
    if top.is_file():
        return [top]
    return [path for path in sorted(_walk(top)) if os.access(path, os.R_OK)]


def _walk(top: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(top):
        for name in names:
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink():
                yield path


def _temporary() -> list[Path]:
    top = Path(tempfile.gettempdir())
    return [path for path in top.iterdir() if path.name.startswith(_OURS) and _is_ours(path)]


def _is_ours(path: Path) -> bool:
    """Say whether a file is this account's; one that another process has just taken away is nobody's."""
    try:
        return path.lstat().st_uid == os.getuid()
    except FileNotFoundError:
        return False


def _folder(named: str | None) -> Path | None:
    return Path(named) if named else None
