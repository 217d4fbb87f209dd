"""How the faults of a notice are put: what is wrong, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from honour.notice.model import LANGUAGE

SELECTION = "Write `all`, or a list of short ids such as `[contact, payment]`"
"""What to do about a selection that is neither."""

_SHOWN = 60
_BELOW = "Write `key: value` on the lines below, indented"
_EXPECTED = {
    "string_type": ("text", "Write a text"),
    "list_type": ("a list", "Write `[one, two]`, or each item on a line of its own behind `- `"),
    "dict_type": ("a set of keys", _BELOW),
    "model_type": ("a set of keys", _BELOW),
    "model_attributes_type": ("a set of keys", _BELOW),
}
_KINDS: dict[type, str] = {
    bool: "a truth value", int: "a number", float: "a number", str: "text", list: "a list", dict: "a set of keys",
}  # fmt: skip

Words = tuple[str, str]
"""A problem and its fix."""


def in_words(kind: str, key: str, given: Any, context: dict[str, Any]) -> Words:
    """Word a fault.

    Arguments: ``kind``, pydantic's name for it, or ``key`` for a key and ``selection`` for a selection; ``key``, the
    last step of its path; ``given``, what stands there; ``context``, the bounds it breaks.
    """
    if kind in _EXPECTED:
        return _unexpected(kind, key, given)
    exact = _EXACT.get(kind)
    if exact:
        return exact(key, given, context)
    for family, words in _FAMILIES.items():
        if kind.startswith(family):
            return f"{_shown(given)} {words[0]}", words[1]
    return f"{_shown(given)} cannot stand here", "`honour schema notice` prints what can"


def _unexpected(kind: str, key: str, given: Any) -> Words:
    expected, fix = _EXPECTED[kind]
    if given is None:
        return f"`{key}` holds nothing, and {expected} is expected", "Write it, or take the key out"
    if kind == "string_type" and isinstance(given, (int, float)):
        return f"{_shown(given)} is read as {_KINDS[type(given)]}, and text is expected", "Put it between quotes"
    if isinstance(given, (list, dict)):
        return f"{_KINDS[type(given)]} stands here, and {expected} is expected", fix
    return f"{_shown(given)} is {_KINDS[type(given)]}, and {expected} is expected", fix


def _missing(key: str, _given: Any, _context: dict[str, Any]) -> Words:
    return f"`{key}` is missing", f"Add `{key}:` with its value"


def _bad_key(key: str, _given: Any, context: dict[str, Any]) -> Words:
    if context.get("pattern") == LANGUAGE:
        return f"{_shown(key)} is no tag of a language", "Write it as browsers do, such as `cy` or `en-GB`"
    return f"`{key[:_SHOWN]}` is no short id", f"Use {_slug_for(key)}"


def _bad_selection(_key: str, given: Any, _context: dict[str, Any]) -> Words:
    return f"{_shown(given)} is neither `all` nor a list of short ids", SELECTION


def _bad_pattern(_key: str, given: Any, context: dict[str, Any]) -> Words:
    if str(context.get("pattern", "")).startswith("^P"):
        return f"{_shown(given)} is no period", "Write six years as `P6Y`, 18 months as `P18M`, 30 days as `P30D`"
    return f"{_shown(given)} is no short id", f"Use {_slug_for(str(given))}"


def _not_among(_key: str, given: Any, context: dict[str, Any]) -> Words:
    expected = str(context.get("expected", ""))
    words = re.findall(r"'([^']*)'", expected) or [expected]
    shown = [f"`{word}`" for word in words]
    listed = " or ".join([", ".join(shown[:-1]), shown[-1]]).removeprefix(" or ")
    close = get_close_matches(str(given), words, n=1)
    return f"{_shown(given)} is unknown here", f"Did you mean `{close[0]}`? Use {listed}" if close else f"Use {listed}"


def _too_long(_key: str, given: Any, context: dict[str, Any]) -> Words:
    most = context["max_length"]
    return f"the text has {len(given):,} characters, and at most {most:,} are allowed", "Shorten it"


def _too_short(key: str, _given: Any, _context: dict[str, Any]) -> Words:
    return f"`{key}` is empty, and at least one entry is needed", "Add an entry"


def _blank(key: str, _given: Any, _context: dict[str, Any]) -> Words:
    return f"`{key}` is blank, and text is expected", "Write it"


def _no_format(_key: str, given: Any, _context: dict[str, Any]) -> Words:
    return f"{_shown(given)} is not the number of a format", "Write `honour: 1`, without quotes"


def _too_small(_key: str, given: Any, context: dict[str, Any]) -> Words:
    return f"{_shown(given)} is too small", f"Write a number of at least {context['ge']:,}"


def _too_large(_key: str, given: Any, context: dict[str, Any]) -> Words:
    return f"{_shown(given)} is too large", f"Write a number of at most {context['le']:,}"


_EXACT: dict[str, Callable[[str, Any, dict[str, Any]], Words]] = {
    "missing": _missing,
    "key": _bad_key,
    "selection": _bad_selection,
    "string_pattern_mismatch": _bad_pattern,
    "literal_error": _not_among,
    "string_too_long": _too_long,
    "string_too_short": _blank,
    "format_number": _no_format,
    "too_short": _too_short,
    "greater_than_equal": _too_small,
    "less_than_equal": _too_large,
}
_FAMILIES = {
    "date": ("is no day", "Write year, month and day, such as `2026-12-01`"),
    "bool": ("is neither true nor false", "Write `true` or `false`"),
    "int": ("is no whole number", "Write a whole number"),
}


def _shown(value: Any) -> str:
    if isinstance(value, (list, dict)):
        return _KINDS[type(value)]
    names = {"True": "true", "False": "false", "None": "nothing"}
    written = value if isinstance(value, str) else names.get(str(value), str(value))
    return f"`{written}`" if len(written) <= _SHOWN else f"`{written[:_SHOWN]}…`"


def _slug_for(given: str) -> str:
    made = "-".join(re.findall(r"[a-z0-9]+", given.lower()))[:60].strip("-")
    words = "lower-case words joined by hyphens"
    return f"{words}, such as `{made}`" if made and made != given else f"{words}, at most 60 characters"
