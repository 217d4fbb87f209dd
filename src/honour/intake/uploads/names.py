"""A file's name as it may be shown and handed out: no folders, no hidden characters, no tricks with direction."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
"""Characters, with the ending."""

_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_SPACES = re.compile(r"\s+")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode's categories of what is not seen: control and format characters (among them those that turn the direction of
writing), surrogates, private and unassigned ones, line and paragraph separators."""


def harmless_name(given: str) -> str:
    """Give a name that can be shown and stored anywhere; ``file`` when nothing of it is left.

    Folders before it are dropped, in the way of any system; the ending is kept when it has to be cut.
    """
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(character for character in name if unicodedata.category(character) not in _UNSEEN)
    name = _SPACES.sub(" ", _FORBIDDEN.sub("-", name)).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    if len(name) > LONGEST:
        stem = stem[: LONGEST - len(ending) - 1].rstrip(" .")
    name = f"{stem}.{ending}" if dot else stem[:LONGEST]
    return f"_{name}" if _RESERVED.match(name) else name or "file"


def ending_of(name: str) -> str:
    """Give the ending of a harmless name, in small letters, without its dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""
