"""A notice's YAML file as text: read with positions, edited without touching any other byte.

The YAML read here is the common ground of YAML 1.1 and 1.2, so that a file means the same to every tool: see
``scalars`` for what an unquoted word is, ``limits`` for how large a file may be, ``errors`` for what is refused.
"""

from honour.notice.source.document import Source, read_source, write_source
from honour.notice.source.errors import (
    AliasError,
    CharacterError,
    DocumentError,
    DuplicateKeyError,
    EditRefusedError,
    EncodingError,
    KeyNotTextError,
    NoSuchPathError,
    SourceError,
    SyntaxRefusedError,
    TagError,
    TooLargeError,
    UnwritableError,
)
from honour.notice.source.limits import LIMITS, Limits
from honour.notice.source.paths import Path, Position, show_path
from honour.notice.source.values import same

__all__ = [
    "LIMITS",
    "AliasError",
    "CharacterError",
    "DocumentError",
    "DuplicateKeyError",
    "EditRefusedError",
    "EncodingError",
    "KeyNotTextError",
    "Limits",
    "NoSuchPathError",
    "Path",
    "Position",
    "Source",
    "SourceError",
    "SyntaxRefusedError",
    "TagError",
    "TooLargeError",
    "UnwritableError",
    "read_source",
    "same",
    "show_path",
    "write_source",
]
