"""The journal off the host: in a bucket or any other store that fsspec knows, line after line, sealed.

Each object holds a run of lines and says in its name which: ``journal-FIRST-LAST-HASH.honour``, the hash being that of
its last line. Nothing there is ever changed: what is new is a new object. Needs the extra ``honour[offsite]``, and for
S3 the package ``s3fs``; who may write there is that package's business, as for any other program.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings

from honour.backups.archive import read_chunks, read_header
from honour.backups.errors import ArchiveDamagedError, BackupError, StoreTroubleError
from honour.backups.header import Header, read_said, release
from honour.backups.placing import SUFFIX, Placing
from honour.backups.sealed import key_of, sealed_under, write_sealed
from honour.evidence.tombstones import START, Head, Journal
from honour.keyring import Keyring

MOST = 50_000
"""Lines of one object."""
_NAME = re.compile(r"journal-(\d{10})-(\d{10})-([0-9a-f]{64})\.honour")


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """The lines of one object: ``first`` to ``last``, the last line's ``hash``, and the object's ``name``."""

    first: int
    last: int
    hash: str
    name: str


class OffsiteJournal:
    """A journal's copy in a store.

    Arguments: ``address``, as fsspec writes it: ``s3://bucket/folder``. Errors: ``BackupError`` when fsspec or the
    store's own package is not installed, or no such kind of store is known.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        try:
            import fsspec

            self._files, self._folder = fsspec.core.url_to_fs(address)
        except (ImportError, ValueError) as missing:
            raise BackupError(
                f"The store {address} cannot be used: {missing}. Install honour[offsite], and for S3 the package s3fs."
            ) from None

    def runs(self) -> list[Run]:
        """Give the unbroken runs from the first line on; what overlaps is passed over.

        Errors: ``OSError`` or ``StoreTroubleError`` when the store cannot be reached or refuses.
        """
        try:
            with self._reached():
                listed = self._files.ls(self._folder, detail=False, refresh=True)
        except FileNotFoundError:
            return []
        names = [str(path).rpartition("/")[2] for path in listed]
        found = sorted(
            Run(int(match[1]), int(match[2]), match[3], name) for name in names if (match := _NAME.fullmatch(name))
        )
        chain: list[Run] = []
        for run in sorted(found, key=lambda each: (each.first, -each.last)):
            if run.first == (chain[-1].last + 1 if chain else 1):
                chain.append(run)
        return chain

    def head(self) -> Head:
        """Say how far the copy goes. Errors: ``OSError``."""
        runs = self.runs()
        return Head(runs[-1].last, runs[-1].hash) if runs else Head(0, START)

    def send(self, journal: Journal, keyring: Keyring, at: datetime) -> int:
        """Bring the copy up to the journal; gives how far it goes then.

        Errors: ``BackupError`` when the copy is of another journal, or longer; ``OSError``.
        """
        known = self.head()
        if not journal.reaches(known):
            raise BackupError(
                f"The copy at {self.address} is of another journal, or goes on further (line {known.number}) than the "
                "one here, which was cut short then. Nothing was sent. After a restore name a new folder there."
            )
        lines = islice(journal.read(), known.number, None)
        with journal.path.open("rb") as file:
            raw = islice(file, known.number, None)
            while batch := list(islice(lines, MOST)):
                self._put(batch[0].number, batch[-1].number, batch[-1].hash, list(islice(raw, len(batch))), keyring, at)
                known = Head(batch[-1].number, batch[-1].hash)
        return known.number

    def lines(self, keyring: Keyring) -> Iterator[bytes]:
        """Give the copy's lines as they were written. Errors: those of ``objects``."""
        for _, lines in self.objects(keyring):
            yield from lines

    def objects(self, keyring: Keyring) -> Iterator[tuple[datetime, Iterator[bytes]]]:
        """Give of each object when it was sent, and its lines, after its seal was checked.

        Errors: ``ArchiveDamagedError``, ``ArchiveRefusedError``; ``OSError``.
        """
        for run in self.runs():
            place = Path(run.name)
            with self._reached():
                file = io.BytesIO(self._files.cat_file(f"{self._folder}/{run.name}"))
            said = read_header(file, place)
            header = read_said(said, place, "journal")
            if header.head != Head(run.last, run.hash):
                raise ArchiveDamagedError(f"{self.address}/{run.name} does not hold what its name says.")
            yield header.made_at, read_chunks(file, place, said, key_of(header, keyring, place))

    def _put(  # noqa: PLR0913, PLR0917 - what an object says of itself
        self, first: int, last: int, head: str, lines: list[bytes], keyring: Keyring, at: datetime
    ) -> None:
        name = f"journal-{first:010}-{last:010}-{head}{SUFFIX}"
        header = Header(
            kind="journal",
            made_at=at,
            release=release(),
            sealed=sealed_under(keyring),
            journal=(last, head),
            origin=keyring.signing.current.name,
        )
        written = io.BytesIO()
        write_sealed(Placing(written, Path(name)), header, keyring, lines)
        with self._reached():
            self._files.makedirs(self._folder, exist_ok=True)
            with self._files.transaction:  # it is there as a whole or not at all
                file: Any = self._files.open(f"{self._folder}/{name}", "wb")
                with file:
                    file.write(written.getvalue())

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Give a store's own kinds of trouble as one that says where; S3's is none of ``OSError``'s kinds."""
        try:
            yield
        except (BackupError, OSError):
            raise
        except Exception as trouble:
            raise StoreTroubleError(f"The store {self.address} cannot be used now: {trouble}") from trouble


def installed_offsite() -> OffsiteJournal | None:
    """Give the store that the settings name (``journal_url``), if one is. Errors: ``BackupError``."""
    address: str | None = settings.HONOUR_JOURNAL_URL
    return OffsiteJournal(address) if address else None
