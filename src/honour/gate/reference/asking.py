"""The rules that look at the question and the person."""

from __future__ import annotations

from collections.abc import Iterator

from honour.gate.choices import Reach, stops_of
from honour.gate.history import History
from honour.gate.question import ACTIONS, Question
from honour.notice.model import Notice

NOT_RESTRICTED = {"keep", "collect"}  # Art 18 lets data rest; and what is only now collected is no data held


class Asking:
    """Decides what holds for every record alike."""

    def __init__(self, history: History, question: Question) -> None:
        self.history, self.question = history, question
        self.purpose = history.current.purposes.get(question.purpose)

    def codes(self) -> Iterator[str]:
        """Give every code."""
        yield from self.asker()
        yield from self.person()
        if self.purpose is not None:
            yield from self.recipient()

    def asker(self) -> Iterator[str]:
        """Give the codes of what the asker lacks, and of what was never declared."""
        asked, grants = self.question, self.question.actor.grants
        if not grants:
            yield "actor-unknown"
        if asked.action not in ACTIONS:
            yield "action-unknown"
        if asked.purpose not in self.history.ever("purposes"):
            yield "purpose-unknown"
        elif self.purpose is None:
            yield "purpose-retired"
        if grants and asked.purpose in self.history.ever("purposes"):
            if asked.purpose not in grants:
                yield "purpose-not-granted"
            elif asked.action not in grants[asked.purpose] and asked.action in ACTIONS:
                yield "action-not-granted"
        if not asked.records:
            yield "nothing-asked"
        if (asked.categories or frozenset()) - self.history.ever("categories"):
            yield "category-unknown"

    def person(self) -> Iterator[str]:
        """Give the codes that keep all of a person's data back."""
        asked, person = self.question, self.question.subject
        if person.status == "unknown":
            yield "subject-unknown"
        if person.status == "erased":
            yield "subject-erased"
        if self.purpose is None:
            return
        if person.kind not in self.history.ever("subjects"):
            yield "kind-unknown"
        if self.purpose.role == "processor" and asked.action in {"use", "contact"}:
            yield "held-as-processor"
        objected = person.marketing_objection or asked.purpose in person.objections
        if objected and asked.purpose in self.history.marketing:
            yield "marketing-objected"
        if asked.action == "contact" and asked.purpose in self.history.marketing:
            yield from self.choices()
        excepted = asked.purpose in person.consents or "legal-claim" in asked.grounds
        if person.restricted and asked.action not in NOT_RESTRICTED and not excepted:
            yield "restricted"

    def choices(self) -> Iterator[str]:
        """Give the codes of what the person chose about marketing."""
        asked, person = self.question, self.question.subject
        if person.paused_until is not None and asked.at < person.paused_until:
            yield "marketing-paused"
        reach = Reach(self.history.versions, asked.purpose, asked.channel, asked.topic)
        declared = {stop for notice in self.history.versions for stop in stops_of(notice)}
        yield from {code for code in map(reach.meets, person.stops & declared) if code is not None}

    def recipient(self) -> Iterator[str]:
        """Give the codes that keep everything from the recipient."""
        asked, recipient = self.question, self.question.recipient
        if recipient is None:
            if asked.action == "disclose":
                yield "recipient-missing"
            return
        if recipient not in self.history.ever("recipients"):
            yield "recipient-unknown"
            return
        if recipient not in self.history.current.recipients:
            yield "recipient-retired"
            return
        declared = self.history.current.recipients[recipient]
        if asked.purpose not in Notice.chosen(declared.purposes, self.history.current.purposes):
            yield "recipient-not-for-purpose"
        if declared.condition.kind == "approval":
            if recipient not in asked.subject.approvals:
                yield "approval-missing"
        elif declared.condition.kind != "none" and declared.condition.kind not in asked.grounds:
            yield "ground-missing"
