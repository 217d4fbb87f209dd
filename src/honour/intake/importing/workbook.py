"""Rows of an Excel workbook: its first sheet, values as text. Macros, bombs and hostile XML are refused."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from honour.intake.importing.errors import FileRefusedError
from honour.intake.importing.lines import Line

_MOST_PARTS = 1000
_LARGEST_SHEET = 512 * 1024 * 1024
_LARGEST_PART = 64 * 1024 * 1024
"""Bytes, unpacked: what is not a sheet is held in memory while the workbook is read."""
_SMALL = 1024 * 1024
_PACKED = 250
"""Times that a part may be larger unpacked than packed; lists of people come to some twenty."""
_MOST_COLUMNS = 200
_MOST_ROWS = 1_048_576
"""What Excel holds; a row that says it stands further down would be waited for through all rows before it."""
_DAMAGED = "This workbook is damaged, or is no workbook. Open it in the program that it came from and save it again."
_TROUBLE = (
    zipfile.BadZipFile, InvalidFileException, DefusedXmlException, ParseError, KeyError, ValueError, TypeError,
    AttributeError, IndexError, OverflowError, EOFError, NotImplementedError,
)  # fmt: skip


def require_harmless(file: IO[bytes]) -> None:
    """Refuse a workbook that holds more than a list: macros, a password, or a little that unpacks into very much.

    Errors: ``FileRefusedError``.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
    except _TROUBLE:
        raise FileRefusedError(_DAMAGED) from None
    if len(parts) > _MOST_PARTS:
        raise FileRefusedError("This workbook has too many parts to be a list. Save the one sheet that is, as CSV.")
    names = {part.filename.lower() for part in parts}
    if any("vbaproject" in name or "macrosheets" in name for name in names):
        raise FileRefusedError("This workbook has macros. Save it as .xlsx without them, or as CSV.")
    if not any(name.startswith("xl/worksheets/") for name in names):
        raise FileRefusedError("This is a packed file, but no Excel workbook. Save the list as .xlsx or CSV.")
    for part in parts:
        if part.flag_bits & 1:
            raise FileRefusedError("This workbook has a password. Save it without one.")
        most = _LARGEST_SHEET if part.filename.lower().startswith("xl/worksheets/") else _LARGEST_PART
        bomb = part.file_size > _SMALL and part.file_size > _PACKED * max(part.compress_size, 1)
        if part.file_size > most or bomb:
            raise FileRefusedError("This workbook unpacks into far more than it seems. Save the list as CSV instead.")


def rows_of(file: IO[bytes]) -> Iterator[Line]:
    """Give the rows of the first sheet that holds any, without empty ones.

    Errors: ``FileRefusedError`` where it cannot be read.
    """
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                rows = _rows(sheet)
                first = next(rows, None)
                if first is not None:
                    yield first
                    yield from rows
                    return
        finally:
            book.close()
    except _TROUBLE:
        raise FileRefusedError(_DAMAGED) from None


def _rows(sheet: Any) -> Iterator[Line]:
    rows = sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS, max_row=_MOST_ROWS)
    for number, row in enumerate(rows, 1):
        if row.count(None) == len(row):
            continue
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield Line(number, cells)


def _text(value: Any) -> str:
    """Write a cell's value as a list in text would have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.isoformat() if value.time() != dt.time() else value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
