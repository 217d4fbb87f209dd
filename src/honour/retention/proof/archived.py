"""What backups still hold of the erased: the newest is restored in a scratch place, and every lock in it is tried."""

from __future__ import annotations

import json
import sqlite3
import struct
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from honour.backups.errors import BackupError
from honour.backups.keeping import KeptArchive, archives_in
from honour.backups.postgresql import ROWS_FRAME, TABLE_FRAME, read_frames
from honour.backups.sealed import SealedArchive, open_sealed
from honour.evidence.models import Payload
from honour.keyring import Keyring, KeyringError, Opener
from honour.register.known_keys import register_keyring
from honour.register.models import DataKey, Subject
from honour.register.sealed import key_place, record_place
from honour.retention.proof.finder import Finder
from honour.retention.proof.traces import Mark, mark_needles

_COPY_HEADER = 19  # bytes before the first row of COPY's binary form
_COLUMNS = {
    "register_datakey": ("id", "subject_id", "category", "root_version", "wrapped"),
    "register_record": ("id", "subject_id", "category", "version", "key_id", "value"),
}
_BYTES = frozenset({"wrapped", "value"})


@dataclass(frozen=True, slots=True)
class Tried:
    """What trying the newest backup showed.

    ``records`` of the erased are in it; ``opened`` of them, with the keys in use and every data key in the backup;
    ``by_itself``, those of them that a key in the backup opened.
    ``apart``, whether its data keys are kept apart from it; ``trouble``: why it could not be restored, if it could not.
    """

    name: str
    made_at: datetime
    records: int
    opened: int
    by_itself: int
    apart: bool
    trouble: str = ""

    @property
    def broken(self) -> bool:
        """Whether something opens that should not: an archive of data without its keys opens nothing."""
        return self.apart and self.by_itself > 0


@dataclass(frozen=True, slots=True)
class Holding:
    """A backup that still holds something: its ``name``, and the day by which it goes."""

    name: str
    gone_by: datetime


@dataclass(frozen=True, slots=True)
class InBackups:
    """What the known backups hold: ``tried``, the newest of the data; those with a key, those with sealed values.

    ``keys_elsewhere`` and ``data_elsewhere``: those that the ledger says were made and that are in no folder we know.
    """

    tried: Tried | None = None
    keys: tuple[Holding, ...] = ()
    data: tuple[Holding, ...] = ()
    unread: tuple[str, ...] = ()
    keys_elsewhere: tuple[Holding, ...] = ()
    data_elsewhere: tuple[Holding, ...] = ()


def in_backups(  # noqa: PLR0913, PLR0917 - of what, whose, and when
    folders: Iterable[Path],
    subject: Subject,
    marks: Sequence[Mark],
    shared: Collection[int],
    before: datetime,
    now: datetime,
    *,
    unmarked: bool = False,
) -> InBackups:
    """Look into every known backup that was made before an erasure ended.

    Arguments: ``marks`` of what was erased of ``subject``; ``shared``, the data keys among theirs that other records
    still need; ``before``, when the others were destroyed; ``unmarked``, whether keys of theirs stay of which there is
    no mark to look for: each backup of keys since they came has those.
    """
    keyring = register_keyring()
    origin = keyring.signing.current.name
    archives = [each for folder in folders for each in archives_in(folder, origin)]
    data = sorted((each for each in archives if each.kind == "data"), key=lambda each: each.header.made_at)
    tried = _try(data[-1], keyring, subject.pk, marks, shared) if data else None
    finder = Finder(mark_needles([mark for mark in marks if mark.kind == "key"]))
    keys, unread = [], []
    for each in archives:
        if each.kind not in {"datakeys", "data"} or each.header.made_at > before:
            continue
        if each.kind == "data" and each.header.keys_apart:
            continue
        try:
            holds = bool(finder.in_chunks(open_sealed(each.path, each.kind, keyring).stream()))
        except (BackupError, OSError):
            unread.append(each.path.name)
            continue
        if holds or (unmarked and each.header.made_at >= subject.created_at):
            keys.append(Holding(each.path.name, each.gone_by))
    older = [Holding(each.path.name, each.gone_by) for each in data if each.header.made_at <= before]
    elsewhere = _elsewhere({each.path.name for each in archives}, subject.created_at, before, now)
    return InBackups(
        tried, tuple(keys), tuple(older), tuple(unread), tuple(elsewhere["datakeys"]), tuple(elsewhere["data"])
    )


def _elsewhere(found: set[str], since: datetime, before: datetime, now: datetime) -> dict[str, list[Holding]]:
    """Give by kind the archives that the ledger says were made in between, and that nobody has found or deleted.

    Into another folder, on a disk that is in a drawer: they are as readable as those at hand until their day.
    """
    made: dict[str, list[Holding]] = {"data": [], "datakeys": []}
    gone: set[str] = set(found)
    contents = Payload.objects.filter(entry__kind="backup:made").values_list("content", "entry__at")
    for content, at in contents.filter(entry__at__gte=since).order_by("pk").iterator():
        said = json.loads(content)
        gone.update(said["cleared"])
        for name in said["archives"] if at <= before else ():
            kind = name.partition("-")[0]
            if kind in made and (gone_by := datetime.fromisoformat(said["gone_by"][kind])) > now:
                made[kind].append(Holding(name, gone_by))
    return {kind: [each for each in holding if each.name not in gone] for kind, holding in made.items()}


