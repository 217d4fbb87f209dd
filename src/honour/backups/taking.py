"""Making a backup: data, data keys, journal and root keys, each an archive of its own. Others may write meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from honour.backups.archive_of_keys import KeysAndSecret, write_keys_archive
from honour.backups.freshness import require_fresh
from honour.backups.header import KINDS, Header, Kind, release
from honour.backups.keeping import clear, kept_for
from honour.backups.placing import new_archive
from honour.backups.postgresql import postgresql_snapshot
from honour.backups.sealed import sealed_under, write_sealed
from honour.backups.snapshot import Snapshot
from honour.backups.sqlite import sqlite_snapshot
from honour.evidence import entries
from honour.evidence.tombstones import Head, Journal, installed_journal
from honour.keyring import Keyring, KnownKey
from honour.keyring.packing import require_long
from honour.register.known_keys import known_keys, register_keyring


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was made: its archives, how many people are in it, and how far its journal goes.

    ``cleared`` are the archives whose time was over and that went. ``unnoted`` is why the ledger does not say so, where
    it could not be written.
    """

    archives: tuple[Path, ...]
    people: int
    journal: Head
    cleared: tuple[Path, ...] = ()
    unnoted: DatabaseError | None = None


@dataclass(frozen=True, slots=True)
class _Making:
    """What every archive of one backup has in common."""

    folder: Path
    at: datetime
    keyring: Keyring
    home: Path

    def header(self, kind: Kind, **more: Any) -> Header:
        return Header(
            kind=kind,
            made_at=self.at,
            release=release(),
            sealed=sealed_under(self.keyring),
            origin=self.keyring.signing.current.name,
            gone_by=self.at + kept_for(kind),
            **more,
        )


def take_backup(
    folder: Path, at: datetime, *, passphrase: str | None, with_journal: bool = True, clearing: bool = True
) -> Taken:
    """Write a backup into a folder; a line on the ledger says that it was made. Older ones whose time is over go.

    The data are copied first and the journal after them, so that the journal covers whatever is in the data. A database
    that can be read and not written, on a full disk, can still be backed up.
    Arguments: ``at``, aware; ``passphrase``, for the archive of root keys, or ``None`` for a backup without it;
    ``clearing``, whether older archives go.
    Errors: ``BackupError``; those of the keyring and the journal; ``OSError`` when an archive cannot be written.
    """
    if passphrase is not None:
        require_long(passphrase)
    keyring = register_keyring()
    home = settings.HONOUR_HOME
    assert home is not None  # noqa: S101 - the keyring was found in it
    making = _Making(folder, at, keyring, home)
    journal = installed_journal()
    before = require_fresh(journal, ()).head
    archives, people = _data(making, before)
    head = before
    if with_journal:
        head = require_fresh(journal, ()).head
        archives.append(_journal(making, journal, head))
    if passphrase is not None:
        archives.append(_keys(making, passphrase, head))
    cleared = clear(folder, keyring.signing.current.name, at) if clearing else []
    said = {
        "archives": [path.name for path in archives],
        "people": people,
        "journal": head.number,
        "gone_by": {kind: (at + kept_for(kind)).isoformat() for kind in KINDS},
        "cleared": [path.name for path in cleared],
    }
    try:
        with transaction.atomic():
            entries.append("backup:made", said, at=at)
    except DatabaseError as trouble:
        return Taken(tuple(archives), people, head, tuple(cleared), trouble)
    return Taken(tuple(archives), people, head, tuple(cleared))


def _data(making: _Making, before: Head) -> tuple[list[Path], int]:
    """Write the data and, apart and first, the data keys: newer keys open older data, but not the other way round."""
    known = known_keys()
    with (
        new_archive(making.folder, "data", making.at) as data,
        _snapshot(making.home, known) as snapshot,
    ):
        apart = {"last_entry": snapshot.last_entry, "keys_apart": True, "journal": (before.number, before.hash)}
        with new_archive(making.folder, "datakeys", making.at) as keys:
            write_sealed(keys, making.header("datakeys", **apart), making.keyring, snapshot.keys)
        header = making.header("data", contents=snapshot.contents, **apart)
        write_sealed(data, header, making.keyring, snapshot.stream)
    return [data.path, keys.path], snapshot.contents.people


def _snapshot(home: Path, keys: Sequence[KnownKey]) -> AbstractContextManager[Snapshot]:
    """Hold the installation's database as it is now; nothing of it stays in the home."""
    if connection.vendor == "postgresql":
        return postgresql_snapshot(keys)
    return sqlite_snapshot(home, keys)


def _journal(making: _Making, journal: Journal, head: Head) -> Path:
    with new_archive(making.folder, "journal", making.at) as place:
        header = making.header("journal", journal=(head.number, head.hash))
        write_sealed(place, header, making.keyring, journal_lines(journal, head))
    return place.path


def journal_lines(journal: Journal, head: Head) -> Iterator[bytes]:
    """Give a journal's lines as they stand, up to a head that was checked."""
    if head.number:
        with journal.path.open("rb") as file:
            yield from islice(file, head.number)


def _keys(making: _Making, passphrase: str, head: Head) -> Path:
    secret = making.home / "secret"
    given = KeysAndSecret(making.keyring.every_key, secret.read_text(encoding="ascii") if secret.is_file() else None)
    with new_archive(making.folder, "keys", making.at) as place:
        write_keys_archive(place, given, passphrase, making.at, gone_by=making.at + kept_for("keys"), journal=head)
    return place.path
