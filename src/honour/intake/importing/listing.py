"""The list in a file: its headings and its rows, whichever kind of file it is."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice

from honour.intake.importing.errors import FileRefusedError
from honour.intake.importing.lines import Line, delimiter_of, rows_of
from honour.intake.importing.sniffing import Kind
from honour.intake.importing.staged_file import StagedFile, file_of
from honour.intake.models import Import

_SAMPLE = 64 * 1024
_BEGINS = 20
"""Rows among which the headings are looked for."""
MOST_COLUMNS = 120
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """The headings of a list, and its rows. ``headed``: the first row is headings, not a person."""

    headings: tuple[str, ...]
    headed: bool
    rows: Iterator[Line]


def open_list(row: Import, at: datetime) -> Opened:
    """Open an import's file.

    Errors: ``FileRefusedError``; ``UnknownRecordError`` when the file expired.
    """
    file = file_of(row, at)
    return _opened(_lines(file, Kind(row.form, row.encoding), row.delimiter))


def look_at(file: StagedFile, kind: Kind) -> tuple[str, Opened]:
    """Look at a new file: gives what parts its cells, and the list.

    Errors: ``FileRefusedError`` when there is no list in it.
    """
    buffered = io.BufferedReader(file, 1 << 17)
    delimiter = ""
    if kind.form == "xlsx":
        from honour.intake.importing import workbook  # ten megabytes, which most processes never need

        workbook.require_harmless(buffered)
        buffered.seek(0)
    else:
        with io.TextIOWrapper(io.BytesIO(buffered.read(_SAMPLE)), kind.encoding, "replace", newline=None) as sample:
            delimiter = delimiter_of(sample.read())
        buffered.seek(0)
    opened = _opened(_lines(buffered, kind, delimiter))
    if len(opened.headings) > MOST_COLUMNS:
        raise FileRefusedError(f"This list has more than {MOST_COLUMNS} columns. Keep those that are about people.")
    return delimiter, opened


def _lines(file: io.BufferedReader[StagedFile], kind: Kind, delimiter: str) -> Iterator[Line]:
    if kind.form == "xlsx":
        from honour.intake.importing import workbook

        return workbook.rows_of(file)
    return rows_of(io.TextIOWrapper(file, kind.encoding, "replace", newline=None), delimiter)


def _opened(lines: Iterator[Line]) -> Opened:
    begins = list(islice(lines, _BEGINS))
    places = [place for place, line in enumerate(begins) if not line.fault and not _separator(line)]
    if not places:
        raise FileRefusedError("There is no list in this file: no row of it can be read.")
    place = _below_the_title(begins, places)
    first, rows = begins[place], chain(begins[place + 1 :], lines)
    if _names_somebody(first):
        plain = tuple(f"Column {number}" for number in range(1, len(first.cells) + 1))
        return Opened(plain, False, chain([first], rows))
    return Opened(_named(first.cells), True, rows)


def _below_the_title(begins: Sequence[Line], places: Sequence[int]) -> int:
    """Give the place of the headings, or of the first row: what stands alone over rows of several cells is a title."""
    wide = [place for place in places if sum(bool(cell.strip()) for cell in begins[place].cells) > 1]
    if 2 * len(wide) < len(places):
        return places[0]
    title = [place for place in places if place < wide[0]]
    return places[0] if any(_names_somebody(begins[place]) for place in title) else wide[0]


def _names_somebody(line: Line) -> bool:
    return any(_ADDRESS.fullmatch(cell.strip()) for cell in line.cells)


def _separator(line: Line) -> bool:
    return line.number == 1 and line.cells[0].lower().startswith("sep=")


def _named(cells: list[str]) -> tuple[str, ...]:
    """Give each column a name of its own; one without any is called by its number."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.split())[:80] or f"Column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return tuple(names)


def digest_of(opened: Opened) -> str:
    """Give the digest by which a list with the same headings is known again."""
    told = "\n".join([str(opened.headed), *(name.casefold() for name in opened.headings)])
    return hashlib.sha256(told.encode()).hexdigest()
