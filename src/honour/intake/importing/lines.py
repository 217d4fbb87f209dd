"""Rows of a text: cells in quotes may span lines, and a quote that nobody closed spoils one line, not the rest."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 256 * 1024
"""Characters of one line; what is longer is no row of a list."""
_SPAN = 200
"""Lines that one row in quotes may take."""
_DELIMITERS = ",;\t|"
_LOOKED_AT = 30  # rows

csv.field_size_limit(LONGEST)


class Line(NamedTuple):
    """A row as it stands in the file: where, its cells, or what is wrong with it. ``said``: the line itself then."""

    number: int
    cells: list[str]
    fault: str = ""
    said: str = ""

    def __repr__(self) -> str:
        """Leave the values out."""
        return f"Line({self.number}, {self.fault!r})"


class _Text:
    """The lines of a text with their numbers, of which some can be put back."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text, self._back = text, deque[tuple[int, str]]()
        self._number = 0

    def next(self) -> tuple[int, str] | None:
        if self._back:
            return self._back.popleft()
        line = self._text.readline(LONGEST)
        if not line:
            return None
        self._number += 1
        if len(line) >= LONGEST and not line.endswith("\n"):
            while (rest := self._text.readline(LONGEST)) and not rest.endswith("\n"):
                pass
            return self._number, ""
        return self._number, line.removesuffix("\n")

    def put_back(self, lines: list[tuple[int, str]]) -> None:
        self._back.extendleft(reversed(lines))


def rows_of(text: io.TextIOWrapper, delimiter: str) -> Iterator[Line]:
    """Give every row that is not empty.

    A row whose quotes do not close, or close where no cell ends, is given as it stands with what is wrong; reading goes
    on with the line after it.
    """
    lines = _Text(text)
    columns = 0
    while (found := lines.next()) is not None:
        number, first = found
        if not first.strip(f" {delimiter}"):
            continue
        row = _whole(lines, number, first, delimiter, columns)
        if not row.fault:
            columns = columns or len(row.cells)
        yield row


def _whole(lines: _Text, number: int, first: str, delimiter: str, columns: int) -> Line:
    """Give the row that begins with a line, taking as many more as its quotes span."""
    if '"' not in first:
        return Line(number, first.split(delimiter))
    taken: list[tuple[int, str]] = []
    joined, quotes = first, first.count('"')
    while quotes % 2 and len(taken) < _SPAN and len(joined) < LONGEST:
        more = lines.next()
        if more is None:
            break
        taken.append(more)
        joined = f"{joined}\n{more[1]}"
        quotes += more[1].count('"')
    cells = None if quotes % 2 else _parsed(joined, delimiter)
    if cells is not None and (not taken or not columns or len(cells) == columns):
        return Line(number, cells)
    lines.put_back(taken)
    return Line(number, [], "A quotation mark in this line is never closed, or stands in the middle of a cell.", first)


def _parsed(joined: str, delimiter: str) -> list[str] | None:
    try:
        found = list(csv.reader([joined], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None


def delimiter_of(sample: str) -> str:
    """Tell what parts the cells from the first rows of a text: whatever parts most rows into the same, largest number.

    Excel's own ``sep=;`` in the first line is believed.
    """
    first = sample.partition("\n")[0].strip().strip('"')
    if first.lower().startswith("sep=") and first[4:5] in _DELIMITERS:
        return first[4]
    best, score = ",", (0, 0)
    for delimiter in _DELIMITERS:
        rows = rows_of(io.TextIOWrapper(io.BytesIO(sample.encode()), "utf-8", newline=None), delimiter)
        counts = Counter(len(row.cells) for _, row in zip(range(_LOOKED_AT), rows, strict=False) if not row.fault)
        cells, times = max(counts.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
        if cells > 1 and (times, cells) > score:
            best, score = delimiter, (times, cells)
    return best
