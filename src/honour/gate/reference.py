"""The gate in its plainest form: what is right, with no thought of speed. Tests hold the compiled gate equal to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from honour.gate.decision import Decision, RecordDecision
from honour.gate.duties import duties, duties_refused
from honour.gate.history import History
from honour.gate.question import ACTIONS, Question, RecordFacts
from honour.gate.rules import RULES
from honour.gate.wording import Subjects, Wording
from honour.law import BasisRule, law_at
from honour.notice.model import Notice

_ORDER = [rule.code for rule in RULES]
_OBSERVABLE = {rule.code for rule in RULES if rule.observe}
_REQUIRED = {"required-by-law", "investigation"}
_NOT_RESTRICTED = {"keep", "collect"}  # Art 18 lets data rest; and what is only now collected is no data held


def decide(history: History, question: Question, observed: Collection[str] = ()) -> Decision:
    """Decide a question by the versions of a notice.

    Args: ``observed``, the purposes whose refusals are written down and let pass where the rule allows it.
    """
    words = Wording(history)
    about = Subjects(question.action, question.purpose, question.recipient, question.subject.kind)
    try:
        shared = sorted(_Asking(history, question).codes(), key=_ORDER.index)
    except Exception:  # noqa: BLE001 - a rule that fails is a refusal, whatever failed
        shared = ["rule-failed"]
    reasons = tuple(words.reason(code, about) for code in shared)
    decided = []
    for record in question.records:
        codes, subjects = _judge(history, question, record, about)
        own = tuple(words.reason(code, subjects) for code in sorted(codes - set(shared), key=_ORDER.index))
        every = {*shared, *codes}
        lets_pass = question.purpose in observed and bool(every) and every <= _OBSERVABLE
        decided.append(RecordDecision(record.id, not every or lets_pass, reasons + own, lets_pass))
    allowed = sum(record.allowed for record in decided)
    return Decision(
        outcome="refused" if not allowed else "allowed" if allowed == len(decided) else "partly",
        purpose=question.purpose,
        records=tuple(decided),
        reasons=reasons,
        obligations=_obligations(history, question) if allowed else duties_refused(history, question.purpose),
        observed=any(record.observed for record in decided),
        version=history.current.version,
    )


def _obligations(history: History, asked: Question) -> tuple[str, ...]:
    held = asked.subject.restricted and asked.action not in _NOT_RESTRICTED
    lifted = held and "legal-claim" in asked.grounds and asked.purpose not in asked.subject.consents
    return duties(history, asked.action, asked.purpose, asked.recipient, grounds=asked.grounds, lifted=lifted)


def _judge(
    history: History, question: Question, record: RecordFacts, about: Subjects
) -> tuple[frozenset[str], Subjects]:
    """Give the codes that withhold one record, and what their sentences speak of."""
    judging = _Judging(history, question, record)
    try:
        codes = frozenset(judging.codes())
        version = judging.judged.version
    except Exception:  # noqa: BLE001 - a rule that fails is a refusal, whatever failed
        codes, version = frozenset({"rule-failed"}), None
    return codes, Subjects(
        about.action,
        about.purpose,
        about.recipient,
        about.kind,
        record.category,
        record.source,
        record.version,
        version,
    )


class _Asking:
    """The rules that look at the question and the person."""

    def __init__(self, history: History, question: Question) -> None:
        self.history, self.question = history, question
        self.purpose = history.current.purposes.get(question.purpose)

    def codes(self) -> Iterator[str]:
        yield from self.asker()
        yield from self.person()
        if self.purpose is not None:
            yield from self.recipient()

    def asker(self) -> Iterator[str]:
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
        excepted = asked.purpose in person.consents or "legal-claim" in asked.grounds
        if person.restricted and asked.action not in _NOT_RESTRICTED and not excepted:
            yield "restricted"

    def recipient(self) -> Iterator[str]:
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


class _Judging:
    """The rules that look at one record. ``judged``: the version by which it is judged, once ``codes`` has run."""

    def __init__(self, history: History, question: Question, record: RecordFacts) -> None:
        self.history, self.question, self.record = history, question, record
        self.judged = history.current
        self.consented = question.purpose in question.subject.consents
        # What objection to direct marketing stops has a rule of its own.
        self.objected = question.purpose in question.subject.objections and question.purpose not in history.marketing
        self.law = law_at(history.current.law, question.at.date()).bases

    def codes(self) -> Iterator[str]:
        asked, record = self.question, self.record
        if asked.purpose not in self.history.current.purposes:
            return
        if record.category not in self.history.ever("categories"):
            yield "category-unknown"
        elif asked.categories is not None and record.category not in asked.categories:
            yield "not-asked-for"
        if record.due_at is not None and record.due_at <= asked.at:
            yield "past-due"
        if record.source not in self.history.ever("sources"):
            yield "source-unknown"
        yield from self.terms()
        yield from self.recipient()

    def terms(self) -> Iterator[str]:
        """Ask the version of collection to carry the use, else a later one that the person was told of."""
        own = self.history.by_label.get(self.record.version or "")
        declares = own is not None and self.question.purpose in own.purposes
        later = list(self.later(own)) if own is not None else []
        candidates = [*([own] if own is not None and declares else []), *later]
        if any(not set(self.under(version)) for version in candidates):
            return
        if own is None:
            yield "version-unknown"
        elif not candidates:
            yield self.not_told(own)
        self.judged = candidates[0] if candidates else self.history.current
        yield from self.under(self.judged)

    def later(self, own: Notice) -> Iterator[Notice]:
        """Give the later versions that may carry it, newest first; none for data taken on consent (Art 8A)."""
        if not self.record.on_consent:
            for version in reversed(self.history.versions[self.history.places[own.version] + 1 :]):
                if version.version in self.question.subject.informed_of and self.compatible(version):
                    yield version

    def compatible(self, version: Notice) -> bool:
        """Whether a version has the purpose go with one that the record was collected for, itself included."""
        purpose = version.purposes.get(self.question.purpose)
        if purpose is None:
            return False
        goes_with = {*purpose.compatible_with, self.question.purpose} & self.history.ever("purposes")
        return bool(goes_with & self.record.purposes)

    def not_told(self, own: Notice) -> str:
        if self.record.on_consent:
            return "taken-on-consent"
        after = self.history.versions[self.history.places[own.version] + 1 :]
        return "not-informed" if any(self.compatible(version) for version in after) else "not-compatible"

    def under(self, version: Notice) -> Iterator[str]:
        """Give the codes that withhold the record when the use is to be carried by a version."""
        purpose, record, kind = version.purposes[self.question.purpose], self.record, self.question.subject.kind
        known = record.category in self.history.ever("categories")
        if known and record.category not in version.categories_of(self.question.purpose):
            yield "category-not-listed"
        if kind in self.history.ever("subjects") and kind not in Notice.chosen(purpose.subjects, version.subjects):
            yield "kind-not-covered"
        if record.source in self.history.ever("sources"):
            if record.source not in Notice.chosen(purpose.sources, version.sources):
                yield "source-not-allowed"
            elif known and record.category not in Notice.chosen(
                version.sources[record.source].categories, version.categories
            ):
                yield "source-gives-other-data"
        if self.history.current.purposes[self.question.purpose].role != "processor":
            yield from self.basis(version)

    def basis(self, version: Notice) -> Iterator[str]:
        """Any basis that holds carries the use."""
        bases, kind = version.purposes[self.question.purpose].bases, self.question.subject.kind
        mine = [
            basis.kind
            for basis in bases
            if basis.for_subjects == "all" or kind in Notice.chosen(basis.for_subjects, version.subjects)
        ]
        failing = [set(self.fails(kind)) for kind in mine]
        if not bases:
            yield "basis-blank"
        elif not mine:
            yield "basis-not-for-kind"
        elif all(failing):
            codes = set().union(*failing)
            # With another basis beside it, consent is not what is missing.
            yield from codes - {"consent-missing"} or codes

    def fails(self, kind: str) -> Iterator[str]:
        """Give the codes that keep one kind of basis from holding."""
        rule: BasisRule | None = self.law.get(kind)
        if rule is None:
            yield "basis-not-in-law"
            return
        if kind == "consent" and not self.consented:
            yield "consent-missing"
        if rule.objectable and self.objected:
            yield "objected"
        if rule.balancing_test:
            test = self.history.current.purposes[self.question.purpose].balancing_test
            if test is None:
                yield "balancing-test-missing"
            elif test.decision != "proceed":
                yield "balancing-test-against"

    def recipient(self) -> Iterator[str]:
        """Give the codes that keep a record from the recipient: not named for its category, or the person not told."""
        recipient, category = self.question.recipient or "", self.record.category
        in_force = self.gets(self.history.current, recipient)
        if in_force is None or category not in self.history.ever("categories"):
            return
        told = {self.record.version, *self.question.subject.informed_of}
        if category not in in_force:
            yield "recipient-not-for-category"
        elif self.history.current.recipients[recipient].condition.kind not in _REQUIRED and not any(
            category in (self.gets(version, recipient) or ())
            for version in self.history.versions
            if version.version in told
        ):
            yield "recipient-not-told"

    def gets(self, version: Notice, recipient: str) -> frozenset[str] | None:
        """Give the categories that a version has a recipient receive for the purpose, if it names it for that."""
        declared = version.recipients.get(recipient)
        if declared is None or self.question.purpose not in Notice.chosen(declared.purposes, version.purposes):
            return None
        return Notice.chosen(declared.categories, version.categories)
