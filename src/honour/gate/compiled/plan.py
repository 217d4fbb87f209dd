"""Everything about a kind of question that does not depend on the person: made once, then looked up."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from honour.gate.compiled.terms import Terms, bits, terms_of
from honour.gate.history import History
from honour.gate.numbers import Numbers
from honour.gate.question import ACTIONS
from honour.gate.rules import BIT
from honour.law import BasisRule
from honour.notice.model import Notice, Recipient

_REQUIRED = {"required-by-law", "investigation"}


@dataclass(frozen=True, slots=True)
class Known:
    """What any version declares: which numbers mean something, as bits."""

    categories: int
    kinds: int
    sources: int


@dataclass(frozen=True, slots=True)
class Receiving:
    """A recipient of the notice in force: the categories it gets for the purpose, and of which versions told.

    ``told`` maps a category's bit to the versions, as bits, that name the recipient for it; ``None`` where the law
    requires the disclosure, so that nobody need have been told.
    """

    categories: int
    told: Mapping[int, int] | None


@dataclass(slots=True)
class Plan:
    """How a purpose, action and recipient are decided.

    ``mask``: what withholds whoever the person is. ``terms`` by the version's number, ``later`` the newer ones for each
    version, newest first. Both empty where the notice in force does not declare the purpose. ``bit`` and
    ``recipient_bit`` are the purpose's and the recipient's. ``approval``: the recipient needs the person's; ``ground``:
    the ground that it needs. ``frames``: what was decided before.
    """

    action: str
    purpose: str
    recipient: str | None
    mask: int
    bit: int
    recipient_bit: int
    marketing: bool
    observed: bool
    known: Known
    current: Terms | None = None
    terms: Mapping[int, Terms] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)
    later: Mapping[int, tuple[Terms, ...]] = field(default_factory=dict)
    receiving: Receiving | None = None
    approval: bool = False
    ground: str | None = None
    frames: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def restricts(self) -> bool:
        """Whether restriction stops the action: Art 18 lets data rest, and what is only now collected is not held."""
        return self.action not in {"keep", "collect"}


class Planner:
    """Makes plans from a history.

    Args: ``observed``, purposes whose refusals are let pass where the rule allows it.
    """

    def __init__(self, history: History, numbers: Numbers, observed: frozenset[str]) -> None:
        self._history, self._numbers, self._observed = history, numbers, observed
        self.known = Known(
            bits(numbers.categories, history.ever("categories")),
            bits(numbers.kinds, history.ever("subjects")),
            bits(numbers.sources, history.ever("sources")),
        )
        self._labels = {numbers.versions[notice.version]: notice.version for notice in history.versions}

    def plan(self, action: str, purpose: str, recipient: str | None, law: Mapping[str, BasisRule]) -> Plan:
        """Give the plan of a kind of question, under the law of a day."""
        history = self._history
        plan = Plan(
            action=action,
            purpose=purpose,
            recipient=recipient,
            mask=0 if action in ACTIONS else BIT["action-unknown"],
            bit=bits(self._numbers.purposes, [purpose]),
            recipient_bit=bits(self._numbers.recipients, [recipient or ""]),
            marketing=purpose in history.marketing,
            observed=purpose in self._observed,
            known=self.known,
        )
        if purpose not in history.current.purposes:
            ever = purpose in history.ever("purposes")
            plan.mask |= BIT["purpose-retired" if ever else "purpose-unknown"]
            return plan
        if history.current.purposes[purpose].role == "processor" and action in {"use", "contact"}:
            plan.mask |= BIT["held-as-processor"]
        terms = terms_of(history, self._numbers, purpose, law)
        plan.current = terms[-1]
        plan.terms = {each.number: each for each in terms}
        plan.labels = self._labels
        plan.later = {
            number: tuple(each for each in reversed(terms) if history.places[each.label] > history.places[label])
            for number, label in self._labels.items()
        }
        self._receive(plan)
        return plan

    def _receive(self, plan: Plan) -> None:
        """Add what concerns the recipient."""
        in_force = self._history.current.recipients
        if plan.recipient is None:
            plan.mask |= BIT["recipient-missing"] if plan.action == "disclose" else 0
        elif plan.recipient not in self._history.ever("recipients"):
            plan.mask |= BIT["recipient-unknown"]
        elif plan.recipient not in in_force:
            plan.mask |= BIT["recipient-retired"]
        else:
            declared = in_force[plan.recipient]
            plan.receiving = self._receiving(plan, declared)
            if plan.receiving is None:
                plan.mask |= BIT["recipient-not-for-purpose"]
            plan.approval = declared.condition.kind == "approval"
            if declared.condition.kind not in {"none", "approval"}:
                plan.ground = declared.condition.kind

    def _receiving(self, plan: Plan, declared: Recipient) -> Receiving | None:
        gets = self._gets(self._history.current, plan)
        if gets is None:
            return None
        told: dict[int, int] = {}
        for notice in self._history.versions:
            version = 1 << self._numbers.versions[notice.version]
            for category in self._gets(notice, plan) or ():
                bit = 1 << self._numbers.categories[category]
                told[bit] = told.get(bit, 0) | version
        return Receiving(
            categories=bits(self._numbers.categories, gets),
            told=None if declared.condition.kind in _REQUIRED else told,
        )

    @staticmethod
    def _gets(notice: Notice, plan: Plan) -> frozenset[str] | None:
        """Give the categories that a version has the recipient receive for the purpose, if it names it for that."""
        declared = notice.recipients.get(plan.recipient or "")
        if declared is None or plan.purpose not in Notice.chosen(declared.purposes, dict(notice.purposes)):
            return None
        return Notice.chosen(declared.categories, dict(notice.categories))
