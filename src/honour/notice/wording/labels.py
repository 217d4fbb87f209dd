"""The keys of a notice file as people call them."""

from __future__ import annotations

_CALLED = {
    "text": "Words",
    "incomplete": "Breaks off",
    "missing": "What is left out",
    "bases": "Lawful basis",
    "but_not": "Data left out",
    "categories": "Data",
    "category": "Data",
    "subjects": "People",
    "subject": "People",
    "for_subjects": "For whom",
    "class": "Kind of recipient",
    "acts_as": "Acts as",
    "named": "Named",
    "message": "Messages",
    "asks_if_right_every": "Asks if details are still right",
    "stated": "Where it is stated",
    "stop": "Ways to stop it",
    "right": "Right in law",
    "law_cited": "Law cited",
    "period": "Kept for",
    "trigger": "Counted from",
    "end": "At the end",
    "basis": "Why so long",
    "response": "Answered within",
    "consequence": "If the data are not given",
    "wording": "Words beside the box",
    "honour": "Format",
    "$schema": "Schema",
}


def label(key: str) -> str:
    """Write a key as a label: ``bases`` is *Lawful basis*, ``short_notice`` *Short notice*."""
    words = _CALLED.get(key) or key.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
