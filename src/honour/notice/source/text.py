"""The file's bytes as text, and the lines of that text."""

from __future__ import annotations

import codecs
import re

from honour.notice.source.errors import CharacterError, EncodingError, TooLargeError
from honour.notice.source.limits import Limits
from honour.notice.source.paths import Position

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that YAML allows nowhere, neither as they are nor, here, written as an escape."""

_UNSEEN_BREAK = re.compile("[\x85\u2028\u2029\ufeff]|\r(?!\n)")
_OTHER_ENCODINGS = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}
_NAMES = {"\x85": "a next-line character", "\ufeff": "a byte order mark", "\r": "a carriage return alone"}


def decode(data: bytes, file: str, limits: Limits) -> tuple[str, bool]:
    """Give a file's text without its byte order mark, and whether it had one.

    Errors: ``TooLargeError`` past ``limits.size`` bytes; ``EncodingError`` where it is not UTF-8; ``CharacterError``
    for control characters and for the line breaks that YAML 1.1 sees and most editors do not show (next line, line and
    paragraph separator, a carriage return alone): behind one, a comment could hide a clause.
    """
    if len(data) > limits.size:
        raise TooLargeError(
            f"the file has more than {limits.size:,} bytes, and no notice has",
            "Check that this is the notice, and move long documents out of it",
            file=file,
            at=Position(1, 1),
        )
    for mark, encoding in _OTHER_ENCODINGS.items():
        if data.startswith(mark):
            raise EncodingError(f"the file is written in {encoding}", "Save it as UTF-8", file=file, at=Position(1, 1))
    marked = data.startswith(codecs.BOM_UTF8)
    body = data[len(codecs.BOM_UTF8) :] if marked else data
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        before = body[: error.start].decode("utf-8")
        raise EncodingError(
            f"the byte {body[error.start]:#04x} is not UTF-8", "Save the file as UTF-8", file=file,
            at=position_of(before, len(before)),
        ) from None  # fmt: skip
    _refuse_unseen(text, file)
    return text, marked


def position_of(text: str, index: int) -> Position:
    """Give the line and column, from 1, of a character."""
    return Position(text.count("\n", 0, index) + 1, index - line_start(text, index) + 1)


def line_start(text: str, index: int) -> int:
    """Give where the line that holds ``index`` begins."""
    return text.rfind("\n", 0, index) + 1


def line_end(text: str, index: int) -> int:
    """Give where the line that holds ``index`` ends, before its line break."""
    found = text.find("\n", index)
    if found < 0:
        return len(text)
    return found - 1 if found > index and text[found - 1] == "\r" else found


def next_line(text: str, index: int) -> int:
    """Give where the line after the one that holds ``index`` begins: the end of the text for the last."""
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def skip_gap(text: str, index: int) -> int:
    """Give the first character from ``index`` that is no space, line break or comment; only between two parts."""
    while index < len(text):
        if text[index] == "#":
            index = line_end(text, index)
        elif text[index] not in " \t\r\n":
            break
        else:
            index += 1
    return index


def _refuse_unseen(text: str, file: str) -> None:
    found = UNPRINTABLE.search(text)
    if found:
        raise CharacterError(
            f"there is a control character, U+{ord(found[0]):04X}", "Delete it", file=file,
            at=position_of(text, found.start()),
        )  # fmt: skip
    found = _UNSEEN_BREAK.search(text)
    if found:
        name = _NAMES.get(found[0], "a line or paragraph separator")
        raise CharacterError(
            f"there is {name}, U+{ord(found[0]):04X}, which few editors show",
            "Put an ordinary line break or a space in its place; in a text it can be written as an escape between "
            "double quotes",
            file=file,
            at=position_of(text, found.start()),
        )
