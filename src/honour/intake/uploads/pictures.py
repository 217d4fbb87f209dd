"""PDFs and pictures, known by the bytes they begin and end with (ISO 32000-2, W3C PNG, ISO/IEC 10918-1)."""

from __future__ import annotations

import io

from honour.intake.uploads.errors import UploadRefusedError
from honour.intake.uploads.spool import SealedSpool

_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_TAIL = 4096


def check_pdf(file: SealedSpool) -> None:
    """See that it is a PDF: it says so at its very beginning, and ends."""
    if not _head(file, 8).startswith(b"%PDF-") or b"%%EOF" not in _tail(file):
        raise UploadRefusedError("This is not a PDF, or it was cut short. Save it as a PDF again and send that.")


def check_png(file: SealedSpool) -> None:
    """See that it is a PNG picture, to its end."""
    if _head(file, len(_PNG)) != _PNG or b"IEND" not in _tail(file):
        raise UploadRefusedError("This is not a PNG picture, or it was cut short.")


def check_jpeg(file: SealedSpool) -> None:
    """See that it is a JPEG picture, to its end."""
    if not _head(file, 3).startswith(b"\xff\xd8\xff") or b"\xff\xd9" not in _tail(file):
        raise UploadRefusedError("This is not a JPEG picture, or it was cut short.")


def _head(file: SealedSpool, length: int) -> bytes:
    file.seek(0)
    return file.read(length) or b""


def _tail(file: SealedSpool) -> bytes:
    file.seek(-min(_TAIL, file.size), io.SEEK_END)
    found = bytearray()
    while part := file.read(_TAIL):
        found += part
    return bytes(found)
