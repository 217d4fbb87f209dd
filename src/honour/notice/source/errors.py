"""What is wrong with a file, where, and what to do about it."""

from __future__ import annotations

from honour.notice.source.paths import Path, Position, show_path


class SourceError(Exception):
    """A file that cannot be read, or a change that cannot be made to it.

    Arguments: ``file``, its name as the person knows it; ``at``, the place; ``path``, the keys that lead there;
    ``problem`` and ``fix``, one sentence each, without a full stop.
    """

    def __init__(self, problem: str, fix: str, *, file: str, at: Position, path: Path = ()) -> None:
        self.file = file
        self.line = at.line
        self.column = at.column
        self.path = path
        self.problem = problem
        self.fix = fix
        where = show_path(path)
        super().__init__(f"{file}, line {at.line}, column {at.column}{where and f', {where}'}: {problem}. {fix}.")


class TooLargeError(SourceError):
    """The file is larger, deeper or has more parts than any notice needs."""


class EncodingError(SourceError):
    """The file is not UTF-8."""


class CharacterError(SourceError):
    """A control character, or a line break that most editors do not show."""


class SyntaxRefusedError(SourceError):
    """The file is not YAML."""


class DuplicateKeyError(SourceError):
    """A key stands twice in the same mapping."""


class KeyNotTextError(SourceError):
    """A key that is not plain text: a number, a truth value, a list, an alias."""


class TagError(SourceError):
    """A tag that asks for anything but text, numbers, truth values, nothing, lists and mappings."""


class AliasError(SourceError):
    """An alias without its anchor, within its own anchor, one too many, or a merge key."""


class DocumentError(SourceError):
    """The file holds nothing, a single value, or several documents."""


class NoSuchPathError(SourceError):
    """Nothing stands at the path."""


class EditRefusedError(SourceError):
    """A change that would also change something else in the file."""


class UnwritableError(SourceError):
    """A value that a notice file cannot hold."""
