"""What a sweep would take now: what, how much, by which rule, and the oldest of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from honour.evidence.tree.endings import count_due
from honour.register.due.reckoning import over_for
from honour.register.facts_query import aware, collected
from honour.register.holding import FREE, HELD, HELD_OPENLY
from honour.register.staging import staged_over
from honour.register.versions import versions
from honour.retention.groups import groups
from honour.staff.expiring import accounts_due


@dataclass(frozen=True, slots=True)
class Going:
    """What one rule lets go: ``what``, the category's short id; ``oldest``, when the first of them was collected."""

    rule: str
    what: str
    records: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What a sweep would take. ``held``: records past their date that holds keep; ``lapsing``, by purpose.

    ``trail``, ``staged`` and ``accounts``: Honour's own, by the rules that stand in the notice for them.
    """

    going: tuple[Going, ...]
    held: int
    lapsing: dict[str, int]
    trail: int
    staged: int
    accounts: int

    @property
    def records(self) -> int:
        """How many records would go."""
        return sum(one.records for one in self.going)


def preview(now: datetime, *, sealed: bool = True) -> Preview:
    """Say what a sweep would take, without taking it.

    Arguments: ``sealed``, whether whoever asks may know of sealed holds; else what only they keep is not counted.
    """
    at = connection.ops.adapt_datetimefield_value(now)
    clauses = versions().clauses
    found: dict[tuple[str, str], tuple[int, datetime]] = {}
    due = f"r.due_at <= %s AND {FREE}"
    for group in groups("count(*), min(r.collected_at)", due, [at], now):
        count, oldest = group.row
        key = group.rule, clauses.named["categories"][group.category]
        before = found.get(key)
        first = _moment(oldest)
        found[key] = (count + (before[0] if before else 0), min(first, before[1]) if before else first)
    return Preview(
        going=tuple(Going(rule, what, *figures) for (rule, what), figures in sorted(found.items())),
        held=_count(f"r.due_at <= %s AND {HELD if sealed else HELD_OPENLY}", at),
        lapsing=_lapsing(now),
        trail=count_due(now.astimezone(UTC).date()),
        staged=staged_over(now).count(),
        accounts=len(accounts_due(now)),
    )


def _lapsing(now: datetime) -> dict[str, int]:
    found = {}
    for purpose, number in versions().clauses.numbers.purposes.items():
        count = _count(f"{over_for(number, now)} AND (r.purposes & {1 << number}) <> 0 AND {FREE}")
        if count:
            found[purpose] = count
    return found


def _count(where: str, *parameters: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM register_record r WHERE {where}", parameters)  # noqa: S608 - ours
        return int(cursor.fetchone()[0])


def _moment(value: datetime | str) -> datetime:
    return aware(collected(value))
