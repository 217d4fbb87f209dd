"""The rules over bits: what withholds a person's data, and what withholds one record."""

from __future__ import annotations

from typing import NamedTuple

from honour.gate.compiled.plan import Plan
from honour.gate.compiled.terms import Terms
from honour.gate.rows import ERASED, LIVE
from honour.gate.rules import BIT


class Person(NamedTuple):
    """What is asked of a person, reduced to the purpose asked about.

    ``kind`` is a bit, 0 for a kind nobody declared; ``approved``: the recipient asked about.
    """

    kind: int
    status: int
    consented: bool
    objected: bool
    marketing_objection: bool
    restricted: bool
    informed: int
    approved: bool


class Taken(NamedTuple):
    """The terms on which a record was taken, as bits; ``category`` and ``source`` are 0 where nobody declared them."""

    category: int
    version: int | None
    purposes: int
    source: int
    on_consent: bool
    past_due: bool


def asker_mask(plan: Plan, granted: int) -> int:
    """Give the mask of what the asker lacks.

    Args: ``granted``: 0 nothing, 1 other purposes, 2 the purpose in other ways, 3 what is asked.
    """
    if not granted:
        return BIT["actor-unknown"]
    if plan.mask & BIT["purpose-unknown"]:
        return 0
    if granted == 1:
        return BIT["purpose-not-granted"]
    return BIT["action-not-granted"] if granted == 2 and not plan.mask & BIT["action-unknown"] else 0  # noqa: PLR2004


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


def record_mask(plan: Plan, person: Person, taken: Taken, asked: int | None) -> tuple[int, str | None]:
    """Give the mask of what withholds a record, and the version by which it was judged.

    Args: ``asked``, the bits of the categories asked for; ``None`` for whatever there is.
    """
    if plan.current is None:
        return 0, None
    mask, judged = _terms_mask(plan, person, taken)
    if not taken.category:
        mask |= BIT["category-unknown"]
    elif asked is not None and not asked & taken.category:
        mask |= BIT["not-asked-for"]
    if taken.past_due:
        mask |= BIT["past-due"]
    if not taken.source:
        mask |= BIT["source-unknown"]
    return mask | _receiving_mask(plan, person, taken), judged.label


def _terms_mask(plan: Plan, person: Person, taken: Taken) -> tuple[int, Terms]:
    """Ask the version of collection to carry the use, else a later one that the person was told of."""
    current = plan.current
    assert current is not None  # noqa: S101 - the caller asks only of purposes in force
    later = plan.later.get(taken.version) if taken.version is not None else None
    if later is None:
        return BIT["version-unknown"] | under(current, plan, person, taken), current
    own = plan.terms.get(taken.version or 0)
    first, mask = own, 0
    if own is not None:
        mask = under(own, plan, person, taken)
        if not mask:
            return 0, own
    if not taken.on_consent:
        for terms in later:
            if terms.bit & person.informed and terms.goes_with & taken.purposes:
                carried = under(terms, plan, person, taken)
                if not carried:
                    return 0, terms
                if first is None:
                    first, mask = terms, carried
    if first is None:
        return _not_told(later, taken) | under(current, plan, person, taken), current
    return mask, first


def _not_told(later: tuple[Terms, ...], taken: Taken) -> int:
    if taken.on_consent:
        return BIT["taken-on-consent"]
    goes = any(terms.goes_with & taken.purposes for terms in later)
    return BIT["not-informed" if goes else "not-compatible"]


def under(terms: Terms, plan: Plan, person: Person, taken: Taken) -> int:
    """Give the mask of what withholds a record when the use is to be carried by a version."""
    # What objection to direct marketing stops has a rule of its own.
    heard = 2 if person.objected and not plan.marketing else 0
    masks = terms.basis.get(person.kind) or terms.basis[0]
    mask = masks[heard + 1 if person.consented else heard]
    if taken.category and not terms.categories & taken.category:
        mask |= BIT["category-not-listed"]
    if person.kind and not terms.kinds & person.kind:
        mask |= BIT["kind-not-covered"]
    if taken.source:
        if not terms.sources & taken.source:
            mask |= BIT["source-not-allowed"]
        elif taken.category and not terms.gives[taken.source] & taken.category:
            mask |= BIT["source-gives-other-data"]
    return mask


def _receiving_mask(plan: Plan, person: Person, taken: Taken) -> int:
    receiving = plan.receiving
    if receiving is None or not taken.category:
        return 0
    if not receiving.categories & taken.category:
        return BIT["recipient-not-for-category"]
    if receiving.told is None:
        return 0
    told = person.informed
    if taken.version is not None and taken.version in plan.labels:
        told |= 1 << taken.version
    return 0 if receiving.told.get(taken.category, 0) & told else BIT["recipient-not-told"]
