"""Dates in lists: read in any form that lists have them in, and pointed at where they are left out or missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from honour.intake.importing.mapping import BY_DATE, Mapping
from honour.register.importing import BroughtRow, RefusedRow

_NUMERIC = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{2,4})(?:[ T].*)?")
_WORDS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%d-%b-%Y", "%d-%b-%y")
_YEAR_DIGITS = 4
_CENTURY = 70
_NO_VERSION = "version-unknown"
_WITHOUT = "This row has no date, from which it was to follow which notice they were given."


def left_out(headings: Sequence[str], samples: Sequence[Sequence[str]], mapping: Mapping) -> list[str]:
    """Give the headings of columns that hold dates and are left out, where nothing says when the data were given.

    Arguments: ``samples``, cells of the first rows.
    """
    if mapping.date or mapping.holding("date"):
        return []
    return [
        heading
        for number, heading in enumerate(headings)
        if number < len(mapping.columns) and not mapping.columns[number] and holds_dates(samples, number)
    ]


def holds_dates(samples: Sequence[Sequence[str]], number: int) -> bool:
    """Whether a column holds dates in the first rows, and nothing else."""
    filled = [row[number].strip() for row in samples if number < len(row) and row[number].strip()]
    return bool(filled) and all(instant(cell, day_first=True) or instant(cell, day_first=False) for cell in filled)


def naming_what_misses(
    refused: Sequence[RefusedRow], brought: Sequence[BroughtRow], mapping: Mapping
) -> list[RefusedRow]:
    """Say of rows refused for want of a notice that they have no date, where the notice was to follow from it."""
    undated = {one.line for one in brought if one.collected_at is None} if mapping.version == BY_DATE else set()
    return [
        one._replace(code=f"{one.code}, no-date", sentence=f"{_WITHOUT} {one.sentence}")
        if one.line in undated and _NO_VERSION in one.code
        else one
        for one in refused
    ]


def instant(said: str, *, day_first: bool) -> datetime | None:
    """Read a day, or a moment, in any form that lists have it in; a day is its noon here, so that it stays that day."""
    for read in (_iso, lambda text: _numeric(text, day_first=day_first), _in_words):
        found = read(said)
        if found is not None:
            return found
    return None


def _iso(said: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    if len(said) <= len("2024-05-31"):
        return _noon(found.date())
    return found if found.tzinfo else timezone.make_aware(found)


def _numeric(said: str, *, day_first: bool) -> datetime | None:
    match = _NUMERIC.fullmatch(said)
    if not match:
        return None
    one, two, three = match.groups()
    if len(one) == _YEAR_DIGITS:
        year, month, day = int(one), int(two), int(three)
    else:
        day, month = (int(one), int(two)) if day_first else (int(two), int(one))
        year = int(three)
        if len(three) < _YEAR_DIGITS:
            year += 2000 if year < _CENTURY else 1900
    try:
        return _noon(date(year, month, day))
    except ValueError:
        return None


def _in_words(said: str) -> datetime | None:
    for form in _WORDS:
        try:
            return _noon(datetime.strptime(said, form).date())  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001 - made aware here
