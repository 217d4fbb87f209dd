"""Moving the dates of records, all that wait for the same things in one statement.

Equal to ``honour.register.due.ends``, which reckons one record's dates as it is written; a test compares them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import connection

from honour.evidence.prepared import run_counted, run_prepared
from honour.register.due.plans import Plan, Wait
from honour.register.due.reckoning import GROUP, Reckoning, teach_calendar
from honour.register.due.scope import Scope
from honour.register.due.turns import take_turn
from honour.register.holding import HELD_OPENLY, NOT_BEING_ERASED
from honour.register.models import Subject
from honour.register.versions import Versions, versions

_TOGETHER = 100
"""Groups of records that one statement moves: SQLite takes no condition that is a thousand deep."""

_GROUPS = """
SELECT DISTINCT r.version, r.category, r.purposes, s.kind
  FROM register_record r JOIN register_subject s ON s.id = r.subject_id
 WHERE {where} AND s.status = 0
"""
_MOVE = """
UPDATE register_record SET due_at = n.due_at, lapse_at = n.lapse_at, ends = n.ends
  FROM ({reckoned}) AS n
 WHERE register_record.id = n.id
"""


def move_due(scope: Scope, now: datetime) -> int:
    """Reckon the dates of records again, by the notice in use and what has happened; returns how many records.

    Call it in the transaction that changed what they depend on. Records are taken in groups that wait for the same
    things, one statement for each. Before any notice is published nothing is due.
    """
    known = versions()
    if not known.all:
        return 0
    if scope.many:
        take_turn()
    teach_calendar(connection)
    scope = scope.not_being_erased()
    alike: dict[str, list[tuple[Any, ...]]] = {}
    for version, category, purposes, kind in run_prepared(_GROUPS.format(where=scope.where), scope.parameters):
        plan = plan_of_group(known, version, category, purposes, kind, now)
        numbers = known.clauses.numbers.purposes
        followed = tuple((numbers[purpose], purpose, waits) for purpose, waits in plan.items())
        reckoned = _reckoned(followed, scope.where, connection.vendor)
        alike.setdefault(reckoned, []).append((version, version, category, purposes, kind, kind))
    moved = 0
    for reckoned, terms in alike.items():
        for first in range(0, len(terms), _TOGETHER):
            portion = _padded(terms[first : first + _TOGETHER])
            several = reckoned.replace(GROUP, f"({' OR '.join([GROUP] * len(portion))})")
            moved += run_counted(_MOVE.format(reckoned=several), (*chain.from_iterable(portion), *scope.parameters))
    return moved


@lru_cache(maxsize=512)
def _reckoned(followed: tuple[tuple[int, str, frozenset[Wait] | None], ...], where: str, _vendor: str) -> str:
    """Write the query for the dates of records that follow a plan.

    Arguments: ``followed``, the plan's purposes, each with its number and what must be over.
    """
    numbers = {purpose: number for number, purpose, _ in followed}
    return Reckoning({purpose: waits for _, purpose, waits in followed}, numbers).select(where)


def _padded(terms: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Name the last group again until they are a power of two: a few statements, whose plans are kept, do for all."""
    return terms + terms[-1:] * ((1 << (len(terms) - 1).bit_length()) - len(terms))


def count_due(scope: Scope, now: datetime) -> int:
    """Count the records that are past their date and that no hold is known to keep: the next sweep takes them.

    What only a sealed hold keeps counts, as it would without: from then on it is as good as gone.
    """
    due = connection.ops.adapt_datetimefield_value(now)
    scope = scope.not_being_erased()
    query = f"SELECT count(*) FROM register_record r WHERE {scope.where} AND r.due_at <= %s AND NOT {HELD_OPENLY}"  # noqa: S608 - ours
    with connection.cursor() as cursor:
        cursor.execute(query, [*scope.parameters, due])
        return int(cursor.fetchone()[0])


def waits_for(names: Iterable[str], known: Versions) -> bool:
    """Say whether any rule runs from one of these events, in the notice in use or in one that data came in under."""
    wanted = frozenset(names)
    return any(wanted & version.triggers for version in known.all)


def dates_stand(person: Subject, taken_at: datetime, known: Versions, *, contact: bool, tied: bool) -> bool:
    """Say whether what is written now keeps the dates that collecting gives it: nothing else that counts has happened.

    Arguments: ``taken_at``, when it was given; ``contact``, whether the person gave it, so that it counts as one;
    ``tied``, whether the person's data wait for an event.
    """
    if tied or waits_for(("objection", "consent-withdrawn"), known):
        return False
    if not waits_for(("last-contact",), known) or person.last_contact == taken_at:
        return True
    return contact and (person.last_contact is None or person.last_contact < taken_at)


def plan_of_group(  # noqa: PLR0913, PLR0917 - what tells the records of a group from others
    known: Versions, version: int | None, category: int, purposes: int, kind: int | None, now: datetime
) -> Plan:
    """Give what the records of a group wait for."""
    clauses, current = known.clauses, known.current(now)
    under = known.numbered(version) if version is not None else current
    of = clauses.named["categories"][category]
    who = None if kind is None else clauses.named["kinds"].get(kind)
    return current.plan(under, of, sorted(clauses.of_bits("purposes", purposes)), who, now)


_WRONG = """
SELECT c.id FROM register_record c JOIN ({reckoned}) AS n ON n.id = c.id
 WHERE c.due_at {differs} n.due_at OR c.lapse_at {differs} n.lapse_at
"""
_DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


def wrongly_dated(now: datetime) -> list[int]:
    """Give the records whose dates are not those that the notice in use gives them. Nothing is changed."""
    known = versions()
    wrong: list[int] = []
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS.format(where=NOT_BEING_ERASED))
        for version, category, purposes, kind in cursor.fetchall():
            plan = plan_of_group(known, version, category, purposes, kind, now)
            reckoned = Reckoning(plan, known.clauses.numbers.purposes).select(NOT_BEING_ERASED)
            query = _WRONG.format(reckoned=reckoned, differs=_DIFFERS[connection.vendor])
            cursor.execute(query, [version, version, category, purposes, kind, kind])
            wrong += [row[0] for row in cursor.fetchall()]
    return wrong
