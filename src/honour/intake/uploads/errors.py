"""Why a file is not taken, in words for whoever sent it."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig


class UploadRefusedError(ValueError):
    """The file is not taken as it is; the message says what to do, and names neither the file nor what is in it."""


class TooLargeError(RequestDataTooBig):
    """What is sent is larger than this page takes. It was not read to its end, and nothing was stored."""

    def __init__(self, largest: int) -> None:
        self.megabytes = largest // (1024 * 1024)
        super().__init__(f"A request was larger than {self.megabytes} MB.")
