"""What a change does, one consequence at a time: its clause, how many people and records, and who."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pyroaring import BitMap

Kind = Literal[
    "loses", "gains", "told-13", "told-14", "asked", "moves", "goes", "swap", "assessment", "form", "message",
    "category", "recipient", "role",
]  # fmt: skip
"""What becomes of data: a purpose may no longer, or newly, use them; people must be told first (by article) or asked;
records' dates move, or they go at once; and what of the notice somebody has to look at."""

TELLING: tuple[Kind, ...] = ("told-13", "told-14")

ARTICLES: dict[Kind, str] = {
    "gains": "UK GDPR Art 5(1)(b)",
    "loses": "UK GDPR Art 5(1)(b)",
    "told-13": "UK GDPR Art 13(3)",
    "told-14": "UK GDPR Art 14(4)",
    "asked": "UK GDPR Arts 6(1)(a), 7",
    "moves": "UK GDPR Art 5(1)(e)",
    "goes": "UK GDPR Art 5(1)(e)",
    "swap": "UK GDPR Arts 5(1)(a), 6(1), 13(1)(c)",
    "assessment": "UK GDPR Art 6(1)(f)",
    "form": "UK GDPR Art 13(1)-(2)",
    "message": "UK GDPR Art 13(1)(c)",
    "category": "UK GDPR Art 14(1)(d)",
    "recipient": "UK GDPR Art 13(1)(e)",
    "role": "UK GDPR Arts 29, 32(4)",
}
"""The rule that each kind of consequence rests on."""


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
        """The rule that it rests on."""
        return ARTICLES[self.kind]
