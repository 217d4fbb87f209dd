"""Telephone numbers that a spreadsheet has taken for quantities: their first nought, or their plus, is gone.

Whoever stopped by 01632 960111 is not found by 1632960111. What was taken is put back only where somebody says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from honour.notice.model import Notice

_QUANTITY = re.compile(r"[1-9]\d{6,14}")
_NATIONAL = re.compile(r"[1-9]\d{8,9}")
_WITH_COUNTRY = re.compile(r"44[1-9]\d{8,9}")


def seems_cut(number: str) -> bool:
    """Whether a number may have begun with 0 or + before a spreadsheet took it for a quantity."""
    return bool(_QUANTITY.fullmatch(number))


def put_back(number: str) -> str:
    """Give a number of the United Kingdom with the 0 or the + that it lacks; any other as it is."""
    if _NATIONAL.fullmatch(number):
        return f"0{number}"
    return f"+{number}" if _WITH_COUNTRY.fullmatch(number) else number


def rows_cut(rows: Iterable[Mapping[str, Mapping[str, str]]], notice: Notice) -> int:
    """Count the rows that have a number which seems cut. Arguments: ``rows``, their values by category and field."""
    dialled = [
        (name, short)
        for name, category in notice.categories.items()
        for short, field in category.fields.items()
        if field.type == "telephone"
    ]
    return sum(any(seems_cut(row.get(name, {}).get(short, "")) for name, short in dialled) for row in rows)
