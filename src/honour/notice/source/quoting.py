"""Scalars on one line: as they are where that is safe, else between quotes.

What is quoted is anything that YAML 1.1 or 1.2 could take for something other than text, so that a file written here
means the same to every tool. A date stays as it is.
"""

from __future__ import annotations

import re
from typing import Any

_WORDS = frozenset(("y", "n", "yes", "no", "true", "false", "on", "off", "null", "nan", "inf"))
_NUMBER = re.compile(r"[-+.]?[0-9][0-9a-fA-FxXob_.,:+-]*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[Tt \t]")
_NEEDS_ESCAPE = re.compile("[\t\n\r\x85\u2028\u2029\ufeff]")
_ESCAPED = re.compile('["\\\\\t\n\r\x85\u2028\u2029\ufeff]')
_ESCAPES = {
    '"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P",
    "\ufeff": "\\uFEFF",
}  # fmt: skip
_FLOW_INDICATORS = re.compile(r"[,\[\]{}:?]")


def scalar(value: Any, *, flow: bool, quote: str, like: str = "") -> str:
    """Write a scalar on one line.

    Arguments: ``flow``, whether it stands within brackets; ``quote``, the file's own quotation mark, used where quotes
    are needed; ``like``, the quotation mark of the text that it replaces, kept if there was one.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        # YAML 1.1 knows a number with an exponent only by its point.
        written = repr(value)
        return written.replace("e", ".0e") if "e" in written and "." not in written else written
    if like not in ("'", '"'):
        if _is_plain(value, flow):
            return value
        like = quote
    if like == "'" and not _NEEDS_ESCAPE.search(value):
        return "'" + value.replace("'", "''") + "'"
    return double_quoted(value)


def double_quoted(value: str) -> str:
    """Write a text between double quotes, which can hold any text."""
    return '"' + _ESCAPED.sub(lambda found: _ESCAPES[found[0]], value) + '"'


def needs_escapes(value: str) -> bool:
    """Whether a text holds characters, line feeds apart, that only an escape can write."""
    return bool(_NEEDS_ESCAPE.search(value.replace("\n", "")))


def _is_plain(value: str, flow: bool) -> bool:
    if not value or value != value.strip() or not (value[0].isalnum() or value[0] in "(/£€$“‘"):
        return False
    if ": " in value or " #" in value or value.endswith(":") or _NEEDS_ESCAPE.search(value):
        return False
    if flow and _FLOW_INDICATORS.search(value):
        return False
    if value.lower() in _WORDS or _MOMENT.match(value):
        return False
    return not _NUMBER.fullmatch(value) or bool(_DATE.fullmatch(value))
