"""What kind of file it is, and in which encoding: told from its bytes, never from its name."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from honour.intake.importing.errors import FileRefusedError

_HEAD = 4096
_OLD_EXCEL = "This is an old Excel file, or one with a password. Save it as .xlsx without a password, or as CSV."
_OTHERS = {
    b"\xd0\xcf\x11\xe0": _OLD_EXCEL,
    b"%PDF": "This is a PDF. Save the list as .xlsx or CSV in the program that it came from.",
    b"\x1f\x8b": "This is a compressed file. Unpack it first.",
    b"{\\rtf": "This is a text document. Save the list as .xlsx or CSV.",
    b"\x7fELF": "This is a program, not a list.",
    b"MZ": "This is a program, not a list.",
}
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_MOSTLY = 4
"""UTF-8 it is with some broken letters, where so many times more letters are whole than broken."""


class Kind(NamedTuple):
    """``form`` is ``csv`` or ``xlsx``; ``encoding`` that of a text."""

    form: str
    encoding: str = ""


class Sniffer:
    """Looks at a file as it passes. ``kind`` says at the end what it is."""

    def __init__(self) -> None:
        self._head = b""
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._whole = self._broken = 0

    def look(self, data: bytes) -> None:
        """Look at more of it."""
        if len(self._head) < _HEAD:
            self._head += data[: _HEAD - len(self._head)]
        if not data.isascii():
            text = self._decode(data)
            broken = text.count("\ufffd")
            self._broken += broken
            self._whole += len(text) - len(text.encode("ascii", "ignore")) - broken

    def kind(self) -> Kind:
        """Say what it is.

        Errors: ``FileRefusedError`` for anything but a workbook or a text.
        """
        head = self._head
        if not head:
            raise FileRefusedError("This file is empty. Choose the list, as CSV or .xlsx.")
        if head.startswith(b"PK\x03\x04"):
            return Kind("xlsx")
        for mark, words in _OTHERS.items():
            if head.startswith(mark):
                raise FileRefusedError(words)
        for mark, encoding in _MARKS.items():
            if head.startswith(mark):
                return Kind("csv", encoding)
        if b"\0" in head:
            return Kind("csv", self._sixteen())
        if self._broken and self._whole < _MOSTLY * self._broken:
            return Kind("csv", "cp1252")
        return Kind("csv", "utf-8")

    def _sixteen(self) -> str:
        """Tell UTF-16 without a mark from bytes that are no text: every other byte of a list in it is nought."""
        even, odd = self._head[::2].count(0), self._head[1::2].count(0)
        half = len(self._head) // 4
        if odd > half and not even:
            return "utf-16-le"
        if even > half and not odd:
            return "utf-16-be"
        raise FileRefusedError("This is not a text that can be read. Save the list as CSV or .xlsx.")
