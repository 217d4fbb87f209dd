"""Records in groups that the notice keeps alike, and the rule that each record goes by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from honour.register.due.moving import plan_of_group
from honour.register.due.reckoning import GROUP, Reckoning
from honour.register.versions import versions
from honour.retention.rules import Ends, ends_of

NO_RULE = ""
COLUMNS = "r.version, r.category, r.purposes, s.kind"
FROM = "FROM register_record r JOIN register_subject s ON s.id = r.subject_id"


@dataclass(frozen=True, slots=True)
class Group:
    """Records of one category, kept for the same purposes about one kind of person, under one version.

    ``rule`` is the short id of the retention rule by which they go: the one whose end is the last. Empty where the
    notice has none, or something else set their date. ``row``: the figures that were asked for.
    """

    version: int | None
    category: int
    purposes: int
    kind: int | None
    rule: str
    row: tuple[Any, ...]


Key = tuple[int | None, int, int, int | None]


def groups(select: str, where: str, parameters: Sequence[Any], now: datetime, more: str = "") -> Iterator[Group]:
    """Ask for figures of each group of records.

    Where several rules may be the last to end, the dates of each record say which it is.

    Arguments: ``select``, the figures, after the group's own columns; ``where``, which records; ``more``, further
    columns to group by, which ``select`` begins with.
    """
    by = f"{COLUMNS}{', ' + more if more else ''}"
    query = f"SELECT {COLUMNS}, {select} {FROM} WHERE s.status = 0 AND {where} GROUP BY {by}"
    found: dict[Key, list[tuple[Any, ...]]] = {}
    for version, category, purposes, kind, *figures in _rows(query, parameters):
        found.setdefault((version, category, purposes, kind), []).append(tuple(figures))
    for key, rows in found.items():
        ends = ends_of(*key, now)
        if ends.only is not None:
            yield from (Group(*key, ends.only, row) for row in rows)
            continue
        told = (
            f"SELECT d.rule, {select} {_told_apart(key, ends, where, now)} GROUP BY d.rule{', ' + more if more else ''}"
        )
        for rule, *figures in _rows(told, [*_terms(key), *parameters]):
            yield Group(*key, ends.rules[rule] if rule is not None else NO_RULE, tuple(figures))


def listed(  # noqa: PLR0913 - which records, and what of them
    columns: str, group: Group, where: str, parameters: Sequence[Any], now: datetime, *, order: str, most: int
) -> list[Any]:
    """Give columns of the records of a group that go by its rule, up to ``most``."""
    key = group.version, group.category, group.purposes, group.kind
    ends, limit = ends_of(*key, now), f"ORDER BY {order} LIMIT {most}"
    if ends.only is not None:
        query = f"SELECT {columns} {FROM} WHERE {GROUP} AND s.status = 0 AND {where} {limit}"
        return _rows(query, [*_terms(key), *parameters])
    is_rule = "IS NULL" if group.rule == NO_RULE else f"= {ends.rules.index(group.rule)}"
    told = _told_apart(key, ends, where, now)
    return _rows(f"SELECT {columns} {told} WHERE d.rule {is_rule} {limit}", [*_terms(key), *parameters])


def _told_apart(key: Key, ends: Ends, where: str, now: datetime) -> str:
    """Write where records of a group come from with the number of the rule that each goes by, ``d.rule``."""
    plan = plan_of_group(versions(), *key, now)
    reckoning = Reckoning(plan, versions().clauses.numbers.purposes)
    return f"{FROM} JOIN ({reckoning.last_to_end(ends.numbers, where)}) AS d ON d.id = r.id"


def _terms(key: Key) -> list[Any]:
    version, category, purposes, kind = key
    return [version, version, category, purposes, kind, kind]


def _rows(query: str, parameters: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(parameters))
        return list(cursor.fetchall())
