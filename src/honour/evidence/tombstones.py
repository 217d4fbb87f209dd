"""The tombstone journal: every stop and every erasure, outside the database and its backups.

One line of JSON for each, in ``journal/tombstones.jsonl``: its number, time, kind, opaque ids and keyed hashes, and a
hash over the line and the hash before it. A line counts once it is on the disk; a last line that a crash tore was never
confirmed to anybody and is dropped. A second folder, on another disk or machine, can hold a copy.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic_core import from_json

FILE = "tombstones.jsonl"
START = "0" * 64
_TAIL = 65_536  # bytes: no line is longer
_NEAR = 2_048  # bytes in which a line mostly ends and the one before it does


class JournalError(Exception):
    """The tombstone journal cannot be used as it is."""


class JournalAlteredError(JournalError):
    """A line of the journal is not as it was written."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far a journal goes: the number of its last line (0 when empty) and that line's hash."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One stop or erasure. ``kind`` is ``subject:verb``; ``body`` holds opaque ids and keyed hashes only."""

    number: int
    at: datetime
    kind: str
    body: Mapping[str, Any]
    hash: str


class Journal:
    """The journal in a folder.

    Arguments: ``folder``, where it is kept; ``copy``, a second folder that receives every line too; ``signed``, asked
    before a first line is written, how many lines a checkpoint has been signed for.
    """

    def __init__(self, folder: Path, copy: Path | None = None, signed: Callable[[], int] = lambda: 0) -> None:
        self.path = folder / FILE
        self._copy = copy / FILE if copy else None
        self._signed = signed

    def append(self, kind: str, body: Mapping[str, Any], at: datetime) -> Tombstone:
        """Write a tombstone; when this returns, it is on the disk, and in the copy.

        Errors: ``OSError`` when it cannot be written: then what it stands for must not happen.
        """
        with self._locked() as file:
            before = _head_of(_drop_torn_end(file))
            self._require_whole(file)
            line, head = _line(before, kind, body, at)
            _write(self.path, file, line)
            if self._copy:
                self._bring_copy_up()
        return Tombstone(head.number, at, kind, dict(body), head.hash)

    def append_all(self, kind: str, bodies: Sequence[Mapping[str, Any]], at: datetime) -> None:
        """Write many tombstones of one kind and time; when this returns, all are on the disk, and in the copy.

        Errors: ``OSError`` when they cannot be written: some may be, and what they stand for must not happen.
        """
        if not bodies:
            return
        with self._locked() as file:
            before = _head_of(_drop_torn_end(file))
            self._require_whole(file)
            lines = []
            for body in bodies:
                line, before = _line(before, kind, body, at)
                lines.append(line)
            _write(self.path, file, *lines)
            if self._copy:
                self._bring_copy_up()

    def head(self) -> Head:
        """Say how far the journal goes, by its last whole line."""
        if not self.path.exists():
            return Head(0, START)
        with self.path.open("rb") as file:
            return _head_of(_end(file.fileno())[0])

    def read(self) -> Iterator[Tombstone]:
        """Give every tombstone, oldest first, each checked against the one before.

        Errors: ``JournalAlteredError`` naming the first line that is not as it was written.
        """
        if not self.path.exists():
            return
        before = Head(0, START)
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if not line.endswith(b"\n"):
                    return
                tombstone = _parse(line, number)
                if tombstone.hash != _hash(before.hash, line):
                    raise JournalAlteredError(
                        f"Line {number} of {self.path} is not as it was written, or a line before it is missing. "
                        "Use the journal's copy or the newest archive of it."
                    )
                before = Head(number, tombstone.hash)
                yield tombstone

    def reaches(self, known: Head) -> bool:
        """Say whether this journal is at least as new as a known head, and continues it.

        Errors: ``JournalAlteredError``.
        """
        if known.number == 0:
            return True
        return any(line.number == known.number and line.hash == known.hash for line in self.read())

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """Give the descriptor to one writer at a time: a file object costs more, and every stop waits for this."""
        try:
            file = os.open(self.path, os.O_RDWR | os.O_APPEND)
        except FileNotFoundError:
            self._require_new()
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            _sync_folder(self.path.parent)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)

    def _require_new(self) -> None:
        if lines := self._signed():
            raise JournalError(
                f"The journal of stops and erasures, {self.path}, is gone, and it went to line {lines:,} at least. Put "
                "it back, or its copy in its place. Nothing is stopped or erased until then. Where no copy is left, "
                "make an empty file there: from then on the promise board says what is lost."
            )

    def ends_torn(self) -> bool:
        """Say whether the last line is cut off: a crash tore it, or this is a part of the journal."""
        if not self.path.exists():
            return False
        with self.path.open("rb") as file:
            return _end(file.fileno())[1] > 0

    def _require_whole(self, file: int) -> None:
        if self._copy and self._copy.exists() and self._copy.stat().st_size > os.fstat(file).st_size:
            raise JournalError(
                f"The journal's copy {self._copy} is longer than the journal {self.path}, which was cut short. "
                "Put the copy in its place before anything else is stopped or erased."
            )

    def _bring_copy_up(self) -> None:
        """Append to the copy what it lacks; a copy that was away catches up by itself."""
        assert self._copy  # noqa: S101 - called with a copy only
        self._copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        have = self._copy.stat().st_size if self._copy.exists() else 0
        with self.path.open("rb") as ours, self._copy.open("ab") as theirs:
            ours.seek(have)
            theirs.write(ours.read())
            theirs.flush()
            os.fsync(theirs.fileno())
        _sync_folder(self._copy.parent)


def installed_journal() -> Journal:
    """Give the journal of the home that Django's settings name.

    Errors: ``JournalError`` when no home is named.
    """
    from django.conf import settings

    if settings.HONOUR_HOME is None:
        raise JournalError("No home is named, so there is no journal. Use --home FOLDER or HONOUR_HOME.")
    return _journal_of(settings.HONOUR_HOME, settings.HONOUR_JOURNAL_COPY)


@lru_cache(maxsize=8)
def _journal_of(home: Path, copy: str | None) -> Journal:
    from honour.evidence.tree.furthest import furthest_signed

    return Journal(home / "journal", Path(copy) if copy else None, furthest_signed)


def _line(before: Head, kind: str, body: Mapping[str, Any], at: datetime) -> tuple[bytes, Head]:
    """Write a line to follow another; gives it, and the head that the journal then has."""
    said = {"at": at.isoformat(), "body": dict(body), "kind": kind, "number": before.number + 1}
    plain = json.dumps(said, sort_keys=True, separators=(",", ":"))
    own = hashlib.sha256(before.hash.encode() + plain.encode()).hexdigest()
    return f'{plain[:-1]},"~hash":"{own}"}}\n'.encode(), Head(before.number + 1, own)


def _hash(before: str, line: bytes) -> str:
    """Compute what a line's hash must be, from the line as it stands."""
    plain = line.rstrip(b"\n").rpartition(b',"~hash":')[0] + b"}"
    return hashlib.sha256(before.encode() + plain).hexdigest()


