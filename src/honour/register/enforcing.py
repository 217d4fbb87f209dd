"""What enforcing a purpose refuses of the data held for it, by reason and by person. No value is read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from honour.evidence.models import Payload
from honour.gate import Filter
from honour.gate.compiled.expressions import places
from honour.gate.compiled.tally import tally_of, tally_query
from honour.gate.question import Actor, Ask
from honour.gate.rules import BIT, OBSERVABLE, codes
from honour.register.counting import FROM, dialect
from honour.register.hidden import hidden_for, hidden_records
from honour.register.versions import versions

USES = ("person:read", "person:disclosed", "person:selected")
MOST_USES = 5_000


@dataclass(frozen=True, slots=True)
class Enforcing:
    """How a purpose's data stand if it is enforced.

    ``allowed`` and ``refused`` count records held for it; ``passing``, those of the refused that observing lets pass;
    ``reasons``, records by the code of each rule that refuses, the most first: one record may count under several.
    """

    purpose: str
    observed: bool
    allowed: int
    refused: int
    passing: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Concerned:
    """One person's records of a category that a rule refuses: opaque id, category, version and source, how many."""

    person: str
    category: str
    version: str | None
    source: str | None
    records: int


def enforcing(purpose: str, at: datetime) -> Enforcing:
    """Count what enforcing a purpose allows and refuses of the records held for it.

    Errors: ``UnknownClauseError`` for a purpose that no version declared; ``UnknownVersionError`` when none is in use.
    """
    known = versions()
    asked, held = _asked(purpose, at)
    refusing = [1 << place for place in places(asked.possible)]
    sqlite = dialect() == "sqlite"
    decided = f"(SELECT {asked.mask} AS mask {held}) AS decided"
    passing = f"SELECT count(*) FROM {decided} WHERE mask <> 0 AND mask & {_BLOCKING} = 0"  # noqa: S608 - the gate's own
    with connection.cursor() as cursor:
        cursor.execute(tally_query(asked.mask, held, blocking=0, bits=refusing, sqlite=sqlite))
        tally = tally_of(cursor.fetchone(), codes(asked.possible))
        cursor.execute(passing)
        let_pass = int(cursor.fetchone()[0])
    return Enforcing(
        purpose,
        purpose in known.observed,
        tally.allowed,
        tally.withheld,
        let_pass,
        tuple(sorted(tally.refused.items(), key=lambda each: (-each[1], each[0]))),
    )


def concerned(purpose: str, code: str, at: datetime, *, first: int, most: int) -> Sequence[Concerned]:
    """Give whose records a rule refuses, from place ``first`` on, ``most`` at most."""
    known = versions()
    asked, held = _asked(purpose, at)
    bit, clauses = BIT[code], known.clauses
    if not asked.possible & bit:
        return []
    query = (
        f"SELECT s.public_id, r.category, r.version, r.source, count(*) {held} AND ({asked.mask} & {bit}) <> 0 "
        "GROUP BY s.id, s.public_id, r.category, r.version, r.source "
        f"ORDER BY s.id, r.category LIMIT {int(most)} OFFSET {int(first)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [
            Concerned(
                person,
                clauses.clause("categories", category) or "",
                clauses.clause("versions", version),
                clauses.clause("sources", source),
                count,
            )
            for person, category, version, source, count in cursor.fetchall()
        ]


def let_pass_lately(at: datetime, days: int = 30) -> dict[str, int]:
    """Count by purpose the uses of the last days that passed only because a purpose is observed."""
    found: dict[str, int] = {}
    rows = Payload.objects.filter(entry__kind__in=USES, entry__at__gte=at - timedelta(days=days))
    for content in rows.order_by("-entry_id").values_list("content", flat=True)[:MOST_USES]:
        said = json.loads(content)
        if said.get("observed") or said.get("mode") == "observe":
            found[said["purpose"]] = found.get(said["purpose"], 0) + 1
    return found


_BLOCKING = sum(BIT.values()) & ~OBSERVABLE


def _asked(purpose: str, at: datetime) -> tuple[Filter, str]:
    """Give the gate's question of using a purpose's data, and from FROM on the records that are held for it."""
    known = versions()
    number = known.clauses.number("purposes", purpose)
    actor = Actor("console", "service", {purpose: frozenset({"use"})})
    asked = known.gate(at).filter(Ask(actor, "use", purpose, at), dialect())
    seen = f"r.id NOT IN {hidden_records(at)} AND NOT coalesce({hidden_for(number, at)}, FALSE)"
    return asked, f"{FROM} AND (r.purposes & {1 << number}) <> 0 AND {seen}"
