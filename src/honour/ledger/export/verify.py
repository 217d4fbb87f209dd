"""Checking an export without the system that wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import BinaryIO

from honour.ledger.commitment import time_text
from honour.ledger.errors import LedgerError
from honour.ledger.export.compare import Comparison
from honour.ledger.export.entries import damage, describe, expired_leaf, whole_leaf
from honour.ledger.export.lines import BLOCK, LONGEST_LINE, Header, Place, end_line, stated_root, tile_line
from honour.ledger.export.order import Order
from honour.ledger.export.report import Problem, Report
from honour.ledger.export.tally import Tally
from honour.ledger.note import VerifierKey
from honour.ledger.tiles import TILE_WIDTH

MOST_PROBLEMS = 100


def verify_file(
    stream: BinaryIO, *, now: datetime, keys: Sequence[VerifierKey] = (), checkpoints: Sequence[str] = ()
) -> Report:
    """Check an export that is read from a file; see ``verify_export``."""
    return verify_export(iter(partial(stream.readline, LONGEST_LINE), b""), now=now, keys=keys, checkpoints=checkpoints)


def verify_export(
    lines: Iterable[bytes], *, now: datetime, keys: Sequence[VerifierKey] = (), checkpoints: Sequence[str] = ()
) -> Report:
    """Check an export line by line.

    Arguments: ``lines``, each with its newline; ``now``, by which payloads may have expired; ``keys``, trusted to sign
    for this ledger (without any, those that the file names are used, and the report says so); ``checkpoints``, signed
    notes got elsewhere, which the export must contain. Returns what was found; nothing is raised for a bad file.
    """
    check = _Check(iter(lines), now, keys, checkpoints)
    try:
        check.run()
    except _TooMuch:
        check.report.stopped = True
    return check.report


class _TooMuch(Exception):  # noqa: N818 - it ends the reading and is no error
    """So much is wrong that reading on would tell nothing new."""


class _Check:
    def __init__(
        self, lines: Iterator[bytes], now: datetime, keys: Sequence[VerifierKey], checkpoints: Sequence[str]
    ) -> None:
        self.report = Report()
        self._first = next(lines, b"")
        self._lines, self._keys, self._checkpoints = lines, keys, checkpoints
        self._now = time_text(now)
        self._ended = False

    def run(self) -> None:
        """Read every line, then compare what they add up to."""
        header = self._header()
        self._today = min(header.exported_at if header else self._now, self._now)[:10].encode()
        comparison = Comparison(self.report, self._found, header, self._keys, self._checkpoints)
        self._order = Order(self._lines, comparison.size, self._found)
        self._tally = Tally(comparison.sizes())
        while not self._ended and (line := self._read_run()):
            self._odd(line)
        self._finish(comparison.size)
        comparison.finish(self._tally)

    def _header(self) -> Header | None:
        try:
            return Header.parse(self._first)
        except LedgerError as error:
            self._found(Problem("header", str(error), 1))
            return None

    def _read_run(self) -> bytes:
        """Read intact entries up to the end of their tile or to a line that is anything else, and return that line."""
        order, today = self._order, self._today
        tile, slot = divmod(order.want, BLOCK)
        self._catch_up(tile)
        leaves: list[bytes] = []
        expired = 0
        for index in range(tile * TILE_WIDTH + slot, (tile + 1) * TILE_WIDTH):
            line = order.next()
            leaf = whole_leaf(line, index)
            if leaf is None:
                leaf = expired_leaf(line, index, today)
                if leaf is None:
                    break
                expired += 1
            leaves.append(leaf)
        else:
            line = order.next()
        self._tally.put_run(slot, leaves)
        order.step(len(leaves))
        self.report.entries += len(leaves)
        self.report.expired += expired
        return line

    def _odd(self, line: bytes) -> None:
        place = self._order.settle(line)
        if place is None:
            return
        if place.kind == "entry":
            self._catch_up(self._order.want // BLOCK)
            self._entry(place.number, line)
        elif place.ordinal + 1 == self._order.want:  # else it is out of its place and was reported
            if place.kind == "tile":
                self._tile(place, line)
            else:
                self._end(place.number, line)

    def _entry(self, index: int, line: bytes) -> None:
        self.report.entries += 1
        leaf = whole_leaf(line, index)
        if leaf is None:
            leaf = expired_leaf(line, index, self._today)
            self.report.expired += leaf is not None
        if leaf is not None:
            self._tally.put(index, leaf)
            return
        what = damage(line)
        self._found(Problem("entry", f"Entry {index}{describe(line)}: {what.reason}.", self._order.line_number, index))
        self._tally.put(index, what.computed, what.written)

    def _tile(self, place: Place, line: bytes) -> None:
        self._catch_up(place.number)
        entries = place.ordinal - place.number * BLOCK
        stated = stated_root(line)
        if stated is None or tile_line(place.number, entries, stated) != line:
            text = f"Tile line {place.number} was changed: it is not in its form."
            self._found(Problem("tile", text, self._order.line_number, place.number * TILE_WIDTH))
            stated = None
        self._close(entries, stated)

    def _end(self, size: int, line: bytes) -> None:
        self._ended = True
        rest = size - self._tally.tile * TILE_WIDTH
        if rest > 0:
            self._close(rest, None)
        whole = self._tally.whole
        if whole.known and line in {
            end_line(size, self._first, root) for root in (whole.computed, whole.stated) if root
        }:
            return
        stated = stated_root(line)
        if not line.endswith(b"\n"):
            text = "Truncated: the file ends within its last line."
        elif stated is None or end_line(size, self._first, stated) != line:
            text = "The header was changed, or the last line, which records it."
        elif whole.known:
            text = "The last line was changed: it states another root than the entries have."
        else:
            return
        self._found(Problem("truncated" if text.startswith("Truncated") else "end", text, self._order.line_number))

    def _catch_up(self, tile: int) -> None:
        while self._tally.tile < tile:
            self._close(TILE_WIDTH, None)

    def _close(self, entries: int, stated: bytes | None) -> None:
        tile = self._tally.tile
        if not self._tally.close(entries, stated):
            first = tile * TILE_WIDTH
            text = (
                f"Among entries {first}–{first + entries - 1} more was changed than was found: the tile hash differs."
            )
            self._found(Problem("tile", text, None, first))

    def _finish(self, size: int | None) -> None:
        order = self._order
        order.finish()
        if self._ended:
            if order.next():
                text = f"Line {order.line_number} stands after the last line: it is no part of the export."
                self._found(Problem("end", text, order.line_number))
            return
        tile, slot = divmod(order.want, BLOCK)
        self._catch_up(tile)
        if self._tally.tile == tile and slot:
            self._close(min(slot, TILE_WIDTH), None)
        read = min(tile * TILE_WIDTH + slot, size if size is not None else order.want)
        if size is not None and read < size:
            text = f"Truncated: the file ends before entry {read}; entries {read}–{size - 1} are missing."
        else:
            text = "Truncated: the file ends before its last line."
        self._found(Problem("truncated", text, order.line_number, read))

    def _found(self, problem: Problem) -> None:
        self.report.problems.append(problem)
        if len(self.report.problems) >= MOST_PROBLEMS:
            raise _TooMuch
