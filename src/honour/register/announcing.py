"""Telling others in the house that people decided something, in the transaction in which it is written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple


class Announced(NamedTuple):
    """A decision: the person's opaque id, the kind (``marketing-stop``), the clause it is about, when and how."""

    person: str
    kind: str
    about: str | None
    at: datetime
    how: str


Listener = Callable[[Sequence[Announced]], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> Listener:
    """Sign a function up to be told of decisions; it writes into the same transaction, and calls nobody."""
    _listeners.append(listener)
    return listener


def announce(decisions: Sequence[Announced]) -> None:
    """Tell everybody who signed up. Call it inside the transaction."""
    if decisions:
        for listener in _listeners:
            listener(decisions)
