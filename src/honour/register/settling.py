"""Settling where data came from that were brought in without a source: many records at once, by whoever found out.

What is settled is a fact about the records, so it holds for every purpose; a source that is known already is never
changed here. No value is read. Which notice people were given is settled in ``honour.register.settling_notice``; the
worker does both, batch by batch, as ``honour.register.settling_work`` asks it to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from django.db import connection
from django.utils import timezone
from pyroaring import BitMap

from honour.gate import Filter
from honour.gate.compiled.expressions import places
from honour.gate.compiled.tally import Tally, tally_of, tally_query
from honour.gate.question import Actor, Ask
from honour.gate.rules import codes
from honour.register.counting import dialect
from honour.register.due.reckoning import day_of, teach_calendar
from honour.register.errors import SettlingRefusedError
from honour.register.hidden import hidden_records
from honour.register.versions import versions

MOST_WORDS = 500
AT_ONCE = 5_000
"""Records whose source is written in one transaction."""
_PEOPLE = "JOIN register_subject s ON s.id = r.subject_id WHERE s.status = 0"
_FACTS = (
    "id, subject_id, category, version, purposes, on_consent, due_at, superseded_by, lapse_at, lapsed, ends, "
    "collected_at, undated"
)


Unknown = Literal["source", "version"]
"""What may be unknown of a record: where it came from, or which notice its person was given."""


class Group(NamedTuple):
    """Records that belong together: of one category, given under one notice, or brought in on one day without a date.

    ``version`` is ``None`` where nobody knows the notice; ``day``, as ``2026-11-28``, is empty where it is known when
    they were taken.
    """

    category: str
    version: str | None
    day: str


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A group of which something is unknown: how many records, of how many people, taken or brought in when.

    Older versions of records that were put right are counted too: they came from the same place.
    """

    group: Group
    records: int
    people: int
    first: date
    last: date


class Batch(NamedTuple):
    """What one transaction settled: whose records, which, the last that was looked at, and of which categories."""

    people: BitMap
    settled: list[int]
    last: int
    categories: list[str]

    @property
    def records(self) -> int:
        """How many records were settled."""
        return len(self.settled)


def unsettled(purpose: str, unknown: Unknown = "source") -> list[Unsettled]:
    """Give the groups of records held for a purpose of which nobody knows the source or the notice, the largest first.

    Errors: ``UnknownClauseError`` for a purpose that no version declared.
    """
    clauses = versions().clauses
    first_day, last_day = day_of("min(r.collected_at)"), day_of("max(r.collected_at)")
    counts = f"count(*), count(DISTINCT r.subject_id), {first_day}, {last_day}"
    query = (
        f"SELECT r.category, r.version, {undated_on()}, {counts} {held(purpose, unknown)} "
        "GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [
            Unsettled(
                Group(clauses.clause("categories", category) or "", clauses.clause("versions", version), when),
                records,
                people,
                date.fromisoformat(first),
                date.fromisoformat(last),
            )
            for category, version, when, records, people, first, last in cursor.fetchall()
        ]


def would_be(purpose: str, groups: Sequence[Group], source: str, at: datetime) -> Tally:
    """Ask the gate what using the records for the purpose would come to if they came from a source; nothing changes.

    Counted as if the purpose were enforced.

    Errors: ``UnknownClauseError``.
    """
    known = versions()
    number = known.clauses.number("sources", source)
    actor = Actor("console", "service", {purpose: frozenset({"use"})})
    asked = known.gate(at).filter(Ask(actor, "use", purpose, at), dialect())
    where, parameters = belonging(groups)
    # The records as they would be: each fact as it is, but for the source.
    supposed = f"(SELECT {_FACTS}, {number} AS source FROM register_record WHERE source IS NULL)"  # noqa: S608 - ours
    return tallied(asked, f"FROM {supposed} r {_PEOPLE}", purpose, where, parameters)


