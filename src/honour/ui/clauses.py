"""A clause of the notice, alone or beside its predecessor, as pages hand it over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Change = Literal["same", "added", "removed", "changed"]


@dataclass(frozen=True)
class Part:
    """A stretch of a clause's text: as it was, added or removed."""

    text: str
    change: Literal["same", "added", "removed"] = "same"


@dataclass(frozen=True)
class Clause:
    """A clause of the notice.

    Arguments: ``id``, its stable id (``purpose.credit-checks``); ``title``; ``parts``, its text, one part when there
    is nothing to compare; ``change``, of the clause as a whole; ``note``, what the change does, in a sentence.
    """

    id: str
    title: str
    parts: tuple[Part, ...]
    change: Change = "same"
    note: str = ""
