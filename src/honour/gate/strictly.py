"""Reading JSON strictly: a key once, and what is wrong said in words that repeat none of the values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

Context = Mapping[str, Any]

_MOMENT = "write a moment as RFC 3339 has it, with its zone, such as 2026-12-01T09:00:00Z"


class KeyTwiceError(ValueError):
    """A key stands twice in an object: readers differ in which of the two they take."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise KeyTwiceError("a key stands twice in the same object")
    return found


def read_json(text: str | bytes) -> Any:
    """Read JSON.

    Errors: ``KeyTwiceError``; ``ValueError`` for what is no JSON, too deep included.
    """
    try:
        return json.loads(text, object_pairs_hook=_once)
    except RecursionError:
        raise ValueError("this is nested too deep") from None


def in_words(kind: str, message: str, context: Context) -> str:
    """Say what is wrong, without a full stop.

    Arguments: ``kind``, pydantic's name for it; ``message``, its own words, used where there are none here;
    ``context``, the bounds that were broken.
    """
    if kind.startswith("datetime") or kind == "timezone_aware":
        return _MOMENT
    words = _WORDS.get(kind)
    if words is None:
        return message.removeprefix("Value error, ")
    return words if isinstance(words, str) else words(context)


def _most(what: str) -> Callable[[Context], str]:
    return lambda context: f"at most {context['max_length']:,} {what} are allowed"


_OBJECT = "a JSON object is expected"
_LIST = "a list is expected"
_NUMBER = "a whole number is expected"
_WORDS: dict[str, str | Callable[[Context], str]] = {
    "missing": "this is missing",
    "extra_forbidden": "there is no part of this name; take it out",
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "frozen_set_type": _LIST,
    "string_type": "text is expected",
    "bool_type": "true or false is expected",
    "literal_error": lambda context: f"{context['expected']} is expected",
    "string_unicode": "text is expected, and this is none: it has half a character",
    "string_pattern_mismatch": lambda context: f"this is not of the form {context['pattern']}",
    "string_too_long": _most("characters"),
    "too_long": _most("entries"),
    "too_short": lambda context: f"at least {context['min_length']:,} entries are needed",
    "string_too_short": lambda context: f"at least {context['min_length']:,} characters are needed",
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "greater_than_equal": lambda context: f"a number of {context['ge']:,} or more is expected",
    "less_than_equal": lambda context: f"a number of {context['le']:,} or less is expected",
    "json_invalid": lambda context: f"this is not JSON ({context['error']})",
}
