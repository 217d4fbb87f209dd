"""The retention calendar: how many records go in each of the next twelve months, by rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from honour.register.due.reckoning import literal
from honour.register.due.unfed import count_unfed
from honour.register.facts_query import aware, collected
from honour.register.holding import HELD, HELD_OPENLY, NOT_BEING_ERASED
from honour.register.models import Record
from honour.register.versions import versions
from honour.retention.groups import FROM, groups, listed

MONTHS = 12
LATER = ""


@dataclass(frozen=True, slots=True)
class RuleMonths:
    """What one rule lets go: ``rule``, its short id; ``months``, records by month (``2027-01``)."""

    rule: str
    months: dict[str, int]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The next twelve months, ``months`` from this one on; rules that let most go come first.

    ``waiting``: records without a date; ``unknown``, those among them that wait for an event which nobody has recorded;
    ``later``: those that go after these months;
    ``held``: those that a hold keeps, whatever their date.
    """

    months: tuple[str, ...]
    rules: tuple[RuleMonths, ...]
    waiting: int
    unknown: int
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


def retention_calendar(now: datetime, *, sealed: bool) -> Calendar:
    """Reckon the calendar. What was due before this month counts with it: it goes with the next sweep.

    Arguments: ``sealed``, whether whoever looks may know of sealed holds; else what only such a hold keeps counts as if
    there were none.
    """
    months = next_months(timezone.localdate(now))
    month, where = _month_of(months), _goes(now, sealed=sealed)
    counts: dict[str, dict[str, int]] = {}
    later = 0
    for group in groups(f"{month}, count(*)", where, [], now, more=month):
        when, count = group.row
        if when == LATER:
            later += count
            continue
        of_rule = counts.setdefault(group.rule, {})
        of_rule[when] = of_rule.get(when, 0) + count
    rules = [RuleMonths(rule, found) for rule, found in counts.items()]
    rules.sort(key=lambda one: (-sum(one.months.values()), one.rule))
    live = Record.objects.filter(subject__status=0, superseded_by=None)
    with connection.cursor() as cursor:
        known = HELD if sealed else HELD_OPENLY
        cursor.execute(f"SELECT count(*) {FROM} WHERE s.status = 0 AND r.superseded_by IS NULL AND {known}")
        held = int(cursor.fetchone()[0])
    return Calendar(months, tuple(rules), live.filter(due_at=None).count(), count_unfed(now), later, held)


@dataclass(frozen=True, slots=True)
class Leaving:
    """A record that goes: whose, by opaque id, of which category, when."""

    record: int
    person: str
    category: str
    due_at: datetime


MOST = 5_000
"""Records of a list."""


def leaving(month: str, rule: str, now: datetime, *, sealed: bool) -> list[Leaving]:
    """Give the records that go in a month by a rule, the first to go first, up to ``MOST``.

    Arguments: ``month``, as ``2027-01``; this month's list holds what is overdue as well; ``sealed``, as of
    ``retention_calendar``.
    """
    months = next_months(timezone.localdate(now))
    within = f"{_goes(now, sealed=sealed)} AND {_month_of(months)} = '{months[months.index(month)]}'"
    clauses = versions().clauses
    columns = "r.id, s.public_id, r.due_at"
    found: list[Leaving] = []
    for group in groups("count(*)", within, [], now):
        if group.rule == rule:
            rows = listed(columns, group, within, [], now, order="r.due_at, r.id", most=MOST)
            named = clauses.named["categories"][group.category]
            found += [Leaving(pk, person, named, aware(collected(due))) for pk, person, due in rows]
    return sorted(found, key=lambda one: (one.due_at, one.record))[:MOST]


def count_going(until: datetime, now: datetime, *, sealed: bool) -> int:
    """Count the records that go by a moment. Arguments: ``sealed``, as of ``retention_calendar``."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {FROM} WHERE {_goes(now, sealed=sealed)} AND r.due_at <= {literal(until)}")
        return int(cursor.fetchone()[0])


def _goes(now: datetime, *, sealed: bool) -> str:
    """Write the condition of records that go on their day, as far as whoever looks may know."""
    dated = f"r.due_at IS NOT NULL AND r.superseded_by IS NULL AND {NOT_BEING_ERASED}"
    if sealed:
        return f"{dated} AND NOT {HELD}"
    return f"{dated} AND NOT {HELD_OPENLY} AND NOT (r.due_at <= {literal(now)} AND {HELD})"


def _month_of(months: tuple[str, ...]) -> str:
    """Write the month in which a record goes, by the calendar of the installation's time zone."""
    cases = " ".join(
        f"WHEN r.due_at < {literal(start)} THEN '{month}'" for month, start in zip(months, _starts(months), strict=True)
    )
    return f"CASE {cases} ELSE '{LATER}' END"


def _starts(months: tuple[str, ...]) -> Iterator[datetime]:
    """Give the instant at which the month after each begins."""
    for month in months:
        after = (date.fromisoformat(f"{month}-28") + timedelta(days=4)).replace(day=1)
        yield timezone.make_aware(datetime(after.year, after.month, 1), timezone.get_default_timezone())  # noqa: DTZ001