def tallied(asked: Filter, tables: str, purpose: str, where: str, parameters: Sequence[int | str]) -> Tally:
    """Count what the gate answers about records in use that are held for a purpose.

    Arguments: ``tables``, those to ask, as SQL; ``where``, which of their records, with its parameters.
    """
    seen = f"r.superseded_by IS NULL AND r.id NOT IN {hidden_records(timezone.now())}"
    rows = f"{tables} AND {seen} AND (r.purposes & {_bit(purpose)}) <> 0 AND {where}"
    bits = [1 << place for place in places(asked.possible)]
    with connection.cursor() as cursor:
        cursor.execute(tally_query(asked.mask, rows, blocking=0, bits=bits, sqlite=dialect() == "sqlite"), parameters)
        return tally_of(cursor.fetchone(), codes(asked.possible))


def settle_sources(purpose: str, groups: Sequence[Group], source: str, *, after: int) -> Batch | None:
    """Write down where some records of the groups came from, those after a record; ``None`` when none is left.

    To be called in the transaction that puts it on the ledger.
    Errors: ``UnknownClauseError``.
    """
    clauses = versions().clauses
    number = clauses.number("sources", source)
    where, parameters = belonging(groups)
    people, categories, settled = BitMap(), set[int](), list[int]()
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE register_record SET source = %s WHERE source IS NULL AND id IN (SELECT r.id "  # noqa: S608 - ours
            f"{held(purpose, 'source')} AND r.id > %s AND {where} ORDER BY r.id LIMIT {AT_ONCE}) "
            "RETURNING id, subject_id, category",
            [number, after, *parameters],
        )
        for record, person, category in cursor.fetchall():
            settled.append(record)
            people.add(person)
            categories.add(category)
    if not settled:
        return None
    named = sorted(clauses.clause("categories", each) or "" for each in categories)
    return Batch(people, settled, max(settled), named)


def left(purpose: str, unknown: Unknown, groups: Sequence[Group]) -> int:
    """Count the records of groups of which something is still unknown."""
    where, parameters = belonging(groups)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {held(purpose, unknown)} AND {where}", parameters)
        return int(cursor.fetchone()[0])


def found_out(reason: str, groups: Sequence[Group]) -> str:
    """Give the reason as it is written down. Errors: ``SettlingRefusedError`` for none, a long one, or no group."""
    words = reason.strip()
    if not words or len(words) > MOST_WORDS:
        raise SettlingRefusedError(f"Say how you found out, in at most {MOST_WORDS} characters.")
    if not groups:
        raise SettlingRefusedError("Choose at least one group of records.")
    return words


def held(purpose: str, unknown: Unknown) -> str:
    """Write which records are held for a purpose and lack something, of people who are here.

    What only a sealed hold keeps is left as it is: its count would tell of the hold.
    """
    lacking = f"r.{unknown} IS NULL AND (r.purposes & {_bit(purpose)}) <> 0"
    return f"FROM register_record r {_PEOPLE} AND {lacking} AND r.id NOT IN {hidden_records(timezone.now())}"


def _bit(purpose: str) -> int:
    return 1 << versions().clauses.number("purposes", purpose)


def undated_on() -> str:
    """Write the day on which a record without a date was brought in; empty for one with a date."""
    teach_calendar(connection)
    return f"CASE WHEN r.undated THEN {day_of('r.collected_at')} ELSE '' END"


def belonging(groups: Sequence[Group]) -> tuple[str, list[int | str]]:
    """Write the condition that a record belongs to one of the groups, with its parameters."""
    clauses, conditions, parameters = versions().clauses, list[str](), list[int | str]()
    for group in groups:
        told = "r.version IS NULL" if group.version is None else "r.version = %s"
        conditions.append(f"(r.category = %s AND {told} AND {undated_on()} = %s)")
        parameters.append(clauses.number("categories", group.category))
        parameters += [] if group.version is None else [clauses.number("versions", group.version)]
        parameters.append(group.day)
    return f"({' OR '.join(conditions)})", parameters
