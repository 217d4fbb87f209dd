"""The rules about the asker and the person: what withholds every record alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from honour.gate.compiled.names import Names
from honour.gate.compiled.plan import Plan
from honour.gate.question import Actor, SubjectFacts
from honour.gate.rows import ERASED, LIVE, UNKNOWN
from honour.gate.rules import BIT

NOTHING, OTHER_PURPOSES, OTHER_ACTIONS, GRANTED = range(4)
"""How far an actor may go."""

_STATUS = {"live": LIVE, "erased": ERASED, "unknown": UNKNOWN}


class Person(NamedTuple):
    """What is asked of a person, reduced to the purpose and the recipient asked about.

    ``kind`` is a bit, 0 for a kind nobody declared, and ``named`` its short id.
    """

    kind: int
    named: str | None
    status: int
    consented: bool
    objected: bool
    marketing_objection: bool
    restricted: bool
    approved: bool
    channel_stopped: bool
    topic_stopped: bool
    paused: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """Which stops a message meets, as bits: those of its channel, those of its topic; ``counts``, whether any does.

    Only marketing by contacting people is stopped or paused; whatever else is asked meets nothing.
    """

    channel: int = 0
    topic: int = 0
    counts: bool = False


NO_CHOICE = Choices()


def person_of(facts: SubjectFacts, plan: Plan, names: Names, choices: Choices, at: datetime) -> Person:
    """Read a person's facts in words."""
    return Person(
        *names.kind(facts.kind),
        status=_STATUS[facts.status],
        consented=plan.purpose in facts.consents,
        objected=plan.purpose in facts.objections,
        marketing_objection=facts.marketing_objection,
        restricted=facts.restricted,
        approved=plan.recipient in facts.approvals,
        channel_stopped=bool(names.stops(facts.stops) & choices.channel),
        topic_stopped=bool(names.stops(facts.stops) & choices.topic),
        paused=paused(choices, facts.paused_until, at),
    )


def person_of_row(row: tuple[Any, ...], plan: Plan, names: Names, choices: Choices, at: datetime) -> Person:
    """Read a person's facts in numbers: a ``SubjectRow``."""
    kind, status, consents, objections, marketing_objection, restricted, _, approvals, stops, until = row
    return Person(
        *names.kind(kind),
        status=status,
        consented=bool(consents & plan.bit),
        objected=bool(objections & plan.bit),
        marketing_objection=marketing_objection,
        restricted=restricted,
        approved=bool(approvals & plan.recipient_bit),
        channel_stopped=bool(stops & choices.channel),
        topic_stopped=bool(stops & choices.topic),
        paused=paused(choices, until, at),
    )


def paused(choices: Choices, until: datetime | None, at: datetime) -> bool:
    """Whether the person paused what is asked, at the time of the question."""
    return choices.counts and until is not None and at < until


def chosen_mask(person: Person) -> int:
    """Give the mask of what the person chose about marketing."""
    mask = BIT["marketing-paused"] if person.paused else 0
    mask |= BIT["channel-stopped"] if person.channel_stopped else 0
    return mask | (BIT["topic-stopped"] if person.topic_stopped else 0)


def granted(actor: Actor, purpose: str, action: str) -> int:
    """Give how far an actor may go with an action for a purpose."""
    actions = actor.grants.get(purpose)
    if actions is None:
        return OTHER_PURPOSES if actor.grants else NOTHING
    return GRANTED if action in actions else OTHER_ACTIONS


def asker_mask(plan: Plan, reach: int) -> int:
    """Give the mask of what the asker lacks."""
    if reach == NOTHING:
        return BIT["actor-unknown"]
    if reach == GRANTED or plan.mask & BIT["purpose-unknown"]:
        return 0
    if reach == OTHER_PURPOSES:
        return BIT["purpose-not-granted"]
    return 0 if plan.mask & BIT["action-unknown"] else BIT["action-not-granted"]


def person_mask(plan: Plan, person: Person, *, legal_claim: bool, ground_given: bool) -> int:
    """Give the mask of what withholds all the person's data."""
    mask = 0
    if person.status == ERASED:
        mask |= BIT["subject-erased"]
    elif person.status != LIVE:
        mask |= BIT["subject-unknown"]
    if plan.current is None:
        return mask
    if not person.kind:
        mask |= BIT["kind-unknown"]
    if plan.marketing and (person.objected or person.marketing_objection):
        mask |= BIT["marketing-objected"]
    mask |= chosen_mask(person)
    if person.restricted and plan.restricts and not person.consented and not legal_claim:
        mask |= BIT["restricted"]
    if plan.approval and not person.approved:
        mask |= BIT["approval-missing"]
    if plan.ground is not None and not ground_given:
        mask |= BIT["ground-missing"]
    return mask
