"""The kinds of file that are taken, each by its ending, with what its first bytes must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from honour.intake.uploads.office import check_office
from honour.intake.uploads.pictures import check_jpeg, check_pdf, check_png
from honour.intake.uploads.spool import SealedSpool
from honour.intake.uploads.texts import check_mail, check_text

_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type, what people call it, and the check that it is one (``UploadRefusedError``)."""

    media_type: str
    called: str
    check: Callable[[SealedSpool], None]


KINDS = {
    "pdf": Kind("application/pdf", "PDF", check_pdf),
    "png": Kind("image/png", "PNG picture", check_png),
    "jpg": Kind("image/jpeg", "JPEG picture", check_jpeg),
    "jpeg": Kind("image/jpeg", "JPEG picture", check_jpeg),
    "txt": Kind("text/plain", "text", check_text),
    "csv": Kind("text/csv", "CSV table", check_text),
    "eml": Kind("message/rfc822", "email", check_mail),
    "docx": Kind(f"{_OFFICE}.wordprocessingml.document", "Word document", check_office("word/document.xml")),
    "xlsx": Kind(f"{_OFFICE}.spreadsheetml.sheet", "Excel workbook", check_office("xl/workbook.xml")),
    "pptx": Kind(f"{_OFFICE}.presentationml.presentation", "presentation", check_office("ppt/presentation.xml")),
}

SAID = "PDF, PNG, JPEG, text, CSV, email (.eml), Word, Excel or PowerPoint without macros"
"""The kinds, in a sentence."""

ACCEPT = ",".join(f".{ending}" for ending in KINDS)
"""What a browser's file dialogue offers first."""


def called(media_type: str) -> str:
    """Say what people call a kind of file."""
    return next((kind.called for kind in KINDS.values() if kind.media_type == media_type), "file")
