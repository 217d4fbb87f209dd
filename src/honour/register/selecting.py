"""Using the data of many people at once: the database decides about everybody, one ledger entry names them all.

The entry commits first; values are then opened in batches, and each batch is decided again, so that a stop made in
between still counts. Nobody is handed out whom the entry does not name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from pyroaring import BitMap

from honour.evidence import entries
from honour.gate import Ask, Filter, Gate
from honour.gate.duties import duties
from honour.gate.question import Action, Actor
from honour.keyring import Keyring
from honour.register.counting import FROM, dialect
from honour.register.known_keys import register_keyring
from honour.register.numbers import Clauses
from honour.register.reading import ReadRecord
from honour.register.recording import identifying
from honour.register.selection_rows import open_rows
from honour.register.suppressing import kinds_heeded, suppressed
from honour.register.versions import Versions, versions


@dataclass(frozen=True, slots=True)
class Selection:
    """Everybody's records that a purpose may use. ``people`` and ``records`` count them, ``entry`` names them.

    ``unreadable`` lists, once ``values`` has run, the records whose seal is broken.
    """

    purpose: str
    people: int
    records: int
    obligations: tuple[str, ...]
    entry: int
    unreadable: list[int]
    _keyring: Keyring = field(repr=False)
    _clauses: Clauses = field(repr=False)
    _asked: Filter = field(repr=False)
    _people: BitMap = field(repr=False)
    _found_by: Mapping[tuple[str, str], str] = field(repr=False)

    def values(self) -> Iterator[tuple[str, ReadRecord]]:
        """Open the records: a person's opaque id and a record, person by person, a batch at a time.

        A record that was stopped, erased or replaced since the entry is left out; and from marketing, one with what it
        would reach people by on the do-not-contact list, whoever put it there.
        """
        for person, record in open_rows(self._keyring, self._clauses, self._asked, self._people, self.unreadable):
            if not self._is_listed(record):
                yield person, record

    def _is_listed(self, record: ReadRecord) -> bool:
        found = [
            (kind, str(record.value[short]))
            for (category, short), kind in self._found_by.items()
            if category == record.category and record.value.get(short)
        ]
        return bool(found) and suppressed(self._keyring, found)


def select(  # noqa: PLR0913 - the parts of a question
    actor: Actor,
    purpose: str,
    at: datetime,
    *,
    action: Action = "use",
    categories: frozenset[str] | None = None,
    recipient: str | None = None,
    channel: str | None = None,
    grounds: frozenset[str] = frozenset(),
    topic: str | None = None,
) -> Selection:
    """Select what a purpose may use of everybody's data.

    Arguments: as in ``honour.gate.question.Ask``.
    Errors: those of the keyring, before anything is written; ``UnknownVersionError`` when no notice is in force;
    ``RuntimeError`` inside another transaction, because values must not leave before the entry is committed.
    """
    keyring = register_keyring()
    ask = Ask(actor, action, purpose, at, categories, recipient, channel, grounds, topic)
    with transaction.atomic(durable=True):
        known = versions()
        gate = known.gate(at)
        asked = gate.filter(ask, dialect())
        people, counts = _who(asked)
        payload = _payload(ask, gate, asked, len(people), counts, known.clauses)
        entry = entries.append("person:selected", payload, subjects=people, at=at)
    return Selection(
        purpose=purpose,
        people=len(people),
        records=sum(counts.values()),
        obligations=duties(gate.history, action, purpose, recipient, grounds=grounds, lifted="legal-claim" in grounds),
        entry=entry,
        unreadable=[],
        _keyring=keyring,
        _clauses=known.clauses,
        _asked=asked,
        _people=people,
        _found_by=_heeded(known, gate, ask),
    )


def _heeded(known: Versions, gate: Gate, ask: Ask) -> dict[tuple[str, str], str]:
    """Give the fields held against the do-not-contact list, with the kind of identifier: none but for marketing."""
    if ask.purpose not in gate.history.marketing:
        return {}
    heeded = kinds_heeded(gate.history.current, ask.channel)
    found = identifying(one.notice for one in known.all)
    return {place: kind for place, kind in found.items() if kind in heeded}


def _who(asked: Filter) -> tuple[BitMap, dict[int, int]]:
    """Give the people whose records pass, and how many records of each category."""
    people, counts = BitMap(), dict[int, int]()
    with connection.chunked_cursor() as cursor:  # a million rows are not fetched at once
        cursor.execute(
            f"SELECT r.subject_id, r.category, count(*) {FROM} AND {asked.where} GROUP BY r.subject_id, r.category"
        )
        while rows := cursor.fetchmany(10_000):
            people.update(row[0] for row in rows)
            for _, category, count in rows:
                counts[category] = counts.get(category, 0) + count
    return people, counts


def _payload(  # noqa: PLR0913, PLR0917 - what the ledger says of a use
    ask: Ask, gate: Gate, asked: Filter, people: int, counts: dict[int, int], clauses: Clauses
) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "by": ask.actor.acting_for(ask.purpose),
        "action": ask.action,
        "purpose": ask.purpose,
        "version": gate.history.current.version,
        "people": people,
        "records": sum(counts.values()),
        "categories": sorted(clauses.named["categories"][number] for number in counts),
    }
    if ask.recipient:
        payload["recipient"] = ask.recipient
    if ask.grounds:
        payload["grounds"] = sorted(ask.grounds)
    if asked.observed:
        payload["mode"] = "observe"
    return payload
