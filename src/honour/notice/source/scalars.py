"""What an unquoted word in a notice file means.

The common ground of YAML 1.1 and 1.2, so that a file cannot mean one thing here and another elsewhere:

- nothing: an empty place, ``~``, ``null`` (also ``Null``, ``NULL``);
- truth values: ``true`` and ``false`` (also with a capital, or all capitals);
- numbers: as JSON writes them, whole ones of at most 18 digits;
- everything else is text, exactly as written. In particular ``no``, ``yes``, ``on`` and ``off``, ``1:30``, ``0755``,
  ``0x1F``, ``1_000``, ``+44``, ``.5``, ``.inf`` and ``2026-12-01`` are texts; the model says what they stand for.
"""

from __future__ import annotations

import math
import re

CORE = "tag:yaml.org,2002:"
"""What the core tags begin with."""

_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
_FRACTION = re.compile(r"-?(0|[1-9][0-9]*)(?=[.eE])(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_MAY_MEAN_MORE = frozenset(("", *"-0123456789~tTfFnN"))

Plain = str | int | float | bool | None
"""What a scalar may be."""


def meaning_of(word: str) -> Plain:
    """Give what an unquoted word means; it is text unless the rules of this module say otherwise."""
    if word[:1] not in _MAY_MEAN_MORE:
        return word
    if word in _WORDS:
        return _WORDS[word]
    if _WHOLE.fullmatch(word):
        return int(word)
    if _FRACTION.fullmatch(word) and math.isfinite(number := float(word)):
        return number
    return word


def tagged_meaning(word: str, tag: str) -> Plain:
    """Give what a scalar with a core tag means.

    Errors: ``ValueError`` when the word is not of the tag's kind; ``KeyError`` for a tag that scalars do not have.
    """
    if tag in ("!", f"{CORE}str"):
        return word
    kinds: dict[str, tuple[type, ...]] = {
        "int": (int,), "float": (float, int), "bool": (bool,), "null": (type(None),),
    }  # fmt: skip
    kind = kinds[tag.removeprefix(CORE)]
    meant = meaning_of(word)
    if type(meant) not in kind:
        raise ValueError(word)
    return float(meant) if kind[0] is float and isinstance(meant, int) else meant
