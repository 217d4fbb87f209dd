"""Office documents (ISO/IEC 29500): a ZIP whose parts are named as they must be, without macros, and not a bomb."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable

from honour.intake.uploads.errors import UploadRefusedError
from honour.intake.uploads.spool import SealedSpool

MOST_PARTS = 3_000
MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes of all parts together."""
TIMES = 200
"""How many times larger than the file its parts may be; real documents stay below 100."""
_READ = 64 * 1024
_TYPES = "[Content_Types].xml"
_LOOKED_INTO = 1024 * 1024
_MACROS = re.compile(
    r"(vbaproject|vbadata|macrosheets/|activex/|embeddings/oleobject[^/]*\.bin$|\.bin\.rels$)", re.IGNORECASE
)
_MACRO_TYPES = re.compile(rb"macroEnabled|ms-office\.vbaProject|vnd\.ms-office\.activeX", re.IGNORECASE)
_TEMPLATE = re.compile(
    rb"attachedTemplate[^>]*TargetMode\s*=\s*[\"']External|TargetMode\s*=\s*[\"']External[^>]*attachedTemplate"
)


def check_office(main: str) -> Callable[[SealedSpool], None]:
    """Give the check for one kind of document. Arguments: ``main``, the part that makes it that kind."""

    def check(file: SealedSpool) -> None:
        try:
            with zipfile.ZipFile(file) as parts:
                _look(parts, main, file.size)
        except (
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            RuntimeError,
            EOFError,
            OSError,
            ValueError,
        ) as bad:
            if isinstance(bad, UploadRefusedError):
                raise
            raise UploadRefusedError(
                "This is not the document that its name says, or it is damaged or protected by a password. Open it, "
                "save it again without a password, and send that."
            ) from None

    return check


def _look(parts: zipfile.ZipFile, main: str, size: int) -> None:
    listed = parts.infolist()
    names = [part.filename for part in listed]
    largest = min(MOST_UNPACKED, max(size * TIMES, 1024 * 1024))
    if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > largest:
        raise UploadRefusedError("This document unpacks to far more than it should. It is not taken.")
    if _TYPES not in names or main not in names or len(set(names)) != len(names):
        raise UploadRefusedError(
            "This is not the document that its name says. Open it, save it as .docx, .xlsx or .pptx, and send that."
        )
    if any(_MACROS.search(name) for name in names):
        raise UploadRefusedError(_NO_MACROS)
    unpacked = 0
    for part in listed:
        unpacked = _unpack(parts, part, unpacked, largest)


def _unpack(parts: zipfile.ZipFile, part: zipfile.ZipInfo, unpacked: int, largest: int) -> int:
    """Read a part to its end, whatever size it says it has, and look into what declares macros and templates."""
    telling = part.filename == _TYPES or part.filename.endswith(".rels")
    said = bytearray()
    with parts.open(part) as content:
        while portion := content.read(_READ):
            unpacked += len(portion)
            if unpacked > largest:
                raise UploadRefusedError("This document unpacks to far more than it should. It is not taken.")
            if telling and len(said) < _LOOKED_INTO:
                said += portion
    if _MACRO_TYPES.search(said):
        raise UploadRefusedError(_NO_MACROS)
    if _TEMPLATE.search(said):
        raise UploadRefusedError(
            "This document fetches a template from elsewhere when it is opened. Save it as a PDF and send that."
        )
    return unpacked


_NO_MACROS = (
    "This document has macros or other programs in it, which could do harm when somebody opens it. Save it without "
    "macros (.docx, .xlsx, .pptx) or as a PDF, and send that."
)
