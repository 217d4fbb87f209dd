"""Whoever looks before an erasure destroys anything, and looks again afterwards.

A layer above signs up two functions: one that is given the erasures about to be carried out and gives whatever it saw,
and one that is given that again when they are done::

    witness(look_for_them, certify)

What a witness cannot do never stops an erasure: it is logged by its kind, and the witness catches up by itself later.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

Before = Callable[[Sequence[int]], Any]
After = Callable[[Any, datetime], None]

_log = logging.getLogger(__name__)
_signed_up: list[tuple[Before, After]] = []


def witness(before: Before, after: After) -> None:
    """Sign up two functions; ``before`` is given rows of erasures, ``after`` what it saw and the time."""
    _signed_up.append((before, after))


def look_before(erasures: Sequence[int]) -> list[tuple[After, Any]]:
    """Let every witness look. Inside a transaction nothing on the disk is as it will be, so nobody looks."""
    if connection.in_atomic_block or not erasures:
        return []
    return [(after, seen) for before, after in _signed_up if (seen := _let(before, erasures)) is not None]


def look_after(seen: Sequence[tuple[After, Any]], at: datetime) -> None:
    """Let every witness that looked before look again."""
    for after, what in seen:
        _let(after, what, at)


def _let(look: Callable[..., Any], *given: Any) -> Any:
    try:
        return look(*given)
    except Exception as trouble:  # noqa: BLE001 - no witness stops an erasure, whatever happens to it
        _log.warning("An erasure was not looked into: %s. It will be, by itself, later.", type(trouble).__name__)
        return None
