"""How Django takes files in: capped before anything is read, and never in clear on the disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any, TypeVar, cast

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import Http404
from django.urls import resolve

from honour.intake.uploads.errors import TooLargeError
from honour.intake.uploads.spool import SealedSpool
from honour.register.attachments.keeping import LARGEST

ROOM = 1024 * 1024
"""Bytes for the rest of the form."""

_View = TypeVar("_View", bound=Callable[..., Any])


def takes_files(largest: int) -> Callable[[_View], _View]:
    """Let a page take larger files than others. Put it outermost, or the address would not lead to it.

    Arguments: ``largest``, in bytes.
    """

    def mark(view: _View) -> _View:
        view.largest_file = largest  # type: ignore[attr-defined]
        return view

    return mark


class SealedUploadHandler(FileUploadHandler):
    """Keeps each file in a ``SealedSpool``; what is too large is refused by its length, before it is read."""

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002 - Django's signature
        META: dict[str, Any],  # noqa: ARG002, N803
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Look at the length that was announced. Errors: ``TooLargeError``."""
        self.largest = self._largest()
        self.taken = 0
        if content_length > self.largest + ROOM:
            raise TooLargeError(self.largest)

    def new_file(self, *args: Any, **words: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **words)
        self.spool = SealedSpool()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        """Take a portion, and count it, whatever length was announced. Errors: ``TooLargeError``."""
        self.taken += len(raw_data)
        if self.taken > self.largest:
            self.spool.close()
            raise TooLargeError(self.largest)
        self.spool.add(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        """Hand the file over."""
        self.spool.finish()
        self.spool.seek(0)
        return UploadedFile(
            file=cast("IO[Any]", self.spool),
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def _largest(self) -> int:
        if self.request is None:
            return LARGEST
        try:
            view = resolve(self.request.path_info).func
        except Http404:
            return LARGEST
        return int(getattr(view, "largest_file", LARGEST))
