"""Text, tables of text, and emails: characters only, and not another kind of file under a text's name."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from honour.intake.uploads.errors import UploadRefusedError
from honour.intake.uploads.spool import SealedSpool

_ALLOWED = {"\t", "\n", "\r", "\f"}
_OTHERS = (
    "%pdf-", "{\\rtf", "<!doctype", "<html", "<?xml", "<svg", "<script", "<?php", "#!", "gif8",
)  # fmt: skip
"""How files begin that are no plain text, whatever they are called."""
_FIELD = re.compile(r"^[A-Za-z0-9-]{1,76}:[ \t]", re.MULTILINE)
_FIELDS = re.compile(r"^(from|date|message-id|received|subject|to):", re.IGNORECASE | re.MULTILINE)


def check_text(file: SealedSpool) -> None:
    """See that it is text in UTF-8, or in the Windows alphabet that older programs write."""
    begins = "".join(_characters(file))
    if begins.lstrip("\ufeff \t\r\n").lower().startswith(_OTHERS):
        raise UploadRefusedError("This is another kind of file under a text file's name. Send it under its own.")


def check_mail(file: SealedSpool) -> None:
    """See that it is an email as saved by a mail program (RFC 5322): fields first, with a sender or a date."""
    begins = "".join(_characters(file))
    header = re.split(r"\r?\n\r?\n", begins, maxsplit=1)[0]
    if not _FIELD.match(header) or len(_FIELDS.findall(header)) < 2:  # noqa: PLR2004 - one could be chance
        raise UploadRefusedError("This is not an email. Save the message in your mail program as .eml and send that.")


def _characters(file: SealedSpool) -> Iterator[str]:
    """Read all of a file as text, giving only its beginning; refuse what is none."""
    for name in ("utf-8", "cp1252"):
        try:
            begins = _decoded(file, name)
        except UnicodeDecodeError:
            continue
        yield begins
        return
    raise UploadRefusedError("This is not a text file: it has bytes that are no characters.")


def _decoded(file: SealedSpool, name: str) -> str:
    decoder = codecs.getincrementaldecoder(name)()
    begins = ""
    for portion in file.portions():
        text = decoder.decode(portion)
        if any(character < " " and character not in _ALLOWED for character in set(text)):
            raise UploadRefusedError("This is not a text file: it has bytes that cannot be printed.")
        begins = begins or text
    decoder.decode(b"", final=True)
    return begins
