"""The promise board's rows, as pages hand them over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

State = Literal["kept", "broken", "not proved"]


@dataclass(frozen=True)
class Day:
    """How a promise stood at the end of one day."""

    date: dt.date
    state: State


@dataclass(frozen=True)
class PromiseRow:
    """One promise on the board.

    Arguments: ``id``, the row's short name, shown in small print; ``state``; ``sentence``, the promise in a person's
    words; ``url``, where the proof is; ``figure``, what was counted; ``coverage``, what was examined; ``days``, the
    last thirty, oldest first; ``owner``, who answers for it; ``would_prove``, for a promise not proved: what would
    prove it.
    """

    id: str
    state: State
    sentence: str
    url: str
    figure: str = ""
    coverage: str = ""
    days: tuple[Day, ...] = ()
    owner: str = ""
    would_prove: str = ""


@dataclass(frozen=True)
class PromiseGroup:
    """Promises under one heading in a person's words: "What we collect", "Who sees it"; ``pinned`` stands out."""

    title: str
    rows: tuple[PromiseRow, ...]
    pinned: bool = False


def broken_first(groups: tuple[PromiseGroup, ...]) -> tuple[PromiseGroup, ...]:
    """Pin what is broken under a heading of its own, before the groups; the groups keep the rest."""
    broken = tuple(row for group in groups for row in group.rows if row.state == "broken")
    whole = (PromiseGroup(group.title, tuple(r for r in group.rows if r.state != "broken")) for group in groups)
    rest = tuple(group for group in whole if group.rows)
    return (PromiseGroup("Broken", broken, pinned=True), *rest) if broken else rest
