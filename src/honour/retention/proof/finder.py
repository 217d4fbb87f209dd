"""Finding many needles at once in bytes of any length, in memory that stays flat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ahocorasick_rs import MATCHKIND_LEFTMOST_FIRST, BytesAhoCorasick

from honour.retention.proof.needles import Needle

TOGETHER = 64
"""Needles looked for in one go: up to here the library compares them all at once, beyond it is ten times slower."""
_CHUNK = 4 << 20  # bytes
_SHARE = 64 << 20  # bytes: what one thread reads of a large file

Found = Counter[int]
"""How often each needle was found, by its place in the list."""


class Finder:
    """Looks for needles. Each is counted, also where it lies across another one."""

    def __init__(self, needles: Iterable[Needle]) -> None:
        self.needles = tuple(needles)
        self._overlap = max((len(needle.data) for needle in self.needles), default=1) - 1
        self._searches = [
            (
                first,
                BytesAhoCorasick([n.data for n in self.needles[first : first + TOGETHER]], MATCHKIND_LEFTMOST_FIRST),
            )
            for first in range(0, len(self.needles), TOGETHER)
        ]

    def in_chunks(self, chunks: Iterable[bytes], *, fresh: int = 0) -> Found:
        """Look through bytes that come in chunks.

        Arguments: ``fresh``, how many of the first bytes were looked through already, and only lead up to the rest.
        """
        found: Found = Counter()
        tail = b""
        for chunk in chunks:
            data = tail + chunk if tail else chunk
            seen = len(tail) or fresh
            fresh = 0
            finds = {
                find
                for first, search in self._searches
                for _, start, end in search.find_matches_as_indexes(data)
                for find in self._around(first, data, start, end)
            }
            found.update(needle for needle, end in finds if end > seen)
            tail = data[-self._overlap :] if self._overlap else b""
        return found

    def _around(self, first: int, data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Give every find that touches one: the library passes over what lies across it."""
        low, high = max(0, start - self._overlap), end + self._overlap
        for number in range(first, min(first + TOGETHER, len(self.needles))):
            needle = self.needles[number].data
            at = data.find(needle, low, high)
            while at >= 0:
                yield number, at + len(needle)
                at = data.find(needle, at + 1, high)

    def in_files(self, files: Iterable[Path], threads: int = 2) -> dict[Path, Found]:
        """Look through files, large ones in shares; gives what each holds, those with nothing left out.

        Arguments: ``threads`` that read and search; the search lets others run meanwhile.
        """
        shares = [(path, start) for path in files for start in range(0, max(_size(path), 1), _SHARE)]
        found: dict[Path, Found] = {}
        with ThreadPoolExecutor(threads) as pool:
            for (path, _), counted in zip(shares, pool.map(self._share, shares), strict=True):
                if counted:
                    found[path] = found.get(path, Counter()) + counted
        return found

    def _share(self, share: tuple[Path, int]) -> Found:
        path, start = share
        lead = min(start, self._overlap)
        try:
            return self.in_chunks(_read(path, start - lead, _SHARE + lead), fresh=lead)
        except FileNotFoundError:
            return Counter()  # gone meanwhile: a file of the database that was rewritten, a message that was sent


def _read(path: Path, start: int, length: int) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        while length > 0 and (chunk := file.read(min(_CHUNK, length))):
            length -= len(chunk)
            yield chunk


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
