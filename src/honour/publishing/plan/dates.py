"""Whose records' dates move, to when, and which records go on the night of publication."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from pyroaring import BitMap

from honour.gate.compiled.expressions import places
from honour.notice.keeping_rules import among, rules_about, rules_for
from honour.notice.model import Notice, RetentionRule
from honour.publishing.plan.comparison import Comparison
from honour.publishing.plan.consequences import Consequence, Kind
from honour.register.due.plans import Plan, plan_of
from honour.register.due.reckoning import Reckoning, teach_calendar
from honour.register.hidden import hidden_records

Terms = tuple[int | None, int, int, int | None]
"""Version, category, purposes and kind of person: what tells which rules hold a record."""


@dataclass(frozen=True)
class Moving:
    """Records that follow one plan after the change: the clause that moves them, their terms, the new plan.

    ``purpose``: the number of the purpose whose end the clause moves, where the record's purposes do not all end
    together. ``first``: no other clause moves the same records and was counted before.
    """

    clause: str
    name: str
    terms: tuple[Terms, ...]
    plan: Plan
    purpose: int | None
    first: bool


def moving_groups(reading: BaseDatabaseWrapper, comparison: Comparison) -> list[Moving]:
    """Find the groups of records whose rules change, those that follow the same new rules together."""
    pairs = list(_pairs(comparison))
    if not pairs:
        return []
    found: dict[tuple[str, str, int | None, bool, tuple[tuple[str, Any], ...]], list[Terms]] = {}
    numbers = comparison.clauses.numbers.purposes
    joined = "CROSS JOIN" if reading.vendor == "sqlite" else "JOIN"  # SQLite keeps the order in which one is written
    on = "WHERE" if reading.vendor == "sqlite" else "ON"
    with reading.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT r.version, r.category, r.purposes, s.kind FROM register_record r {joined} "  # noqa: S608 - whole numbers only
            f"register_subject s {on} s.id = r.subject_id AND s.status = 0 AND {_among(pairs)}"
        )
        for terms in cursor.fetchall():
            was, will = (_plan(comparison, notice, terms) for notice in (comparison.old, comparison.new))
            together = len(set(was.values())) == 1 == len(set(will.values()))
            for place, (clause, purpose) in enumerate(_causes(comparison, terms, was, will).items()):
                of = None if together else numbers[purpose]
                name = _called(comparison, purpose)
                found.setdefault((clause, name, of, not place, tuple(sorted(will.items()))), []).append(terms)
    return [
        Moving(clause, name, tuple(terms), dict(plan), of, first)
        for (clause, name, of, first, plan), terms in found.items()
    ]


def count_moves(
    reading: BaseDatabaseWrapper, comparison: Comparison, moving: Moving, people: tuple[int, int]
) -> Iterator[Consequence]:
    """Count, among some people, the records that a change moves and those that it makes due at once.

    What goes at once is counted with the first clause that moves it, and with no other.
    Arguments: ``people``, rows: after the first number, up to the second.
    """
    teach_calendar(reading)
    sqlite = reading.vendor == "sqlite"
    now = comparison.at.astimezone(UTC)
    night = f"'{now.replace(tzinfo=None)}'" if sqlite else f"TIMESTAMPTZ '{now}'"
    differs = "IS NOT" if sqlite else "IS DISTINCT FROM"
    # Said of both tables: PostgreSQL would else go through everybody for each portion.
    among = " AND ".join(f"{number} > {people[0]} AND {number} <= {people[1]}" for number in ("r.subject_id", "s.id"))
    whose = f"r.superseded_by IS NULL AND {among} AND r.id NOT IN {hidden_records(comparison.at)}"
    before = {"subject_id": "r.subject_id", "was_due": "r.due_at", "had": "r.ends"}
    reckoning = Reckoning(moving.plan, comparison.clauses.numbers.purposes)
    reckoned = reckoning.select(whose, _condition(moving.terms), before)
    goes = f"(due_at <= {night} AND (was_due IS NULL OR was_due > {night}))"
    together = "json_group_array(subject_id)" if sqlite else "array_agg(subject_id)"
    if moving.purpose is None:
        moved = f"was_due {differs} due_at OR had {differs} ends"
        day = f"CASE WHEN was_due {differs} due_at THEN due_at ELSE lapse_at END"
    else:
        day, before_it = (
            _end_of(moving.purpose, *each, sqlite=sqlite) for each in (("ends", "due_at"), ("had", "was_due"))
        )
        moved = f"{before_it} {differs} {day}"
    no = "0" if sqlite else "FALSE"
    counted = f"{goes} OR {moved}" if moving.first else f"NOT coalesce({goes}, {no}) AND ({moved})"
    with reading.cursor() as cursor:
        cursor.execute(
            # Each end is reckoned once: left to themselves both databases write the sum wherever its name stands.
            f"WITH n AS MATERIALIZED ({reckoned}) "  # noqa: S608 - the product's own parts
            "SELECT goes, count(*), min(day), max(day), count(*) - count(day), "
            f"{together} FROM (SELECT subject_id, CASE WHEN {goes} THEN 1 ELSE 0 END AS goes, {day} AS day "
            f"FROM n WHERE {counted}) AS m GROUP BY goes"
        )
        for gone, records, first, last, endless, whom in cursor.fetchall():
            kind: Kind = "goes" if gone else "moves"
            who = BitMap(json.loads(whom) if sqlite else whom)
            yield Consequence(
                kind, moving.clause, moving.name, records, who, "", _instant(first), _instant(last), int(endless)
            )


def together(found: Iterable[Consequence], counted: dict[tuple[str, Kind], Consequence]) -> None:
    """Add what was counted of some people to what was counted before."""
    for one in found:
        kept = counted.setdefault((one.clause, one.kind), Consequence(one.kind, one.clause, one.name))
        kept.records += one.records
        kept.endless += one.endless
        kept.who |= one.who
        kept.first = min(filter(None, (kept.first, one.first)), default=None)
        kept.last = max(filter(None, (kept.last, one.last)), default=None)


def _among(pairs: Iterable[tuple[int, int]]) -> str:
    """Write which records are of one of several categories and for one of its purposes, all given by number."""
    purposes: dict[int, int] = {}
    for category, purpose in pairs:
        purposes[category] = purposes.get(category, 0) | 1 << purpose
    alike: dict[int, list[int]] = {}
    for category, mask in purposes.items():
        alike.setdefault(mask, []).append(category)
    written = [
        f"(r.purposes & {mask}) <> 0 AND r.category IN ({', '.join(map(str, several))})"
        for mask, several in alike.items()
    ]
    return f"({' OR '.join(written)})"


def _pairs(comparison: Comparison) -> Iterator[tuple[int, int]]:
    """Give the categories and purposes, by number, of which the two versions have different rules for somebody."""
    numbers = comparison.clauses.numbers
    for category, of in numbers.categories.items():
        for purpose, number in numbers.purposes.items():
            if _differ(comparison, category, purpose):
                yield of, number


def _differ(comparison: Comparison, category: str, purpose: str) -> bool:
    if _use(comparison.old, category, purpose) != _use(comparison.new, category, purpose):
        return True
    both = [(notice, rules_about(notice, category, purpose)) for notice in (comparison.old, comparison.new)]
    if not any(rules for _, rules in both):
        return False
    kinds = (None, *comparison.clauses.numbers.kinds)
    old, new = ([_told(among(rules, notice, purpose, kind)) for kind in kinds] for notice, rules in both)
    return old != new


def _use(notice: Notice, category: str, purpose: str) -> tuple[bool, bool]:
    declared = notice.purposes.get(purpose)
    over = any(purpose in p.compatible_with and category in notice.categories_of(s) for s, p in notice.purposes.items())
    return declared is not None or over, declared is not None and declared.is_marketing


def _told(rules: Mapping[str, RetentionRule]) -> set[tuple[object, ...]]:
    return {(rule.trigger, rule.period, rule.preset) for rule in rules.values()}


def _plan(comparison: Comparison, notice: Notice, terms: Terms) -> Plan:
    version, category, purposes, kind = terms
    clauses = comparison.clauses
    label = clauses.named["versions"].get(version) if version is not None else None
    under = comparison.after.history.by_label.get(label, notice) if label else notice
    listed = [clauses.named["purposes"][number] for number in places(purposes)]
    who = None if kind is None else clauses.named["kinds"].get(kind)
    return plan_of(notice, under, clauses.named["categories"][category], sorted(listed), who, comparison.at)


def _causes(comparison: Comparison, terms: Terms, was: Plan, will: Plan) -> dict[str, str]:
    """Give the clauses that move a group, each with the first purpose whose end it moves.

    A clause is the retention rule that changed, or the purpose that is declared no more.
    """
    category = comparison.clauses.named["categories"][terms[1]]
    kind = None if terms[3] is None else comparison.clauses.named["kinds"].get(terms[3])
    found: dict[str, str] = {}
    for purpose in (each for each in will if was.get(each) != will[each]):
        found.setdefault(_cause(comparison, category, purpose, kind), purpose)
    return found


def _cause(comparison: Comparison, category: str, purpose: str, kind: str | None) -> str:
    for notice, other in ((comparison.new, comparison.old), (comparison.old, comparison.new)):
        for short, rule in rules_for(notice, category, purpose, kind).items():
            if rule != other.retention.get(short) and purpose in comparison.new.purposes:
                return f"retention.{short}"
    return f"purpose.{purpose}"


def _called(comparison: Comparison, purpose: str) -> str:
    declared = comparison.new.purposes.get(purpose) or comparison.old.purposes.get(purpose)
    return declared.name if declared else purpose


def _end_of(purpose: int, ends: str, due: str, *, sqlite: bool) -> str:
    """Write when a record's purpose ends, from the ends that come before the record's own."""
    if sqlite:
        return f"coalesce(json_extract({ends}, '$.p{purpose}'), {due})"
    return f"coalesce(({ends}::json ->> 'p{purpose}')::timestamp AT TIME ZONE 'UTC', {due})"


def _condition(several: tuple[Terms, ...]) -> str:
    """Write which records have one of several terms."""
    by_data: dict[tuple[int, int], list[tuple[int | None, int | None]]] = {}
    for version, category, purposes, kind in several:
        by_data.setdefault((category, purposes), []).append((version, kind))
    written = [
        f"(r.category = {category} AND r.purposes = {purposes} AND ({' OR '.join(map(_of, who))}))"
        for (category, purposes), who in by_data.items()
    ]
    return f"({' OR '.join(written)})"


def _of(terms: tuple[int | None, int | None]) -> str:
    version, kind = ("IS NULL" if each is None else f"= {each}" for each in terms)
    return f"r.version {version} AND s.kind {kind}"


def _instant(day: datetime | str | None) -> datetime | None:
    if isinstance(day, str):
        return datetime.fromisoformat(day).replace(tzinfo=UTC)
    return day
