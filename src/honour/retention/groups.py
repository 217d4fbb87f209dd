"""Records in groups that the notice keeps alike, and the rule that each group goes by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from honour.law import law_at
from honour.law.period import longest_days
from honour.notice.keeping_rules import period_of, rules_for
from honour.register.versions import Versions, versions

NO_RULE = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Records of one category, kept for the same purposes about one kind of person, under one version.

    ``rule`` is the short id of the retention rule that keeps them longest; empty where the notice has none.
    """

    version: int | None
    category: int
    purposes: int
    kind: int | None
    rule: str
    row: tuple[Any, ...]


COLUMNS = "r.version, r.category, r.purposes, s.kind"
FROM = "FROM register_record r JOIN register_subject s ON s.id = r.subject_id"


def groups(select: str, where: str, parameters: list[Any], now: datetime, more: str = "") -> Iterator[Group]:
    """Ask for figures of each group of records.

    Arguments: ``select``, the figures, after the group's own columns; ``where``, which records; ``more``, further
    columns to group by, which ``select`` begins with.
    """
    by = f"{COLUMNS}{', ' + more if more else ''}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS}, {select} {FROM} WHERE s.status = 0 AND {where} GROUP BY {by}", parameters)
        rows = cursor.fetchall()
    known = versions()
    seen: dict[tuple[Any, ...], str] = {}
    for row in rows:
        version, category, purposes, kind, *figures = row
        key = version, category, purposes, kind
        if key not in seen:
            seen[key] = _rule(known, version, category, purposes, kind, now)
        yield Group(version, category, purposes, kind, seen[key], tuple(figures))


def _rule(  # noqa: PLR0913, PLR0917 - what tells groups apart
    known: Versions, version: int | None, category: int, purposes: int, kind: int | None, now: datetime
) -> str:
    clauses, current = known.clauses, known.current(now).notice
    notices = (current, known.numbered(version).notice if version is not None else current)
    of = clauses.named["categories"].get(category, "")
    who = None if kind is None else clauses.named["kinds"].get(kind)
    longest = (-1, NO_RULE)
    for purpose in clauses.of_bits("purposes", purposes):
        for notice in notices:
            rules = rules_for(notice, of, purpose, who)
            presets = law_at(notice.law, now.date()).presets
            for short, rule in rules.items():
                period = period_of(rule, presets)
                longest = max(longest, (longest_days(period) if period else 100_000, short))
            if rules:
                break
    return longest[1]
