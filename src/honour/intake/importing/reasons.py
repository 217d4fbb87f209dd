"""Counting why rows of a list were not taken: reasons that read differently are counted apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from honour.register.importing import RefusedRow

_FIGURES = re.compile(r"(\d+|…)")
_APART = 20
"""Reasons that one code may have apart; whatever else comes under it counts with the last."""


def counted(
    before: Mapping[str, int], said: Mapping[str, str], refused: Iterable[RefusedRow]
) -> tuple[dict[str, int], dict[str, str]]:
    """Add refused rows to the counts by reason, and give these with the sentence of each.

    A reason goes by its code, the second under one code by the code and a number. Sentences that differ in figures only
    are one reason, with an ellipsis for what differs.

    Arguments: ``before``, the counts so far; ``said``, their sentences.
    """
    counts, sentences = dict(before), dict(said)
    for each in refused:
        name = _name(each, sentences)
        held = sentences.get(name)
        sentences[name] = each.sentence if held is None else _common(held, each.sentence)
        counts[name] = counts.get(name, 0) + 1
    return counts, sentences


def _name(row: RefusedRow, sentences: Mapping[str, str]) -> str:
    for number in range(1, _APART + 1):
        name = row.code if number == 1 else f"{row.code}/{number}"
        if name not in sentences or _plain(sentences[name]) == _plain(row.sentence):
            return name
    return name


def _plain(sentence: str) -> str:
    return _FIGURES.sub("…", sentence)


def _common(one: str, other: str) -> str:
    """Give what two sentences share; one that says something else is left as it is."""
    if one == other or _plain(one) != _plain(other):
        return one
    pairs = zip(_FIGURES.split(one), _FIGURES.split(other), strict=True)
    return "".join(first if first == second else "…" for first, second in pairs)
