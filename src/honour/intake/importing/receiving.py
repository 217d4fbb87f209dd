"""An upload that goes into staging as it arrives, so that no copy of it lies on the disk in clear."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.utils import timezone

from honour.intake.importing.errors import FileRefusedError
from honour.intake.importing.sniffing import Sniffer
from honour.intake.importing.staged_file import LARGEST, PIECE, TOO_LARGE, Pieces


class StagedUpload(FileUploadHandler):
    """Seals an upload into staging, piece by piece. Put it in place before anything looks at the request's body.

    ``pieces`` and ``sniffer`` hold the file once it is whole; ``refused`` says why there is none.
    """

    chunk_size = PIECE // 16

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.pieces = Pieces(timezone.now())
        self.sniffer = Sniffer()
        self.refused = ""
        self.whole = False

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: ARG002, N803 - Django's signature
        """Refuse what says that it is too large before it is read."""
        if content_length > LARGEST + PIECE:
            self.refused = TOO_LARGE

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        """Seal the next part of the file."""
        if self.refused:
            raise StopUpload(connection_reset=True)
        try:
            self.pieces.write(raw_data)
        except FileRefusedError as too_large:
            self.refused = str(too_large)
            raise StopUpload(connection_reset=True) from None
        self.sniffer.look(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """Give something that stands for the file; its content is in staging."""
        self.pieces.close()
        self.whole = True
        return UploadedFile(name="list", size=file_size)

    def upload_interrupted(self) -> None:
        """Forget what came of a file whose upload broke off."""
        self.pieces.drop()
