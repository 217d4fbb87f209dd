"""Making a backup: the data, the journal and the keys, each an archive of its own. Others may write meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction

from honour.backups.archive_of_keys import KeysAndSecret, write_keys_archive
from honour.backups.freshness import require_fresh
from honour.backups.header import Header, release
from honour.backups.placing import new_archive
from honour.backups.sealed import sealed_under, write_sealed
from honour.backups.snapshot import take_snapshot
from honour.evidence import entries
from honour.evidence.tombstones import Head, Journal, installed_journal
from honour.keyring import Keyring
from honour.keyring.packing import require_long
from honour.register.known_keys import known_keys, register_keyring


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was made: its archives, how many people are in it, and how far its journal goes.

    ``unnoted`` is why the ledger does not say so, where it could not be written.
    """

    archives: tuple[Path, ...]
    people: int
    journal: Head
    unnoted: DatabaseError | None = None


def take_backup(folder: Path, at: datetime, *, passphrase: str | None, with_journal: bool = True) -> Taken:
    """Write a backup into a folder; a line on the ledger says that it was made.

    The data are copied first and the journal after them, so that the journal covers whatever is in the data. A database
    that can be read and not written, on a full disk, can still be backed up.
    Arguments: ``at``, aware; ``passphrase``, for the archive of keys, or ``None`` for a backup without it.
    Errors: ``BackupError``; those of the keyring and the journal; ``OSError`` when an archive cannot be written.
    """
    if passphrase is not None:
        require_long(passphrase)
    keyring = register_keyring()
    home = settings.HONOUR_HOME
    assert home is not None  # noqa: S101 - the keyring was found in it
    journal = installed_journal()
    before = require_fresh(journal, ())
    data, people = _data(folder, at, keyring, home, before)
    archives = [data]
    head = before
    if with_journal:
        head = require_fresh(journal, ())
        archives.append(_journal(folder, at, keyring, journal, head))
    if passphrase is not None:
        archives.append(_keys(folder, at, keyring, home, passphrase))
    said = {"archives": [path.name for path in archives], "people": people, "journal": head.number}
    try:
        with transaction.atomic():
            entries.append("backup:made", said, at=at)
    except DatabaseError as trouble:
        return Taken(tuple(archives), people, head, trouble)
    return Taken(tuple(archives), people, head)


def _data(folder: Path, at: datetime, keyring: Keyring, home: Path, before: Head) -> tuple[Path, int]:
    with new_archive(folder, "data", at) as place, take_snapshot(home, known_keys()) as snapshot:
        header = Header(
            kind="data",
            made_at=at,
            release=release(),
            sealed=sealed_under(keyring),
            journal=(before.number, before.hash),
            contents=snapshot.contents,
        )
        write_sealed(place, header, keyring, snapshot.stream)
    return place.path, snapshot.contents.people


def _journal(folder: Path, at: datetime, keyring: Keyring, journal: Journal, head: Head) -> Path:
    with new_archive(folder, "journal", at) as place:
        header = Header(
            kind="journal",
            made_at=at,
            release=release(),
            sealed=sealed_under(keyring),
            journal=(head.number, head.hash),
        )
        write_sealed(place, header, keyring, journal_lines(journal, head))
    return place.path


def journal_lines(journal: Journal, head: Head) -> Iterator[bytes]:
    """Give a journal's lines as they stand, up to a head that was checked."""
    if head.number:
        with journal.path.open("rb") as file:
            yield from islice(file, head.number)


def _keys(folder: Path, at: datetime, keyring: Keyring, home: Path, passphrase: str) -> Path:
    secret = home / "secret"
    given = KeysAndSecret(keyring.every_key, secret.read_text(encoding="ascii") if secret.is_file() else None)
    with new_archive(folder, "keys", at) as place:
        write_keys_archive(place, given, passphrase, at)
    return place.path
