"""Values that are to be written: what a file can hold, and whether two are the same."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NoReturn

from honour.notice.source.limits import Limits
from honour.notice.source.paths import Path
from honour.notice.source.text import UNPRINTABLE

_WHOLE_DIGITS = 18

Refuse = Callable[[Path, str, str], NoReturn]
"""Raises the error for a value at a path, given the problem and the fix."""


def writable(value: Any, path: Path, limits: Limits, refuse: Refuse) -> Any:
    """Copy a value into plain data that a file can hold.

    Strings, whole numbers of at most 18 digits, finite numbers, truth values, ``None``, lists (or tuples) and
    dictionaries with text keys, none inside more than ``limits.depth`` others. Anything else goes to ``refuse``.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value, path, refuse)
    if isinstance(value, (int, float)):
        return _number(value, path, refuse)
    if len(path) >= limits.depth:
        refuse(path, f"more than {limits.depth} collections inside one another", "Make it flatter")
    if isinstance(value, dict):
        return {
            _key(name, path, limits, refuse): writable(item, (*path, name), limits, refuse)
            for name, item in value.items()
        }
    if not isinstance(value, (list, tuple)):
        refuse(path, f"a part of the kind `{type(value).__name__}`", "Give text, numbers, lists and mappings only")
    return [writable(item, (*path, place), limits, refuse) for place, item in enumerate(value)]


def same(one: Any, other: Any) -> bool:
    """Whether two plain values are the same: in kind, in content, and in the order of their keys."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def _number(value: float, path: Path, refuse: Refuse) -> float:
    if isinstance(value, int):
        if abs(value) >= 10**_WHOLE_DIGITS:
            refuse(path, f"a number of more than {_WHOLE_DIGITS} digits", "Write it as text")
        return int(value)
    if not math.isfinite(value):
        refuse(path, "a number that is not finite", "Leave it out")
    return float(value)


def _text(value: str, path: Path, refuse: Refuse) -> str:
    found = UNPRINTABLE.search(value)
    if found:
        refuse(path, f"a control character, U+{ord(found[0]):04X}", "Take it out of the text")
    return str.__str__(value)


def _key(name: Any, path: Path, limits: Limits, refuse: Refuse) -> str:
    if not isinstance(name, str):
        refuse(path, f"a key of the kind `{type(name).__name__}`", "Use text as the key")
    if len(name) > limits.key:
        refuse(path, f"a key of more than {limits.key} characters", "Use a short key")
    return _text(name, path, refuse)
