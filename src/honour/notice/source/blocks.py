"""Long texts on lines of their own: ``|`` keeps the line breaks, ``>`` joins lines."""

from __future__ import annotations

import re

from honour.notice.source.quoting import needs_escapes

_BREAKABLE = re.compile(r"(?<=[^ \t]) (?=[^ \t])")


def block(text: str, *, kind: str, width: int) -> tuple[str, list[str]] | None:
    """Write a text as a block: its header and its lines, not yet indented; ``None`` where a block cannot hold it.

    Arguments: ``kind``, ``|`` or ``>``; ``width``, at which ``>`` wraps, in characters.

    A text that begins with a space, ends a line with one, or ends in several line breaks is left to quotes: a block
    would hold it in a way that editors spoil.
    """
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if not body or body[0] in " \t\n" or body[-1] == "\n" or needs_escapes(body.replace("\t", "")):
        return None
    if any(line[-1:] in (" ", "\t") for line in lines):
        return None
    chomp = "" if text.endswith("\n") else "-"
    if kind == "|":
        return f"|{chomp}", lines
    if any(line[:1] in (" ", "\t") for line in lines):
        return None
    folded: list[str] = []
    for place, line in enumerate(lines):
        # One break joins two lines, so the text's own breaks take one more.
        if place and line:
            folded.append("")
        folded.extend(wrapped(line, width) if line else [""])
    return f">{chomp}", folded


def wrapped(line: str, width: int) -> list[str]:
    """Break a line at single spaces so that each part keeps to the width where it can."""
    parts: list[str] = []
    begin = last = 0
    for found in _BREAKABLE.finditer(line):
        if found.start() - begin > width and last > begin:
            parts.append(line[begin:last])
            begin = last + 1
        last = found.start()
    if len(line) - begin > width and last > begin:
        parts.append(line[begin:last])
        begin = last + 1
    return [*parts, line[begin:]]
