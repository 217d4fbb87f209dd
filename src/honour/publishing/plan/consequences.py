"""What a change does, one consequence at a time: its clause, how many people and records, and who."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.utils import timezone
from pyroaring import BitMap

from honour.law import law_at
from honour.register.versions import versions

Kind = Literal[
    "loses", "gains", "told-13", "told-14", "asked", "moves", "goes", "swap", "assessment", "form", "message",
    "category", "recipient", "role",
]  # fmt: skip
"""What becomes of data: a purpose may no longer, or newly, use them; people must be told first (by article) or asked;
records' dates move, or they go at once; and what of the notice somebody has to look at."""

TELLING: tuple[Kind, ...] = ("told-13", "told-14")


@dataclass(slots=True)
class Consequence:
    """One thing that follows from a change.

    Arguments: ``clause``, the id of the clause that changes; ``name``, what people call it; ``recipient``, where a
    disclosure is meant; ``who``, the people, by their rows; ``first`` and ``last``, between which days dates move;
    ``endless``, how many records have no date any more; ``words``, for what is not counted in people.
    """

    kind: Kind
    clause: str
    name: str
    records: int = 0
    who: BitMap = field(default_factory=BitMap, repr=False)
    recipient: str = ""
    first: datetime | None = None
    last: datetime | None = None
    endless: int = 0
    words: str = ""

    @property
    def people(self) -> int:
        """How many people it concerns."""
        return len(self.who)

    @property
    def article(self) -> str:
        """The rule of law that it rests on, as the law of the notice in use has it today."""
        law = law_at(versions().all[-1].notice.law, timezone.localdate())
        return law.grounds[f"plan:{self.kind}"].source
