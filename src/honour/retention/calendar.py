"""The retention calendar: how many records go in each of the next twelve months, by rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from honour.register.holding import HELD
from honour.register.models import Record
from honour.register.versions import versions
from honour.retention.groups import FROM, groups

MONTHS = 12
_MONTH = {
    "sqlite": "substr(r.due_at, 1, 7)",
    "postgresql": "to_char(r.due_at AT TIME ZONE 'UTC', 'YYYY-MM')",
}


@dataclass(frozen=True, slots=True)
class RuleMonths:
    """What one rule lets go: ``rule``, its short id; ``months``, records by month (``2027-01``)."""

    rule: str
    months: dict[str, int]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The next twelve months, ``months`` from this one on; rules that let most go come first.

    ``waiting``: records that wait for something that has not happened; ``later``: those that go after these months;
    ``held``: those that a hold keeps, whatever their date.
    """

    months: tuple[str, ...]
    rules: tuple[RuleMonths, ...]
    waiting: int
    later: int
    held: int

    @property
    def records(self) -> int:
        """How many records go in these months."""
        return sum(sum(rule.months.values()) for rule in self.rules)


def next_months(today: date) -> tuple[str, ...]:
    """Give this month and the eleven after it."""
    first = today.year * 12 + today.month - 1
    return tuple(f"{month // 12}-{month % 12 + 1:02d}" for month in range(first, first + MONTHS))


def retention_calendar(now: datetime) -> Calendar:
    """Reckon the calendar. What was due before this month counts with it: it goes with the next sweep."""
    months = next_months(now.date())
    month = _MONTH[connection.vendor]
    where = f"r.due_at IS NOT NULL AND r.superseded_by IS NULL AND NOT {HELD}"
    counts: dict[str, dict[str, int]] = {}
    later = 0
    for group in groups(f"{month}, count(*)", where, [], now, more=month):
        when, count = group.row
        if when > months[-1]:
            later += count
            continue
        when = max(when, months[0])
        of_rule = counts.setdefault(group.rule, {})
        of_rule[when] = of_rule.get(when, 0) + count
    rules = [RuleMonths(rule, found) for rule, found in counts.items()]
    rules.sort(key=lambda one: (-sum(one.months.values()), one.rule))
    live = Record.objects.filter(subject__status=0, superseded_by=None)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {FROM} WHERE s.status = 0 AND r.superseded_by IS NULL AND {HELD}")
        held = int(cursor.fetchone()[0])
    return Calendar(months, tuple(rules), live.filter(due_at=None).count(), later, held)


@dataclass(frozen=True, slots=True)
class Leaving:
    """A record that goes: whose, by opaque id, of which category, when."""

    record: int
    person: str
    category: str
    due_at: datetime


MOST = 5_000
"""Records of a list."""


def leaving(month: str, rule: str, now: datetime) -> list[Leaving]:
    """Give the records that go in a month by a rule, the first to go first, up to ``MOST``.

    Arguments: ``month``, as ``2027-01``; this month's list holds what is overdue as well.
    """
    first = next_months(now.date())[0]
    within = f"{_MONTH[connection.vendor]} {'<=' if month == first else '='} %s"
    where = f"r.due_at IS NOT NULL AND r.superseded_by IS NULL AND NOT {HELD} AND {within}"
    clauses = versions().clauses
    found: list[Leaving] = []
    for group in groups("count(*)", where, [month], now):
        if group.rule == rule:
            rows = Record.objects.filter(
                version=group.version,
                category=group.category,
                purposes=group.purposes,
                subject__kind=group.kind,
                subject__status=0,
                superseded_by=None,
                due_at__isnull=False,
            ).extra(where=[within.replace("r.", "register_record.")], params=[month])  # noqa: S610 - a constant of ours
            named = clauses.named["categories"][group.category]
            columns = rows.order_by("due_at").values_list("pk", "subject__public_id", "due_at")
            found += [Leaving(pk, person, named, due) for pk, person, due in columns[:MOST]]
    return sorted(found, key=lambda one: (one.due_at, one.record))[:MOST]
