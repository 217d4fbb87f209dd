"""Finding what was decided before, and deciding it the first time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from honour.gate.compiled.changes import changes_of
from honour.gate.compiled.frame import Frame, Verdict
from honour.gate.compiled.judge import Person, asker_mask, person_mask
from honour.gate.compiled.names import Names
from honour.gate.compiled.plan import Plan, Planner
from honour.gate.duties import duties, duties_refused
from honour.gate.history import History
from honour.gate.numbers import Numbers
from honour.gate.question import ACTIONS, Actor, Ask, Question, RecordFacts
from honour.gate.rules import BIT
from honour.gate.wording import Subjects, Wording
from honour.law import law_at

_KEPT = 20_000
"""Frames and verdicts remembered before all are forgotten: some 20 MB."""

Kept = TypeVar("Kept", Frame, Verdict)


class Frames:
    """The plans of a gate, and the frames and verdicts under them."""

    def __init__(self, history: History, numbers: Numbers, observed: frozenset[str]) -> None:
        self._history = history
        self._planner = Planner(history, numbers, observed)
        self._names = Names(numbers, self._planner.known)
        self._words = Wording(history)
        law = history.current.law
        self._changes = changes_of(law)
        self._laws = [law_at(law, day).bases for day in (date.min, *self._changes)]
        self._plans: list[dict[tuple[str, str, str | None], Plan]] = [{} for _ in self._laws]
        self._kept = 0

    def plan(self, action: str, purpose: str, recipient: str | None, at: datetime) -> Plan:
        """Give the plan of a kind of question. All that was never declared shares one, so strangers fill no memory."""
        epoch = bisect_right(self._changes, at.date())
        plan = self._plans[epoch].get((action, purpose, recipient))
        return plan or self._plan((action, purpose, recipient), epoch)

    def _plan(self, asked: tuple[str, str, str | None], epoch: int) -> Plan:
        action, purpose, recipient = asked
        key = (
            action if action in ACTIONS else "",
            purpose if purpose in self._history.ever("purposes") else "",
            recipient if recipient is None or recipient in self._history.ever("recipients") else "",
        )
        plan = self._plans[epoch].get(key)
        if plan is None:
            plan = self._plans[epoch][key] = self._planner.plan(*key, self._laws[epoch])
        return plan

    def of(self, asked: Question) -> Frame:
        """Give the frame of a question in words."""
        person = asked.subject
        plan = self.plan(asked.action, asked.purpose, asked.recipient, asked.at)
        key = (
            _granted(asked.actor, asked.purpose, asked.action),
            person.kind,
            person.status,
            asked.purpose in person.consents,
            asked.purpose in person.objections,
            person.marketing_objection,
            person.restricted,
            person.informed_of,
            asked.recipient in person.approvals,
            asked.categories,
            asked.grounds,
            not asked.records,
        )
        frame: Frame | None = plan.frames.get(key)
        if frame is None:
            facts = self._names.person(person, plan)
            frame = self._frame(plan, asked, facts, person.kind, asker=self.asker(plan, asked, empty=not asked.records))
            self._keep(plan.frames, key, frame)
        return frame

    def of_row(self, asked: Ask, row: tuple[Any, ...], *, empty: bool) -> Frame:
        """Give the frame of a question in numbers."""
        plan = self.plan(asked.action, asked.purpose, asked.recipient, asked.at)
        kind, status, consents, objections, marketing_objection, restricted, informed, approvals = row
        key = (
            _granted(asked.actor, asked.purpose, asked.action),
            kind,
            status,
            consents & plan.bit,
            objections & plan.bit,
            marketing_objection,
            restricted,
            informed,
            approvals & plan.recipient_bit,
            asked.categories,
            asked.grounds,
            empty,
        )
        frame: Frame | None = plan.frames.get(key)
        if frame is None:
            facts = self._names.person_of_row(row, plan)
            named = self._names.kinds.get(kind)
            frame = self._frame(plan, asked, facts, named, asker=self.asker(plan, asked, empty=empty))
            self._keep(plan.frames, key, frame)
        return frame

    def asker(self, plan: Plan, asked: Ask | Question, *, empty: bool) -> int:
        """Give the mask of what withholds whoever the person is."""
        mask = plan.mask | asker_mask(plan, _granted(asked.actor, asked.purpose, asked.action))
        if empty:
            mask |= BIT["nothing-asked"]
        return mask | (BIT["category-unknown"] if self._names.any_unknown(asked.categories) else 0)

    def asked(self, categories: Iterable[str] | None) -> int | None:
        """Give the bits of the categories asked for; ``None`` for whatever there is."""
        return self._names.asked(categories)

    def _frame(self, plan: Plan, asked: Ask | Question, person: Person, kind: str | None, *, asker: int) -> Frame:
        """Decide what holds for every record."""
        legal_claim = "legal-claim" in asked.grounds
        mask = asker | person_mask(plan, person, legal_claim=legal_claim, ground_given=plan.ground in asked.grounds)
        lifted = person.restricted and plan.restricts and legal_claim and not person.consented
        return Frame(
            plan=plan,
            person=person,
            mask=mask,
            asked=self.asked(asked.categories),
            about=Subjects(plan.action, plan.purpose, plan.recipient, kind),
            words=self._words,
            obligations=duties(
                self._history, plan.action, plan.purpose, plan.recipient, grounds=asked.grounds, lifted=lifted
            ),
            obligations_refused=duties_refused(self._history, plan.purpose),
        )

    def verdict(self, frame: Frame, key: tuple[Any, ...], record: RecordFacts) -> Verdict:
        """Decide a record given in words, and keep the verdict under its key."""
        taken = self._names.taken(record, past_due=key[-1])
        verdict = frame.verdict(taken, record.category, record.source, record.version)
        return self._keep(frame.verdicts, key, verdict)

    def verdict_of_row(self, frame: Frame, key: tuple[Any, ...]) -> Verdict:
        """Decide a record given in numbers, and keep the verdict under its key: the terms, and whether past due."""
        names, (category, version, _, source, *_) = self._names, key
        verdict = frame.verdict(
            names.taken_of_row(key),
            names.categories.get(category),
            names.sources.get(source),
            names.versions.get(version),
        )
        return self._keep(frame.verdicts, key, verdict)

    def _keep(self, kept: dict[Hashable, Kept], key: Hashable, found: Kept) -> Kept:
        """Remember what was found; when too much is remembered, forget everything."""
        if self._kept >= _KEPT:
            for plans in self._plans:
                for plan in plans.values():
                    plan.frames = {}
            self._kept = 0
        kept[key] = found
        self._kept += 1
        return found


def _granted(actor: Actor, purpose: str, action: str) -> int:
    """Give how far an actor may go: 0 nowhere, 1 not for this purpose, 2 not in this way, 3 all the way."""
    actions = actor.grants.get(purpose)
    if actions is None:
        return 1 if actor.grants else 0
    return 3 if action in actions else 2
