"""What keeps a list from being taken in, and what to do about it."""

from __future__ import annotations


class ImportRefusedError(Exception):
    """The list cannot be taken in as it is; the message says what to do. Nothing was written."""


class FileRefusedError(ImportRefusedError):
    """The file is not one that can be read: too large, of another kind, with macros, or damaged."""


class MappingRefusedError(ImportRefusedError):
    """What the columns are said to hold does not make people. ``faults`` are sentences, one for each thing to mend."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults
