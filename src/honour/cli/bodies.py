"""What is too large for memory on its way in or out: it waits on the disk sealed, never in clear.

The server keeps what visitors send, and what a slow visitor has still to fetch, in temporary files beyond some size.
Files that people attach, and lists of people, are among it.
"""

from __future__ import annotations

from typing import Any

from honour.intake.uploads.spool import PORTION, SealedSpool

LARGEST = 256 * 1024 * 1024
"""Bytes of a request that the server takes at all. Pages take less, and say so; beyond this nobody is answered."""


class SealedFile(SealedSpool):
    """A ``SealedSpool`` that is read while more is added at its end, as the server does."""

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def write(self, content: Any) -> int:
        """Add at the end, wherever reading is."""
        self.add(bytes(content))
        self._at = self.size
        return len(content)

    def read(self, size: int | None = -1) -> bytes:
        """Read as much as is asked for, over as many portions as it takes."""
        left = self.size - self._at if size is None or size < 0 else size
        found = bytearray()
        while left > 0 and (part := super().read(min(left, PORTION))):
            found += part
            left -= len(part)
        return bytes(found)

    def _portion(self, number: int) -> bytes:
        return bytes(self._waiting) if number == self._portions else super()._portion(number)


def seal_bodies() -> None:
    """Make the server keep its temporary files sealed."""
    from waitress.buffers import TempfileBasedBuffer

    TempfileBasedBuffer.newfile = lambda _: SealedFile()
