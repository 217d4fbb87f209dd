"""Reading a person's data for a purpose: the only way to one person's values.

The gate decides about each record, the use is on the ledger, and the values are handed out after that has committed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from honour.evidence import entries
from honour.gate.decision import Decision, Reason
from honour.gate.question import Action, Actor, Ask
from honour.gate.rows import UNKNOWN, SubjectRow
from honour.keyring import Keyring, KeyringError, Opener
from honour.register.facts_query import PersonFacts, collected, read_facts
from honour.register.known_keys import register_keyring
from honour.register.numbers import Clauses
from honour.register.sealed import key_place, open_value, record_place
from honour.register.versions import versions_at

UNREADABLE = Reason(
    "value-unreadable",
    "honour",
    "This record cannot be opened: its key or its bytes are not as they were written. Whoever runs Honour should look "
    "at `honour prove` and the backups.",
)
"""Why a record that the gate allows is not handed out when its seal is broken."""


class ReadRecord(NamedTuple):
    """A record handed out, its value by field. ``observed``: enforcing the purpose would have withheld it."""

    id: int
    category: str
    value: Mapping[str, Any]
    source: str | None
    version: str | None
    collected_at: datetime
    due_at: datetime | None
    observed: bool

    def __repr__(self) -> str:
        """Leave the value out, or a traceback would show it."""
        return f"ReadRecord({self.id}, {self.category!r}, …)"


class Withheld(NamedTuple):
    """A record not handed out, and every rule that determined it."""

    id: int
    category: str
    reasons: tuple[Reason, ...]


class Reading(NamedTuple):
    """What a use was given. ``obligations`` are what the reader must do now; ``entry`` is its place on the ledger."""

    person: str
    purpose: str
    outcome: str
    records: tuple[ReadRecord, ...]
    withheld: tuple[Withheld, ...]
    reasons: tuple[Reason, ...]
    obligations: tuple[str, ...]
    version: str
    entry: int


def read(  # noqa: PLR0913 - the parts of a question
    actor: Actor,
    person: str,
    purpose: str,
    at: datetime,
    *,
    action: Action = "use",
    categories: frozenset[str] | None = None,
    recipient: str | None = None,
    channel: str | None = None,
    grounds: frozenset[str] = frozenset(),
    topic: str | None = None,
) -> Reading:
    """Read what a purpose allows of a person's data.

    Arguments: as in ``honour.gate.question.Question``; ``person``, the opaque id. A refusal is an answer, not an
    error, and is on the ledger too.
    Errors: those of the keyring, before anything is written; ``UnknownVersionError`` when no notice is in force;
    ``RuntimeError`` inside another transaction, because the values must not leave before the entry is committed.
    """
    keyring = register_keyring()
    ask = Ask(actor, action, purpose, at, categories, recipient, channel, grounds, topic)
    with transaction.atomic(durable=True):
        stamp, facts = read_facts(person, at)
        known = versions_at(stamp)
        if facts is None:
            facts = PersonFacts(None, SubjectRow(status=UNKNOWN), [])
        decision = known.gate(at).decide_rows(ask, facts.subject, [row[0] for row in facts.records])
        records, withheld = _open(keyring, known.clauses, facts, decision)
        entry = entries.append(
            _kind(ask, records), _payload(ask, decision, records, withheld), subject=facts.number, at=at
        )
    return Reading(
        person=person,
        purpose=purpose,
        outcome=_outcome(records, withheld),
        records=tuple(records),
        withheld=tuple(withheld),
        reasons=decision.reasons,
        obligations=decision.obligations,
        version=decision.version,
        entry=entry,
    )


def _open(
    keyring: Keyring, clauses: Clauses, facts: PersonFacts, decision: Decision
) -> tuple[list[ReadRecord], list[Withheld]]:
    """Open what is allowed. A record whose seal is broken is withheld; the others are still handed out."""
    number = facts.number or 0
    opened: dict[int, Opener] = {}
    records: list[ReadRecord] = []
    withheld: list[Withheld] = []
    named = clauses.named
    categories, sources, labels = named["categories"], named["sources"], named["versions"]
    for row, (_, allowed, reasons, observed) in zip(facts.records, decision.records, strict=True):
        (record, category, version, _, source, _, due_at, _), sealed, collected_at, key_row, root_version, wrapped = row
        name = categories[category]
        if not allowed:
            withheld.append(Withheld(record, name, reasons))
            continue
        try:
            key = opened.get(key_row)
            if key is None:
                key = opened[key_row] = Opener(
                    keyring.unwrap(root_version, bytes(wrapped), key_place(number, category))
                )
            value = open_value(key, sealed, record_place(number, category, record, version))
        except (KeyringError, ValueError, TypeError):
            withheld.append(Withheld(record, name, (UNREADABLE,)))
            continue
        records.append(
            ReadRecord(
                record,
                name,
                value,
                None if source is None else sources[source],
                None if version is None else labels[version],
                collected(collected_at),
                due_at,
                observed,
            )
        )
    return records, withheld


def _kind(ask: Ask, records: list[ReadRecord]) -> str:
    if not records:
        return "person:refused"
    return "person:disclosed" if ask.action == "disclose" else "person:read"


def _outcome(records: list[ReadRecord], withheld: list[Withheld]) -> str:
    if not records:
        return "refused"
    return "partly" if withheld else "allowed"


def _payload(ask: Ask, decision: Decision, records: list[ReadRecord], withheld: list[Withheld]) -> dict[str, Any]:
    """Say on the ledger who used what of whom for which purpose; clauses and numbers only."""
    refused: dict[str, list[int]] = {}
    for record in withheld:
        for reason in record.reasons:
            refused.setdefault(reason.code, []).append(record.id)
    payload: dict[str, Any] = {
        "by": ask.actor.acting_for(ask.purpose),
        "action": ask.action,
        "purpose": ask.purpose,
        "version": decision.version,
        "outcome": _outcome(records, withheld),
        "records": [record.id for record in records],
        "categories": sorted({record.category for record in records}),
    }
    if refused:
        payload["refused"] = refused
    elif decision.reasons:
        payload["refused"] = {reason.code: [] for reason in decision.reasons}
    observed = [record.id for record in records if record.observed]
    if observed:
        payload["observed"] = observed
    if ask.recipient:
        payload["recipient"] = ask.recipient
    if ask.grounds:
        payload["grounds"] = sorted(ask.grounds)
    return payload
