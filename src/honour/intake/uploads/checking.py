"""Whether a file that arrived may be kept: by its ending, and by what it really is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from honour.intake.uploads.errors import UploadRefusedError
from honour.intake.uploads.kinds import KINDS, SAID
from honour.intake.uploads.names import ending_of, harmless_name
from honour.intake.uploads.spool import SealedSpool
from honour.register.attachments import File

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

_MACRO_ENDINGS = {"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept, with a harmless name and the media type of what it is."""

    name: str = field(repr=False)
    media_type: str
    spool: SealedSpool = field(repr=False)

    def file(self) -> File:
        """Give it as the register takes it."""
        return File(self.name, self.media_type, self.spool.size, self.spool.portions())


def check_upload(uploaded: UploadedFile[Any]) -> Checked:
    """Hold a file against what its name says it is. What the browser says of its type is not asked.

    Errors: ``UploadRefusedError`` in words for whoever sent it.
    """
    spool = uploaded.file
    if not isinstance(spool, SealedSpool):
        raise TypeError("Files come in through SealedUploadHandler: see FILE_UPLOAD_HANDLERS.")
    name = harmless_name(uploaded.name or "")
    ending = ending_of(name)
    if ending in _MACRO_ENDINGS:
        raise UploadRefusedError(
            "Files that carry macros are not taken. Save it without macros (.docx, .xlsx, .pptx) or as a PDF."
        )
    if ending not in KINDS:
        raise UploadRefusedError(f"This kind of file is not taken. Send {SAID}.")
    if not spool.size:
        raise UploadRefusedError("This file is empty.")
    KINDS[ending].check(spool)
    return Checked(name, KINDS[ending].media_type, spool)
