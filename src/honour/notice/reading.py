"""Reading a notice: from a file's bytes to the model, with every fault named at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path as FilePath

from pydantic import ValidationError

from honour.notice.faults import UnreadableNoticeError, fault_in_source, faults_in_data
from honour.notice.model import Notice
from honour.notice.places import path_of
from honour.notice.source import Position, Source, SourceError, read_source
from honour.notice.source.limits import LIMITS


@dataclass(frozen=True)
class LoadedNotice:
    """A notice together with the file it was read from."""

    notice: Notice
    source: Source

    def position(self, clause: str) -> Position:
        """Give where the clause with an id stands in the file; the beginning of the file for ``notice``."""
        return self.source.nearest(path_of(clause))


def read_file(path: FilePath) -> bytes:
    """Give a file's bytes, one more than a notice may have at most: a device or a pipe need have no end.

    Errors: ``OSError``.
    """
    with path.open("rb") as file:
        return file.read(LIMITS.size + 1)


def load_notice(given: bytes | FilePath, name: str = "notice.yaml") -> LoadedNotice:
    """Read a notice and keep its file.

    Arguments: ``given``, the file's bytes or its path; ``name``, what the person calls it, for bytes. Keys that the
    format does not know are kept; the check reports them.

    Errors: ``UnreadableNoticeError`` with every fault; ``OSError`` when a path cannot be opened.
    """
    if isinstance(given, FilePath):
        given, name = read_file(given), str(given)
    try:
        source = read_source(given, name)
    except SourceError as error:
        raise UnreadableNoticeError(name, [fault_in_source(error)]) from error
    try:
        return LoadedNotice(Notice.model_validate(source.data), source)
    except ValidationError as error:
        raise UnreadableNoticeError(name, faults_in_data(error.errors(include_url=False), source)) from None


def read_notice(data: bytes, name: str = "notice.yaml") -> Notice:
    """Read a notice from a file's bytes.

    Errors: as ``load_notice``.
    """
    return load_notice(data, name).notice
