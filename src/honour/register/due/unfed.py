"""Records that wait for an event that nobody has recorded: when they are due cannot be known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from pyroaring import BitMap

from honour.register.due.events import TRIGGERS, trigger_bit
from honour.register.due.moving import plan_of_group
from honour.register.due.reckoning import GROUP
from honour.register.facts_query import aware, collected
from honour.register.holding import NOT_BEING_ERASED
from honour.register.versions import versions

RECORDED = frozenset(TRIGGERS) - {"collected", "created", "last-contact", "objection", "consent-withdrawn"}
"""The events that happen elsewhere, and that somebody has to record; the register knows the others by itself."""

_FROM = "register_record r JOIN register_subject s ON s.id = r.subject_id"
_OPEN = f"s.status = 0 AND r.due_at IS NULL AND {NOT_BEING_ERASED}"
_LACKS = """NOT EXISTS (
    SELECT 1 FROM register_triggertie i JOIN register_trigger t ON t.id = i.trigger_id
     WHERE i.subject_id = r.subject_id AND i.record IN (0, r.id) AND (t.kinds & {bit}) <> 0)"""
_GROUPS = f"SELECT DISTINCT r.version, r.category, r.purposes, s.kind FROM {_FROM} WHERE {_OPEN}"  # noqa: S608 - ours
_NEWEST = "r.superseded_by IS NULL"
_Terms = list[Any]


@dataclass(frozen=True, slots=True)
class Unfed:
    """How many records of a ``category`` wait for a ``trigger`` that nobody has recorded, and when the oldest came."""

    trigger: str
    category: str
    records: int
    oldest: datetime


def unfed(now: datetime) -> list[Unfed]:
    """Count the records that wait for an event which nobody has recorded, by event and category."""
    named = versions().clauses.named["categories"]
    found: dict[tuple[str, str], tuple[int, datetime]] = {}
    for trigger, terms in _groups(now):
        query = f"SELECT count(*), min(r.collected_at) FROM {_FROM} WHERE {_where(trigger)} AND {_NEWEST}"  # noqa: S608 - ours
        count, oldest = _one(query, terms)
        if count:
            key, first = (trigger, named[terms[2]]), aware(collected(oldest))
            before = found.get(key)
            found[key] = (before[0] + count, min(before[1], first)) if before else (count, first)
    return [Unfed(*key, *figures) for key, figures in sorted(found.items())]


def count_unfed(now: datetime) -> int:
    """Count the records that wait for any event which nobody has recorded, each once."""
    wanted: dict[tuple[Any, ...], list[str]] = {}
    for trigger, terms in _groups(now):
        wanted.setdefault(tuple(terms), []).append(_lacks(trigger))
    total = 0
    for group, lacking in wanted.items():
        where = f"{GROUP} AND {_OPEN} AND {_NEWEST} AND ({' OR '.join(lacking)})"
        total += int(_one(f"SELECT count(*) FROM {_FROM} WHERE {where}", list(group))[0])  # noqa: S608 - ours
    return total


def list_unfed(trigger: str, category: str, now: datetime, most: int) -> list[tuple[str, datetime]]:
    """Give whose records of a category wait for an event which nobody has recorded, and when each came."""
    clauses = versions().clauses
    found: list[tuple[str, datetime]] = []
    for each, terms in list(_groups(now)):
        if each == trigger and clauses.named["categories"][terms[2]] == category:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT s.public_id, r.collected_at FROM {_FROM} WHERE {_where(trigger)} AND {_NEWEST} "  # noqa: S608 - ours
                    f"ORDER BY r.collected_at, r.id LIMIT {most}",
                    terms,
                )
                found += [(person, aware(collected(at))) for person, at in cursor.fetchall()]
    return sorted(found, key=lambda one: one[1])[:most]


def tie_unfed(trigger: int, name: str, since: datetime, until: datetime, now: datetime) -> tuple[int, BitMap]:
    """Tie the records that wait for an event of this name which nobody has recorded, and came within a time.

    With a record go the versions that it replaced: it cannot be deleted before them.
    Arguments: ``trigger``, the row of what they are tied to. Returns how many records, and whose, by the people's rows.
    The caller moves the dates.
    """
    instants = [connection.ops.adapt_datetimefield_value(each) for each in (since, until)]
    people, records = BitMap(), 0
    for each, terms in list(_groups(now)):
        if each != name:
            continue
        within = f"{_where(name)} AND r.collected_at >= %s AND r.collected_at <= %s"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT r.subject_id FROM {_FROM} WHERE {within}", [*terms, *instants])  # noqa: S608 - ours
            people |= BitMap(row[0] for row in cursor.fetchall())
            cursor.execute(
                "INSERT INTO register_triggertie (trigger_id, subject_id, record) "  # noqa: S608 - ours
                f"SELECT CAST(%s AS bigint), r.subject_id, r.id FROM {_FROM} WHERE {within}",
                [trigger, *terms, *instants],
            )
            records += cursor.rowcount
    return records, people


def _groups(now: datetime) -> Iterator[tuple[str, _Terms]]:
    """Give each group of records without a date, with each event that it waits for and somebody has to record."""
    known = versions()
    if not known.all:
        return
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS)
        rows = cursor.fetchall()
    for version, category, purposes, kind in rows:
        plan = plan_of_group(known, version, category, purposes, kind, now)
        triggers = {wait.trigger for waits in plan.values() if waits is not None for wait in waits} & RECORDED
        for trigger in sorted(triggers):
            yield trigger, [version, version, category, purposes, kind, kind]


def _where(trigger: str) -> str:
    return f"{GROUP} AND {_OPEN} AND {_lacks(trigger)}"


def _lacks(trigger: str) -> str:
    return _LACKS.format(bit=trigger_bit(trigger))


def _one(query: str, parameters: _Terms) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()
