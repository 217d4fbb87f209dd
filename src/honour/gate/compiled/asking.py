"""The rules about the asker and the person: what withholds every record alike."""

from __future__ import annotations

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


def person_of(facts: SubjectFacts, plan: Plan, names: Names) -> Person:
    """Read a person's facts in words."""
    return Person(
        *names.kind(facts.kind),
        status=_STATUS[facts.status],
        consented=plan.purpose in facts.consents,
        objected=plan.purpose in facts.objections,
        marketing_objection=facts.marketing_objection,
        restricted=facts.restricted,
        approved=plan.recipient in facts.approvals,
    )


def person_of_row(row: tuple[Any, ...], plan: Plan, names: Names) -> Person:
    """Read a person's facts in numbers: a ``SubjectRow``."""
    kind, status, consents, objections, marketing_objection, restricted, _, approvals = row
    return Person(
        *names.kind(kind),
        status=status,
        consented=bool(consents & plan.bit),
        objected=bool(objections & plan.bit),
        marketing_objection=marketing_objection,
        restricted=restricted,
        approved=bool(approvals & plan.recipient_bit),
    )


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
    if person.restricted and plan.restricts and not person.consented and not legal_claim:
        mask |= BIT["restricted"]
    if plan.approval and not person.approved:
        mask |= BIT["approval-missing"]
    if plan.ground is not None and not ground_given:
        mask |= BIT["ground-missing"]
    return mask
