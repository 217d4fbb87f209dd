"""Where a file waits while it arrives: on the disk, sealed under a key that only this process's memory has."""

from __future__ import annotations

import io
import secrets
import struct
import tempfile
from collections.abc import Iterator
from typing import Any

from honour.keyring import Opener, seal

PORTION = 64 * 1024
_OVERHEAD = 28  # bytes: nonce and tag
_PLACE = struct.Struct(">q")


class SealedSpool(io.RawIOBase):
    """Bytes written once and then read at any place, one portion in memory at a time.

    The file has no name on the disk and is gone when it is closed; without the key, which is never written, what is
    left of it anywhere is noise.
    """

    def __init__(self) -> None:
        super().__init__()
        self._key = secrets.token_bytes(32)
        self._opener = Opener(self._key)
        self._file: Any = tempfile.TemporaryFile(prefix="honour-")  # noqa: SIM115 - closed with the spool
        self._waiting = bytearray()
        self._portions = 0
        self._at = 0
        self._kept: tuple[int, bytes] = (-1, b"")
        self.size = 0

    def add(self, content: bytes) -> None:
        """Add bytes at the end."""
        self._waiting += content
        self.size += len(content)
        while len(self._waiting) >= PORTION:
            self._put(bytes(self._waiting[:PORTION]))
            del self._waiting[:PORTION]

    def finish(self) -> None:
        """Say that nothing more comes."""
        if self._waiting:
            self._put(bytes(self._waiting))
            self._waiting.clear()

    def portions(self) -> Iterator[bytes]:
        """Give the content from its beginning, portion by portion."""
        for number in range(self._portions):
            yield self._portion(number)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read at any place."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        """Say at which place it is."""
        return self._at

    def readinto(self, into: Any) -> int:
        """Read what is at the place, as far as one portion has it."""
        number, offset = divmod(self._at, PORTION)
        if self._at >= self.size:
            return 0
        found = self._portion(number)[offset : offset + len(into)]
        into[: len(found)] = found
        self._at += len(found)
        return len(found)

    def close(self) -> None:
        """Let the file go."""
        self._file.close()
        super().close()

    def _put(self, portion: bytes) -> None:
        self._file.seek(self._portions * (PORTION + _OVERHEAD))
        self._file.write(seal(self._key, portion, _PLACE.pack(self._portions)))
        self._portions += 1

    def _portion(self, number: int) -> bytes:
        if self._kept[0] != number:
            self._file.seek(number * (PORTION + _OVERHEAD))
            sealed = self._file.read(PORTION + _OVERHEAD)
            self._kept = number, self._opener(sealed, _PLACE.pack(number))
        return self._kept[1]
