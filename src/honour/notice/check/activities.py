"""What the law knows a purpose as, where it asks something particular of it."""

from __future__ import annotations

import re

from honour.notice.model import Activity, Purpose

_STAFF = r"(staff|employees?|teams?|colleagues?|personnel)"
_WORDS: dict[Activity, str] = {
    "credit-check": r"credit[ -]?(checks?|worth|referenc|scor|assess|risk|rating|search)",
    "money-laundering-check": r"money[ -]launder|\baml\b|customer due diligence|\bkyc\b|know[ -]your[ -]customer",
    "fraud": r"\bfraud",
    "debt-collection": r"\bdebts?\b|(collect|recover|chas)\w* (overdue|unpaid|late)",
    "staff-training": rf"{_STAFF}[\w' -]{{0,20}}\btrain|\btrain\w*[\w' -]{{0,20}}\b(?<!your ){_STAFF}\b|^training$",
    "testing": r"\btest(ing|s)?\b.{0,30}\b(it|systems?|software)\b|\b(it|systems?|software)\b.{0,15}\btest",
    "anonymising": r"anonymi[sz]",
}
_SIGNS = {kind: re.compile(words, re.IGNORECASE) for kind, words in _WORDS.items()}


def activities_of(short: str, purpose: Purpose) -> frozenset[Activity]:
    """Give a purpose's activities: those it declares, or else those that its id and name betray."""
    if purpose.activities is not None:
        return frozenset(purpose.activities)
    words = (short.replace("-", " "), purpose.name)
    return frozenset(kind for kind, sign in _SIGNS.items() if any(sign.search(each) for each in words))
