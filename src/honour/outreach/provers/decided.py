"""What a person's decisions come to, added up anew from the rows that are their evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from honour.register.deciding import EFFECTS
from honour.register.models import Permission, Subject

COLUMNS = ("consents", "objections", "stops", "marketing_objection", "paused_until")
"""The facts about a person that are preferences of theirs."""


@dataclass(slots=True)
class Sum:
    """How a person's preferences stand: purposes and stops as bits, as the register keeps them."""

    consents: int = 0
    objections: int = 0
    stops: int = 0
    marketing_objection: bool = False
    paused_until: datetime | None = None


def sum_of(rows: Iterable[Permission]) -> Sum:
    """Add decisions up, in the order in which they were written down."""
    total = Sum()
    for row in rows:
        effect = EFFECTS[Permission.Kind(row.kind)]
        if effect.column not in COLUMNS:
            continue
        if effect.column == "paused_until":
            total.paused_until = row.until if effect.on else None
        elif row.about is None:
            total.marketing_objection = effect.on
        else:
            bits: int = getattr(total, effect.column)
            setattr(total, effect.column, bits | 1 << row.about if effect.on else bits & ~(1 << row.about))
    return total


def kept_for(subject: Subject) -> Sum:
    """Give how a person's preferences stand in the register."""
    return Sum(*(getattr(subject, column) for column in COLUMNS))


def decisions_of(subjects: Iterable[int]) -> dict[int, list[Permission]]:
    """Give the decisions of people, by their rows, in the order in which they were written down."""
    found: dict[int, list[Permission]] = {}
    for row in Permission.objects.filter(subject__in=set(subjects)).order_by("pk"):
        found.setdefault(row.subject_id, []).append(row)
    return found
