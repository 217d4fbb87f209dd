"""Everything about a kind of question that does not depend on the person: made once, then looked up."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from honour.gate.compiled.names import Names
from honour.gate.compiled.receipts import Receipts
from honour.gate.compiled.sheet import Sheet, Table
from honour.gate.compiled.terms import Terms, bits, terms_of
from honour.gate.decision import Reason
from honour.gate.history import History
from honour.gate.numbers import Numbers
from honour.gate.question import ACTIONS
from honour.gate.rules import BIT
from honour.gate.wording import Subjects, Wording
from honour.law import BasisRule
from honour.notice.model import Notice

_REQUIRED = {"required-by-law", "investigation"}


@dataclass(slots=True)
class Plan:
    """How an action for a purpose, with a recipient, is decided.

    ``mask``: what withholds whoever the person is. ``bit`` and ``recipient_bit``: the purpose's and the
    recipient's. ``terms`` by the version's number, and the newer ones for each version, newest first; ``sheets`` of
    reasons by the same number. All empty, and ``current`` none, where the notice in force does not declare the
    purpose. ``past``: the reason of a record past due, by category; ``ended``: that its time for this purpose is
    over. ``approval``: the recipient needs the person's; ``ground``: the ground that it needs. ``untold``: the
    reasons of records taken under versions that do not declare the purpose. ``frames``: what was decided before.
    """

    action: str
    purpose: str
    recipient: str | None
    mask: int
    bit: int
    recipient_bit: int
    marketing: bool
    observed: bool
    about: Subjects
    past: Table[Hashable]
    ended: Table[Hashable]
    current: Terms | None = None
    terms: Mapping[int, Terms] = field(default_factory=dict)
    later: Mapping[int, tuple[Terms, ...]] = field(default_factory=dict)
    sheets: Mapping[int, Sheet] = field(default_factory=dict)
    receipts: Receipts | None = None
    approval: bool = False
    ground: str | None = None
    untold: dict[tuple[str, int | None], tuple[Reason, ...]] = field(default_factory=dict)
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
        self.names = Names(numbers, history)
        self.words = Wording(history)

    def plan(self, action: str, purpose: str, recipient: str | None, law: Mapping[str, BasisRule], day: date) -> Plan:
        """Give the plan of a kind of question on a day, under its law."""
        history = self._history
        about = Subjects(action, purpose, recipient)
        plan = Plan(
            action=action,
            purpose=purpose,
            recipient=recipient,
            mask=0 if action in ACTIONS else BIT["action-unknown"],
            bit=bits(self._numbers.purposes, [purpose]),
            recipient_bit=bits(self._numbers.recipients, [recipient or ""]),
            marketing=purpose in history.marketing,
            observed=purpose in self._observed,
            about=about,
            past=self._past(about, "past-due"),
            ended=self._past(about, "purpose-over"),
        )
        if purpose not in history.current.purposes:
            ever = purpose in history.ever("purposes")
            plan.mask |= BIT["purpose-retired" if ever else "purpose-unknown"]
            return plan
        if history.current.purposes[purpose].role == "processor" and action in {"use", "contact"}:
            plan.mask |= BIT["held-as-processor"]
        self._add_terms(plan, law, day)
        self._add_recipient(plan)
        return plan

    def _past(self, about: Subjects, code: str) -> Table[Hashable]:
        def find(category: Hashable) -> tuple[tuple[Any, ...], bool]:
            bit, short = self.names.category(category)
            return self.words.reasons(BIT[code], about.but(category=short)), bool(bit)

        return Table(find)

    def _add_terms(self, plan: Plan, law: Mapping[str, BasisRule], day: date) -> None:
        history, numbers = self._history, self._numbers.versions
        terms = terms_of(history, self._numbers, plan.purpose, law, day)
        plan.current = terms[-1]
        plan.terms = {each.number: each for each in terms}
        plan.later = {
            numbers[notice.version]: tuple(
                each for each in reversed(terms) if history.places[each.label] > history.places[notice.version]
            )
            for notice in history.versions
        }
        plan.sheets = {each.number: Sheet(each, terms[-1], self.names, self.words, plan.about) for each in terms}

    def _add_recipient(self, plan: Plan) -> None:
        in_force = self._history.current.recipients
        if plan.recipient is None:
            plan.mask |= BIT["recipient-missing"] if plan.action == "disclose" else 0
        elif plan.recipient not in self._history.ever("recipients"):
            plan.mask |= BIT["recipient-unknown"]
        elif plan.recipient not in in_force:
            plan.mask |= BIT["recipient-retired"]
        else:
            condition = in_force[plan.recipient].condition.kind
            plan.receipts = self._receipts(plan, condition)
            if plan.receipts is None:
                plan.mask |= BIT["recipient-not-for-purpose"]
            plan.approval = condition == "approval"
            plan.ground = condition if condition not in {"none", "approval"} else None

    def _receipts(self, plan: Plan, condition: str) -> Receipts | None:
        gets = self._gets(self._history.current, plan)
        if gets is None:
            return None
        told: dict[int, int] = {}
        for notice in self._history.versions:
            version = 1 << self._numbers.versions[notice.version]
            for category in self._gets(notice, plan) or ():
                bit = 1 << self._numbers.categories[category]
                told[bit] = told.get(bit, 0) | version
        categories = bits(self._numbers.categories, gets)
        return Receipts(categories, None if condition in _REQUIRED else told, self.names, self.words, plan.about)

    @staticmethod
    def _gets(notice: Notice, plan: Plan) -> frozenset[str] | None:
        """Give the categories that a version has the recipient receive for the purpose, if it names it for that."""
        declared = notice.recipients.get(plan.recipient or "")
        if declared is None or plan.purpose not in Notice.chosen(declared.purposes, dict(notice.purposes)):
            return None
        return Notice.chosen(declared.categories, dict(notice.categories))