def _try(archive: KeptArchive, keyring: Keyring, subject: int, marks: Sequence[Mark], shared: Collection[int]) -> Tried:
    """Restore what a backup holds of people into a scratch database, and try to open it with the keys in use."""
    name, made_at, apart = archive.path.name, archive.header.made_at, archive.header.keys_apart
    try:
        opened = open_sealed(archive.path, "data", keyring)
        with tempfile.TemporaryDirectory(prefix="honour-restore-") as scratch:
            file = Path(scratch, "scratch.sqlite3")
            _restore(opened, file, frozenset([subject]))
            with closing(sqlite3.connect(file)) as database:
                return Tried(name, made_at, *_open_all(database, keyring, subject, marks, shared), apart)
    except (BackupError, KeyringError, OSError, sqlite3.DatabaseError) as trouble:
        return Tried(name, made_at, 0, 0, 0, apart, type(trouble).__name__)


def _restore(archive: SealedArchive, file: Path, subjects: frozenset[int]) -> None:
    """Write the backup's database, or of PostgreSQL's what is about these people, into a file."""
    file.touch(0o600)
    if archive.contents.vendor == "sqlite":
        with file.open("wb") as scratch:
            scratch.writelines(archive.stream())
        return
    with closing(sqlite3.connect(file)) as database, database:
        for table, columns in _COLUMNS.items():
            database.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        for table, row in _rows_of(archive.stream(), subjects):
            columns = _COLUMNS[table]
            values = [row[column] if column in _BYTES else _number(row[column]) for column in columns]
            database.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", values)  # noqa: S608 - ours


def _rows_of(stream: Iterator[bytes], subjects: frozenset[int]) -> Iterator[tuple[str, dict[str, bytes | None]]]:
    """Read the rows of keys and records about these people from a PostgreSQL backup."""
    columns: list[str] = []
    table, rest, first = "", b"", True
    for kind, body in read_frames(stream):
        if kind == TABLE_FRAME:
            described: dict[str, Any] = json.loads(body)
            table, columns, rest, first = described["table"], described["columns"], b"", True
        elif kind == ROWS_FRAME and table in _COLUMNS:
            data, at = rest + body, _COPY_HEADER if first else 0
            first = False
            while (read := _row(data, at)) is not None:
                fields, at = read
                row = dict(zip(columns, fields, strict=True))
                if _number(row["subject_id"]) in subjects:
                    yield table, row
            rest = data[at:]


def _row(data: bytes, at: int) -> tuple[list[bytes | None], int] | None:
    """Read one row of COPY's binary form; nothing when it is not whole yet, or the table is at its end."""
    if len(data) - at < 2 or (count := struct.unpack_from(">h", data, at)[0]) < 0:  # noqa: PLR2004 - a number's bytes
        return None
    at += 2
    fields: list[bytes | None] = []
    for _ in range(count):
        if len(data) - at < 4:  # noqa: PLR2004 - a length's bytes
            return None
        length = struct.unpack_from(">i", data, at)[0]
        at += 4
        if length < 0:
            fields.append(None)
            continue
        if len(data) - at < length:
            return None
        fields.append(data[at : at + length])
        at += length
    return fields, at


def _number(field: bytes | None) -> int | None:
    return None if field is None else int.from_bytes(field, "big", signed=True)


def _open_all(
    database: sqlite3.Connection, keyring: Keyring, subject: int, marks: Sequence[Mark], shared: Collection[int]
) -> tuple[int, int, int]:
    """Count the records that were erased, those of them that open, and those that open by a key in the backup.

    A key that other records still need opens the copies too, wherever it was left out.
    """
    keys = {mark.key for mark in marks}
    erased = {mark.of for mark in marks}
    in_use = {
        row[0]: row[1:] for row in DataKey.objects.filter(pk__in=shared).values_list("pk", "root_version", "wrapped")
    }
    records = opened = by_itself = 0
    query = "SELECT id, category, root_version, wrapped FROM register_datakey WHERE subject_id = ?"
    for key, category, version, wrapped in database.execute(query, [subject]).fetchall():
        if key not in keys:
            continue
        rows = database.execute("SELECT id, version, value FROM register_record WHERE key_id = ?", [key]).fetchall()
        values = [row for row in rows if f"record {row[0]}" in erased]
        records += len(values)
        inside = bool(wrapped)
        root, locked = (version, wrapped) if inside else in_use.get(key, (version, b""))
        try:
            opener = Opener(keyring.unwrap(root, bytes(locked), key_place(subject, category)))
        except KeyringError:
            continue
        for number, under, value in values:
            try:
                opener(bytes(value), record_place(subject, category, number, under))
            except KeyringError:
                continue
            opened += 1
            by_itself += inside
    return records, opened, by_itself
