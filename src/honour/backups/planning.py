"""Looking at everything a restore needs before anything is written: archives, keys, journal, the place for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from honour.backups.archive_of_keys import KeysAndSecret
from honour.backups.destination import require_free
from honour.backups.errors import ArchiveRefusedError, JournalTooOldError
from honour.backups.freshness import KeptCheckpoint, KnownHead, Reached, heads_of, require_fresh
from honour.backups.header import Contents
from honour.backups.keeping import archives_in, known_folders
from honour.backups.offsite import OffsiteJournal, installed_offsite
from honour.backups.sealed import SealedArchive, open_sealed
from honour.backups.unfinished import is_unfinished
from honour.evidence.sinks import installed_sinks
from honour.evidence.tombstones import FILE, Journal
from honour.keyring import Keyring, KnownKey
from honour.ledger.checkpoint import Checkpoint
from honour.register.replaying import REPEATED


@dataclass(frozen=True, slots=True)
class Sources:
    """What the person names: the archive of data; the journal as an archive or a folder; checkpoints kept elsewhere.

    ``data_keys``, the archive of data keys; without it, the newest one beside the data. ``journal_url``, a store that
    the journal was sent to. ``keys``, the archive that the root keys came from, if they came from one.
    """

    data: Path
    data_keys: Path | None = None
    journal: Path | None = None
    journal_folder: Path | None = None
    journal_url: str | None = None
    checkpoints: tuple[Path, ...] = ()
    keys: Path | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A restore that can go ahead.

    ``reached``, how far the journal goes, and up to when it is known to hold everything; ``newest``, the checkpoint
    over the most entries that anybody kept; ``torn``, whether the journal ends in the middle of a line.
    """

    home: Path
    data: SealedArchive
    data_keys: SealedArchive | None
    brought: KeysAndSecret
    journal: Journal
    reached: Reached
    newest: Checkpoint | None
    torn: bool = False


def plan_restore(home: Path, sources: Sources, brought: KeysAndSecret, scratch: Path) -> Plan:
    """Check everything; writes nothing into the home or the database.

    Arguments: ``scratch``, an empty folder outside the home.
    Errors: ``HomeNotEmptyError``; ``ArchiveDamagedError``, ``ArchiveRefusedError``; ``JournalTooOldError``; those of
    the keyring and the journal.
    """
    require_free(goes_on=is_unfinished(home))
    keyring = brought.ring
    data = open_sealed(sources.data, "data", keyring)
    contents = data.contents
    _require_ours(sources.data, contents, data.header.release)
    keyring.require(KnownKey(purpose, version, check) for purpose, version, check in contents.keys)  # type: ignore[arg-type] # written from a Purpose
    data_keys = _data_keys(sources, data, keyring) if data.header.keys_apart else None
    journal, sealed = _journal(home, sources, keyring, scratch)
    checkpoints = list(_checkpoints(sources, contents, keyring))
    known = [
        *_head_of(data),
        *sealed,
        *heads_of(checkpoints),
        *_other_journals(home, journal),
        *_heads_beside(sources, data.header.origin),
        *(_head_of(data_keys) if data_keys else ()),
    ]
    reached = require_fresh(journal, known)
    _require_repeatable(journal)
    data.require_whole()
    if data_keys:
        data_keys.require_whole()
    newest = max((checkpoint for _, checkpoint in checkpoints), key=lambda each: each.size, default=None)
    return Plan(home, data, data_keys, brought, journal, reached, newest, journal.ends_torn())


def _require_ours(path: Path, contents: Contents, release: str) -> None:
    """See that this release, on this database, can hold what is in an archive."""
    if contents.vendor == "postgresql" and connection.vendor == "sqlite":
        raise ArchiveRefusedError(
            f"{path} is a backup of PostgreSQL, and this installation would be on SQLite, to which there is no way "
            "back. Set HONOUR_DATABASE_URL to an empty PostgreSQL database and try again. Nothing was written."
        )
    if set(contents.migrations) - set(MigrationLoader(None).disk_migrations):
        raise ArchiveRefusedError(
            f"{path} was written by a newer release of Honour ({release}). Restore it with that release or a newer "
            "one. Nothing was written."
        )


