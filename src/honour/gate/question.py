"""What the gate is asked: who wants to do what, for which purpose, with whose records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Action = Literal["use", "disclose", "contact", "collect", "keep"]
ACTIONS: tuple[Action, ...] = ("use", "disclose", "contact", "collect", "keep")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a member of staff in their roles, or a service by its token.

    ``name`` is an opaque id, never a person's name. ``grants`` gives, for each purpose granted, the actions allowed.
    ``deputised`` gives, for the purposes granted only because the actor stands in for somebody, the id under which such
    an act is recorded: it names both.
    """

    name: str
    kind: Literal["staff", "service"]
    grants: Mapping[str, frozenset[str]]
    deputised: Mapping[str, str] = field(default_factory=dict)

    def acting_for(self, purpose: str) -> str:
        """Give the id under which an act for a purpose is recorded."""
        return self.deputised.get(purpose, self.name)


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """What is known of the person at the time of the question.

    ``consents``: purposes consented to and not withdrawn. ``objections``: purposes objected to (Art 21(1)).
    ``marketing_objection``: objected to direct marketing as such (Art 21(2)). ``informed_of``: versions of the notice
    that the person has been told of. ``approvals``: recipients that the person or their company approved.
    ``stops``: ways and topics of marketing that the person stopped, as ``honour.gate.choices`` names them;
    ``paused_until``: no marketing before then.
    """

    status: Literal["live", "erased", "unknown"] = "live"
    kind: str | None = None
    consents: frozenset[str] = frozenset()
    objections: frozenset[str] = frozenset()
    marketing_objection: bool = False
    restricted: bool = False
    informed_of: frozenset[str] = frozenset()
    approvals: frozenset[str] = frozenset()
    subscriber: Literal["individual", "corporate", "unknown"] = "unknown"
    stops: frozenset[str] = frozenset()
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """One record: its category, and the terms on which it was taken.

    ``version``: the notice version under which it was collected; ``None`` when nobody knows. ``purposes``: what it was
    collected for. ``on_consent``: any of those rested on consent at collection. ``due_at``: from then on it may not be
    used. ``over``: the purposes for which its time is over at the question's time, though it is kept for others.
    """

    id: str
    category: str
    version: str | None
    purposes: frozenset[str]
    source: str | None
    on_consent: bool = False
    due_at: datetime | None = None
    over: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ask:
    """A question without its person: the same for everybody it is asked about, in the database for instance.

    Fields as in ``Question``.
    """

    actor: Actor
    action: Action
    purpose: str
    at: datetime
    categories: frozenset[str] | None = None
    recipient: str | None = None
    channel: str | None = None
    grounds: frozenset[str] = field(default_factory=frozenset)
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Whether this actor may do this, for this purpose, with these records of this person.

    ``categories``: what is asked for; ``None`` asks for whatever the records are. ``grounds``: conditions of disclosure
    or restriction for which the asker records a reference (``serves-person``, ``customer-matter``, ``required-by-law``,
    ``investigation``, ``sale``, ``legal-claim``). ``at`` is aware. ``channel`` and ``topic``: by what and on what a
    person would be contacted.
    """

    actor: Actor
    action: Action
    purpose: str
    at: datetime
    subject: SubjectFacts
    records: tuple[RecordFacts, ...]
    categories: frozenset[str] | None = None
    recipient: str | None = None
    channel: str | None = None
    grounds: frozenset[str] = field(default_factory=frozenset)
    topic: str | None = None
