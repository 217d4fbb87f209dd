"""Finding the frame of a question, or making it the first time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable
from datetime import date, datetime
from typing import Any

from honour.gate.choices import Reach
from honour.gate.compiled.asking import (
    GRANTED,
    NO_CHOICE,
    Choices,
    Person,
    asker_mask,
    granted,
    paused,
    person_mask,
    person_of,
    person_of_row,
)
from honour.gate.compiled.changes import changes_of, weighings_of
from honour.gate.compiled.frame import Frame
from honour.gate.compiled.plan import Plan, Planner
from honour.gate.duties import duties, duties_refused
from honour.gate.history import History
from honour.gate.numbers import Numbers
from honour.gate.question import ACTIONS, Ask, Question
from honour.gate.rules import BIT
from honour.law import law_at

_KEPT = 5_000
"""Frames remembered before all are forgotten: some 10 MB."""


class Frames:
    """The plans of a gate, and the frames under them."""

    def __init__(self, history: History, numbers: Numbers, observed: frozenset[str]) -> None:
        self._history = history
        self._planner = Planner(history, numbers, observed)
        self.names, self.words = self._planner.names, self._planner.words
        law = history.current.law
        self._changes = sorted({*changes_of(law), *weighings_of(history.current)})
        self._days = [date.min, *self._changes]
        self._laws = [law_at(law, day).bases for day in self._days]
        self._plans: list[dict[tuple[str, str, str | None], Plan]] = [{} for _ in self._days]
        self._choices: dict[tuple[str, str | None, str | None], Choices] = {}
        self._kept = 0

    def plan(self, action: str, purpose: str, recipient: str | None, at: datetime) -> Plan:
        """Give the plan of a kind of question. All that was never declared shares one, so strangers fill no memory."""
        epoch = bisect_right(self._changes, self._history.day(at))
        plan = self._plans[epoch].get((action, purpose, recipient))
        return plan or self._plan(action, purpose, recipient, epoch)

    def _plan(self, action: str, purpose: str, recipient: str | None, epoch: int) -> Plan:
        key = (
            action if action in ACTIONS else "",
            purpose if purpose in self._history.ever("purposes") else "",
            recipient if recipient is None or recipient in self._history.ever("recipients") else "",
        )
        plan = self._plans[epoch].get(key)
        if plan is None:
            plan = self._plans[epoch][key] = self._planner.plan(*key, self._laws[epoch], self._days[epoch])
        return plan

    def choices(self, asked: Ask | Question) -> Choices:
        """Give the stops that a question meets, as bits. What nobody declared is one, so strangers fill no memory."""
        if asked.action != "contact" or asked.purpose not in self._history.marketing:
            return NO_CHOICE
        channel = asked.channel if self.names.knows_channel(asked.channel) else None
        key = (asked.purpose, channel, asked.topic if asked.topic in self._history.ever("topics") else None)
        found = self._choices.get(key)
        if found is None:
            reach, bits = Reach(self._history.versions, *key), {"channel-stopped": 0, "topic-stopped": 0}
            for stop, number in self.names.stop_numbers.items():
                code = reach.meets(stop)
                if code is not None:
                    bits[code] |= 1 << number
            found = self._choices[key] = Choices(bits["channel-stopped"], bits["topic-stopped"], counts=True)
        return found

    def of(self, asked: Question) -> Frame:
        """Give the frame of a question in words."""
        person, purpose, action = asked.subject, asked.purpose, asked.action
        plan = self.plan(action, purpose, asked.recipient, asked.at)
        actions = asked.actor.grants.get(purpose)
        choices = self.choices(asked)
        key = (
            # Most askers are granted what they ask; the rest is worked out for those who are not.
            GRANTED if actions and action in actions else granted(asked.actor, purpose, action),
            person.kind,
            person.status,
            purpose in person.consents,
            purpose in person.objections,
            person.marketing_objection,
            person.restricted,
            asked.recipient in person.approvals,
            choices.counts and self._chosen(choices, self.names.stops(person.stops), person.paused_until, asked.at),
            asked.categories,
            asked.grounds,
            not asked.records,
        )
        frame: Frame | None = plan.frames.get(key)
        if frame is None:
            facts = person_of(person, plan, self.names, choices, asked.at)
            frame = self._keep(plan, key, self._frame(plan, asked, facts, empty=not asked.records))
        return frame

    def of_row(self, asked: Ask, row: tuple[Any, ...], *, empty: bool) -> Frame:
        """Give the frame of a question in numbers."""
        purpose = asked.purpose
        plan = self.plan(asked.action, purpose, asked.recipient, asked.at)
        kind, status, consents, objections, marketing_objection, restricted, _, approvals, stops, until = row
        choices = self.choices(asked)
        key = (
            granted(asked.actor, purpose, asked.action),
            kind,
            status,
            consents & plan.bit,
            objections & plan.bit,
            marketing_objection,
            restricted,
            approvals & plan.recipient_bit,
            choices.counts and self._chosen(choices, stops, until, asked.at),
            asked.categories,
            asked.grounds,
            empty,
        )
        frame: Frame | None = plan.frames.get(key)
        if frame is None:
            facts = person_of_row(row, plan, self.names, choices, asked.at)
            frame = self._keep(plan, key, self._frame(plan, asked, facts, empty=empty))
        return frame

    @staticmethod
    def _chosen(choices: Choices, stops: int, until: datetime | None, at: datetime) -> tuple[bool, bool, bool]:
        return bool(stops & choices.channel), bool(stops & choices.topic), paused(choices, until, at)

    def asker(self, plan: Plan, asked: Ask | Question, *, empty: bool) -> int:
        """Give the mask of what withholds whoever the person is."""
        mask = plan.mask | asker_mask(plan, granted(asked.actor, asked.purpose, asked.action))
        if empty:
            mask |= BIT["nothing-asked"]
        return mask | (BIT["category-unknown"] if self.names.any_unknown(asked.categories) else 0)

    def _frame(self, plan: Plan, asked: Ask | Question, person: Person, *, empty: bool) -> Frame:
        """Decide what holds for every record."""
        legal_claim = "legal-claim" in asked.grounds
        mask = self.asker(plan, asked, empty=empty) | person_mask(
            plan, person, legal_claim=legal_claim, ground_given=plan.ground in asked.grounds
        )
        frame = Frame(plan, person, mask, self.names.asked(asked.categories), self.names, self.words)
        lifted = person.restricted and plan.restricts and legal_claim and not person.consented
        frame.obligations = duties(
            self._history, plan.action, plan.purpose, plan.recipient, grounds=asked.grounds, lifted=lifted
        )
        frame.obligations_refused = duties_refused(self._history, plan.purpose)
        return frame

    def _keep(self, plan: Plan, key: Hashable, frame: Frame) -> Frame:
        """Remember a frame; when too many are remembered, forget all of them."""
        if self._kept >= _KEPT:
            for plans in self._plans:
                for each in plans.values():
                    each.frames = {}
            self._kept = 0
        plan.frames[key] = frame
        self._kept += 1
        return frame