def _data_keys(sources: Sources, data: SealedArchive, keyring: Keyring) -> SealedArchive:
    """Find the archive of data keys: as named, else the newest beside the data.

    Errors: ``ArchiveRefusedError`` when there is none that opens everything in the data.
    """
    beside = sources.data.parent
    found = [each.path for each in archives_in(beside, data.header.origin) if each.kind == "datakeys"]
    path = sources.data_keys or (found[-1] if found else None)
    if path is None:
        raise ArchiveRefusedError(
            f"The data in {sources.data} cannot be read without their keys, and beside it is no archive of data keys. "
            "Name the newest one, datakeys-….honour, with --data-keys. Nothing was written."
        )
    keys = open_sealed(path, "datakeys", keyring)
    if keys.header.origin != data.header.origin:
        raise ArchiveRefusedError(
            f"{path} holds the keys of another installation ({keys.header.origin}) than {sources.data} "
            f"({data.header.origin}). Name the archive of data keys that belongs to it. Nothing was written."
        )
    if (keys.header.last_entry, keys.header.made_at) < (data.header.last_entry, data.header.made_at):
        raise ArchiveRefusedError(
            f"{path} is older than {sources.data}: people who came in between could not be read. Name an archive of "
            "data keys of the same day or a newer one, or an older archive of data. Nothing was written."
        )
    return keys


def _journal(home: Path, sources: Sources, keyring: Keyring, scratch: Path) -> tuple[Journal, list[KnownHead]]:
    """Find the journal: as named, else the one in the home, else its copy; and say of when a sealed copy is."""
    if sources.journal:
        archive = open_sealed(sources.journal, "journal", keyring)
        return _copied([(archive.header.made_at, archive.stream())], scratch)
    if sources.journal_folder:
        return Journal(sources.journal_folder), []
    if sources.journal_url:
        return _copied(OffsiteJournal(sources.journal_url).objects(keyring), scratch)
    for folder in _own_folders(home):
        if (folder / FILE).exists():
            return Journal(folder), []
    if offsite := installed_offsite():
        return _copied(offsite.objects(keyring), scratch)
    raise JournalTooOldError(
        "Restoring needs the journal of stops and erasures, or the erased would come back. Name the live one or its "
        "copy with --journal-folder, or the newest archive with --journal. Nothing was written."
    )


def _copied(sealed: Iterable[tuple[datetime, Iterator[bytes]]], scratch: Path) -> tuple[Journal, list[KnownHead]]:
    """Write the lines of sealed copies, one after the other, into a journal; it is of when the last was written."""
    journal, copied_at = Journal(scratch), None
    with journal.path.open("wb") as file:
        for copied_at, lines in sealed:  # noqa: B007 - the last one's
            file.writelines(lines)
    return journal, [KnownHead(journal.head(), "this copy of the journal", copied_at)]


def _head_of(archive: SealedArchive) -> Iterator[KnownHead]:
    if archive.header.journal:
        yield KnownHead(archive.header.head, str(archive.path), archive.header.made_at)


def _require_repeatable(journal: Journal) -> None:
    """See that this release knows how to repeat every line of the journal."""
    for line in journal.read():
        if line.kind not in REPEATED:
            raise ArchiveRefusedError(
                f"Line {line.number} of the journal is of a kind, {line.kind}, that a newer release of Honour writes. "
                "Restore with that release or a newer one. Nothing was written."
            )


def _own_folders(home: Path) -> list[Path]:
    copy = settings.HONOUR_JOURNAL_COPY
    return [home / "journal", *([Path(copy)] if copy else [])]


def _other_journals(home: Path, journal: Journal) -> Iterator[KnownHead]:
    """Give the heads of this installation's own journals, which the one restored with must reach as well.

    One that an unfinished restore put into the home is a copy of what was named then.
    """
    for folder in _own_folders(home):
        other = Journal(folder)
        if other.path != journal.path and other.path.exists():
            yield KnownHead(other.head(), str(other.path))
    if offsite := installed_offsite():
        yield KnownHead(offsite.head(), offsite.address)


def _heads_beside(sources: Sources, origin: str) -> Iterator[KnownHead]:
    """Give how far the journal went by the archives that lie beside those named, and in the folders that we know.

    Newer ones know of later erasures.
    """
    named = (sources.data, sources.data_keys, sources.journal, sources.keys)
    for folder in sorted(
        {path.parent.resolve() for path in named if path} | {each.resolve() for each in known_folders()}
    ):
        for each in archives_in(folder, origin):
            if each.header.journal:
                yield KnownHead(each.header.head, str(each.path))


def _checkpoints(sources: Sources, contents: Contents, keyring: Keyring) -> Iterator[tuple[str, Checkpoint]]:
    kept = [KeptCheckpoint(str(path), path.read_text(encoding="utf-8")) for path in sources.checkpoints]
    if contents.checkpoint:
        kept.append(KeptCheckpoint(str(sources.data), contents.checkpoint))
    kept += [KeptCheckpoint("the checkpoint folder", note) for sink in installed_sinks() for note in sink.kept()]
    for each in kept:
        yield each.said_by, each.opened(keyring)
