"""The register of processing activities as an Excel workbook."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile

from honour.notice.model import Notice
from honour.notice.render.ropa import register_rows

_WIDTHS = (22, 28, 30, 20, 24, 16, 28, 36, 30, 36, 36, 36, 40, 36, 24)
_LONGEST = 32_767
"""Characters that a cell of Excel holds."""


def book(notice: Notice) -> bytes:
    """Write the register as a workbook: one sheet, a row for each purpose, headings that stay in sight.

    Every cell is text, so that nothing in it is run as a formula. The same notice gives the same bytes.
    """
    from openpyxl import Workbook  # ten megabytes, which most processes never need
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    made = Workbook(write_only=True)
    sheet = made.create_sheet("Register of processing")
    sheet.freeze_panes = "C2"
    for place, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for number, row in enumerate(register_rows(notice)):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet)
            cell.value = value[:_LONGEST]
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    file = io.BytesIO()
    made.save(file)
    return _dateless(file.getvalue())


def _dateless(packed: bytes) -> bytes:
    """Take the time of writing out of a workbook."""
    file = io.BytesIO()
    with ZipFile(io.BytesIO(packed)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename == "docProps/core.xml":
                continue
            content = old.read(part)
            if part.filename in {"_rels/.rels", "[Content_Types].xml"}:
                content = _without_core(content)
            part.date_time = (1980, 1, 1, 0, 0, 0)
            new.writestr(part, content)
    return file.getvalue()


def _without_core(content: bytes) -> bytes:
    import re

    return re.sub(rb"<(?:Relationship|Override)[^>]*docProps/core\.xml[^>]*/>", b"", content)
