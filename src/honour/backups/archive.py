"""The archive: a file that is encrypted as it is written and checked as it is read, of any size in constant memory.

Layout: ``HONOURB1``, the header's length (4 bytes), the header (JSON, readable without a key: it says what the archive
is, not what is in it), then chunks of at most 1 MiB, each sealed with AES-256-GCM. A chunk's nonce is its number, and
the nonce's last byte says whether it is the last one (the STREAM construction: Hoang, Reyhanitabar, Rogaway, Vizár
2015): a chunk dropped, repeated, reordered or cut off at the end is found. The key is used for this archive only.
"""

from __future__ import annotations

import json
import struct
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from honour.backups.errors import ArchiveDamagedError

MAGIC = b"HONOURB1"
CHUNK = 1 << 20
_TAG = 16
_AHEAD = 4  # chunks read while one is sealed and written
_MOST_HEADER = 65_536
_LENGTH = struct.Struct(">I")
_NONCE = struct.Struct(">7xI?")


def archive_key(secret: bytes, salt: bytes) -> bytes:
    """Derive the key of one archive from a secret (HKDF, RFC 5869); ``salt`` is random and stands in the header."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=b"honour backup archive").derive(secret)


def write_archive(file: BinaryIO, header: dict[str, Any], key: bytes, content: Iterable[bytes]) -> int:
    """Write an archive; return how many bytes of content it holds.

    Arguments: ``header`` is bound to every chunk, so that it cannot be exchanged; ``key``, of this archive only.
    """
    head = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
    file.write(MAGIC + _LENGTH.pack(len(head)) + head)
    sealer, number, total = AESGCM(key), 0, 0

    def seal(number: int, chunk: bytes, *, last: bool) -> None:
        file.write(sealer.encrypt(_NONCE.pack(number, last), chunk, head))

    with ThreadPoolExecutor(1) as behind:  # sealing and writing, while the next content is read
        underway: deque[Future[None]] = deque()
        waiting: bytes | None = None
        for chunk in _even(content):
            if waiting is not None:
                underway.append(behind.submit(seal, number, waiting, last=False))
                number += 1
            if len(underway) > _AHEAD:
                underway.popleft().result()
            waiting = chunk
            total += len(chunk)
        for each in underway:
            each.result()
    seal(number, waiting or b"", last=True)
    return total


def read_header(file: BinaryIO, path: Path) -> dict[str, Any]:
    """Read what an archive says of itself; leaves the file at its first chunk.

    Errors: ``ArchiveDamagedError`` when it is no archive, or its header is not whole.
    """
    start = file.read(len(MAGIC) + _LENGTH.size)
    if not start.startswith(MAGIC) or len(start) < len(MAGIC) + _LENGTH.size:
        raise ArchiveDamagedError(f"{path} is not one of Honour's archives, or its beginning is missing.")
    (length,) = _LENGTH.unpack(start[len(MAGIC) :])
    head = file.read(length) if length <= _MOST_HEADER else b""
    try:
        header = json.loads(head)
    except ValueError:
        header = None
    if not isinstance(header, dict) or len(head) != length:
        raise ArchiveDamagedError(f"{path} is cut short or altered: its header cannot be read. Use another backup.")
    return header


def read_chunks(file: BinaryIO, path: Path, header: dict[str, Any], key: bytes) -> Iterator[bytes]:
    """Give the content chunk by chunk, each only after its seal was checked.

    Errors: ``ArchiveDamagedError`` when a chunk is missing, altered or sealed under another key.
    """
    head = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
    opener, number = AESGCM(key), 0
    chunk = file.read(CHUNK + _TAG)
    while True:
        after = file.read(CHUNK + _TAG)
        try:
            yield opener.decrypt(_NONCE.pack(number, not after), chunk, head)
        except InvalidTag:
            raise ArchiveDamagedError(
                f"{path} does not open: it is cut short or altered near byte {number * CHUNK}, or belongs to another "
                "key. Nothing was restored from it. Use another backup, or the keys that belong to this one."
            ) from None
        if not after:
            return
        chunk, number = after, number + 1


def _even(content: Iterable[bytes]) -> Iterator[bytes]:
    """Cut content of any sizes into chunks that are full, but for the last; what comes as a chunk is not copied."""
    gathered: list[bytes] = []
    size = 0
    for piece in content:
        gathered.append(piece)
        size += len(piece)
        if size < CHUNK:
            continue
        joined = b"".join(gathered) if len(gathered) > 1 else piece
        whole = size - size % CHUNK
        for first in range(0, whole, CHUNK):
            yield joined[first : first + CHUNK]
        gathered, size = [joined[whole:]], size - whole
    if size:
        yield b"".join(gathered)
