"""Settling where data came from that were brought in without a source: many records at once, by whoever found out.

What is settled is a fact about the records, so it holds for every purpose; a source that is known already is never
changed here. No value is read. Which notice people were given is settled in ``honour.register.settling_notice``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from django.db import connection, transaction
from pyroaring import BitMap

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.gate import Filter
from honour.gate.compiled.expressions import places
from honour.gate.compiled.tally import Tally, tally_of, tally_query
from honour.gate.question import Actor, Ask
from honour.gate.rules import codes
from honour.register.counting import dialect
from honour.register.errors import SettlingRefusedError
from honour.register.versions import versions

declare("records:source-settled", "It was found out where records came from that had no source.")

MOST_WORDS = 500
_AT_ONCE = 2_000
_DAY = {
    "sqlite": "substr(r.collected_at, 1, 10)",
    "postgresql": "to_char(r.collected_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
}
_PEOPLE = "JOIN register_subject s ON s.id = r.subject_id WHERE s.status = 0"
_FACTS = (
    "id, subject_id, category, version, purposes, on_consent, due_at, superseded_by, lapse_at, lapsed, ends, "
    "collected_at, undated"
)


Unknown = Literal["source", "version"]
"""What may be unknown of a record: where it came from, or which notice its person was given."""


class Group(NamedTuple):
    """Records that belong together: of one category, given under one notice, or brought in on one day without a date.

    ``version`` is ``None`` where nobody knows the notice; ``day``, in UTC as ``2026-11-28``, is empty where it is known
    when they were taken.
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


@dataclass(frozen=True, slots=True)
class Settled:
    """What was settled: how many records, of how many people, and the entry on the ledger."""

    records: int
    people: int
    entry: int


def unsettled(purpose: str, unknown: Unknown = "source") -> list[Unsettled]:
    """Give the groups of records held for a purpose of which nobody knows the source or the notice, the largest first.

    Errors: ``UnknownClauseError`` for a purpose that no version declared.
    """
    clauses, day = versions().clauses, _DAY[connection.vendor]
    counts = f"count(*), count(DISTINCT r.subject_id), min({day}), max({day})"
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
    rows = f"{tables} AND r.superseded_by IS NULL AND (r.purposes & {_bit(purpose)}) <> 0 AND {where}"
    bits = [1 << place for place in places(asked.possible)]
    with connection.cursor() as cursor:
        cursor.execute(tally_query(asked.mask, rows, blocking=0, bits=bits, sqlite=dialect() == "sqlite"), parameters)
        return tally_of(cursor.fetchone(), codes(asked.possible))


def settle_source(  # noqa: PLR0913 - what is settled, how, why, by whom, when
    purpose: str, groups: Sequence[Group], source: str, *, reason: str, by: str, at: datetime
) -> Settled:
    """Write down where groups of records came from, all at once, and put it on the ledger with whose they are.

    Arguments: ``groups`` of records held for ``purpose``, as ``unsettled`` gives them; ``reason``, how it was found
    out, naming nobody; ``by``, the opaque id of whoever says so.
    Errors: ``SettlingRefusedError`` for no reason, no group, a source that the notice in use does not name, or when
    nothing is left to settle; ``UnknownClauseError``. Nothing is written then.
    """
    known, words = versions(), found_out(reason, groups)
    if source not in known.current(at).own.sources:
        raise SettlingRefusedError("The notice in use names no such source. Declare it and publish first.")
    number = known.clauses.number("sources", source)
    where, parameters = belonging(groups)
    people, records = BitMap(), 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE register_record SET source = %s WHERE source IS NULL "  # noqa: S608 - ours
            f"AND id IN (SELECT r.id {held(purpose, 'source')} AND {where}) RETURNING subject_id",
            [number, *parameters],
        )
        while rows := cursor.fetchmany(_AT_ONCE):
            records += len(rows)
            people.update(row[0] for row in rows)
        if not records:
            raise SettlingRefusedError("Nothing of this is left to settle: it was settled or erased meanwhile.")
        said = {
            "by": by,
            "purpose": purpose,
            "source": source,
            "records": records,
            "people": len(people),
            "categories": sorted({group.category for group in groups}),
            "reason": words,
        }
        entry = entries.append("records:source-settled", said, at=at, subjects=people)
    return Settled(records, len(people), entry)


def found_out(reason: str, groups: Sequence[Group]) -> str:
    """Give the reason as it is written down. Errors: ``SettlingRefusedError`` for none, a long one, or no group."""
    words = reason.strip()
    if not words or len(words) > MOST_WORDS:
        raise SettlingRefusedError(f"Say how you found out, in at most {MOST_WORDS} characters.")
    if not groups:
        raise SettlingRefusedError("Choose at least one group of records.")
    return words


def held(purpose: str, unknown: Unknown) -> str:
    """Write which records are held for a purpose and lack something, of people who are here."""
    return f"FROM register_record r {_PEOPLE} AND r.{unknown} IS NULL AND (r.purposes & {_bit(purpose)}) <> 0"


def _bit(purpose: str) -> int:
    return 1 << versions().clauses.number("purposes", purpose)


def undated_on() -> str:
    """Write the day, in UTC, on which a record without a date was brought in; empty for one with a date."""
    return f"CASE WHEN r.undated THEN {_DAY[connection.vendor]} ELSE '' END"


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