def _parse(line: bytes, number: int) -> Tombstone:
    try:
        said = json.loads(line)
        whole = said["number"] == number
        found = Tombstone(said["number"], datetime.fromisoformat(said["at"]), said["kind"], said["body"], said["~hash"])
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise JournalAlteredError(
            f"Line {number} of the tombstone journal cannot be read. Use its copy or the newest archive of it."
        )
    return found


def _end(file: int) -> tuple[bytes, int]:
    """Return the last whole line, without what a crash may have torn behind it, and how many bytes that is."""
    size = os.fstat(file).st_size
    for far in (_NEAR, 2 * _TAIL):  # a whole line, and one that was torn
        whole, _, torn = os.pread(file, far, max(0, size - far)).rpartition(b"\n")
        _, found, last = whole.rpartition(b"\n")
        if found or size <= far:
            break
    return last, len(torn)


def _head_of(last: bytes) -> Head:
    if not last:
        return Head(0, START)
    try:
        said = from_json(last)
        return Head(said["number"], said["~hash"])
    except (ValueError, KeyError, TypeError):
        raise JournalAlteredError(
            "The last line of the tombstone journal cannot be read. Use the journal's copy or the newest archive of it."
        ) from None


def _drop_torn_end(file: int) -> bytes:
    last, torn = _end(file)
    if torn:
        os.ftruncate(file, os.fstat(file).st_size - torn)
    return last


def _write(path: Path, file: int, *lines: bytes) -> None:
    longest = max(map(len, lines))
    if longest > _TAIL:
        raise JournalError(f"A tombstone of {longest} bytes is too long for {path}.")
    left = b"".join(lines)
    while left:
        left = left[os.write(file, left) :]
    os.fdatasync(file)  # with the length, which is needed to read it; the time of writing is not


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
