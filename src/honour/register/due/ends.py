"""The dates of a record as it is written, when all that has happened is that it was collected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from honour.register.due.periods import AT_COLLECTION, add_period
from honour.register.due.plans import Plan, Wait
from honour.register.due.reckoning import json_of


class Dates(NamedTuple):
    """The columns of a record's dates; see ``honour.register.models.Record``."""

    due_at: datetime | None
    lapse_at: datetime | None
    ends: str | None


def dates_at_collection(plan: Plan, numbers: Mapping[str, int], at: datetime) -> Dates:
    """Give the dates of a record collected at ``at``.

    It goes with the last of its purposes; those that end sooner are listed. While one of them waits for something that
    has not happened, or the notice gives it no end, there is no date for the whole.
    """
    ends = {purpose: _end(waits, at) for purpose, waits in plan.items()}
    known = [end for end in ends.values() if end is not None]
    due = max(known) if known and len(known) == len(ends) else None
    dated = [(numbers[purpose], end) for purpose, end in ends.items() if end is not None]
    sooner = [(number, end) for number, end in dated if due is None or end < due]
    return Dates(due, min((end for _, end in sooner), default=None), json_of(sorted(sooner)))


def _end(waits: frozenset[Wait] | None, at: datetime) -> datetime | None:
    if not waits or any(wait.trigger not in AT_COLLECTION for wait in waits):
        return None
    return max(add_period(at, wait.period) for wait in waits)
