"""A file that rests in staging in sealed pieces, and is read without ever lying anywhere in clear."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from honour.intake.importing.errors import FileRefusedError
from honour.intake.models import Import, ImportPiece
from honour.register.staging import drop_staged, stage, take_staged

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

OWNER = "intake"
KEPT = timedelta(days=3)
"""How long a file waits to be brought in."""
PIECE = 1024 * 1024
LARGEST = 100 * 1024 * 1024
"""Bytes of one file."""
TOO_LARGE = f"This file is larger than {LARGEST // 1024 // 1024} MB. Split it, and bring the parts in one by one."


class Pieces:
    """Seals what is written to it into staging, piece by piece."""

    def __init__(self, at: datetime) -> None:
        self._at, self._waiting = at, bytearray()
        self.made: list[tuple[str, int]] = []
        self.size = 0

    def write(self, data: bytes) -> None:
        """Take more of the file. Errors: ``FileRefusedError`` when it grows too large; nothing of it is kept then."""
        self.size += len(data)
        if self.size > LARGEST:
            self.drop()
            raise FileRefusedError(TOO_LARGE)
        self._waiting += data
        while len(self._waiting) >= PIECE:
            self._seal(bytes(self._waiting[:PIECE]))
            del self._waiting[:PIECE]

    def close(self) -> None:
        """Seal what is left."""
        if self._waiting:
            self._seal(bytes(self._waiting))
            self._waiting.clear()

    def drop(self) -> None:
        """Forget everything that was written."""
        self._waiting.clear()
        for name, _ in self.made:
            drop_staged(name, OWNER)
        self.made.clear()

    def _seal(self, data: bytes) -> None:
        self.made.append((stage(OWNER, "import", data, self._at, KEPT), len(data)))


class StagedFile(io.RawIOBase):
    """Reads the pieces as one file, with one piece open in memory at a time.

    Arguments: ``pieces``, name and size of each, in order.
    Errors of reading: ``UnknownRecordError`` when a piece expired, or went because somebody in it was erased.
    """

    def __init__(self, pieces: Sequence[tuple[str, int]], at: datetime) -> None:
        super().__init__()
        self._pieces, self._at = pieces, at
        self._starts, end = [], 0
        for _, size in pieces:
            self._starts.append(end)
            end += size
        self._end, self._place = end, 0
        self._open: tuple[int, bytes] = -1, b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that any place can be gone to, as zip files need."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._end}[whence]
        self._place = max(0, base + offset)
        return self._place

    def tell(self) -> int:
        """Give the place."""
        return self._place

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read what fits, at most to the end of a piece."""
        view = memoryview(buffer).cast("B")
        if self._place >= self._end:
            return 0
        number = min(self._place // PIECE, len(self._pieces) - 1)
        while self._starts[number] > self._place:
            number -= 1
        if self._open[0] != number:
            self._open = number, take_staged(self._pieces[number][0], OWNER, self._at)
        start = self._place - self._starts[number]
        part = self._open[1][start : start + len(view)]
        view[: len(part)] = part
        self._place += len(part)
        return len(part)


def file_of(row: Import, at: datetime) -> io.BufferedReader[StagedFile]:
    """Open the file of an import."""
    pieces = row.pieces.filter(kind=ImportPiece.Kind.FILE).order_by("number").values_list("staged", "size")
    return io.BufferedReader(StagedFile(list(pieces), at), 1 << 17)


def keep_pieces(row: Import, kind: ImportPiece.Kind, pieces: Iterable[tuple[str, int]]) -> None:
    """Note which staged pieces belong to an import, after those that it has."""
    first = row.pieces.filter(kind=kind).count()
    ImportPiece.objects.bulk_create(
        ImportPiece(of=row, kind=kind, number=number, staged=name, size=size)
        for number, (name, size) in enumerate(pieces, first)
    )


def drop_pieces(row: Import, kind: ImportPiece.Kind) -> None:
    """Forget what is staged for an import, of one kind."""
    for piece in row.pieces.filter(kind=kind):
        drop_staged(piece.staged, OWNER)
    row.pieces.filter(kind=kind).delete()
