"""The rules that look at one record."""

from __future__ import annotations

from collections.abc import Iterator

from honour.gate.history import History
from honour.gate.question import Question, RecordFacts
from honour.law import BasisRule, law_at
from honour.notice.model import Notice

_REQUIRED = {"required-by-law", "investigation"}


class Judging:
    """Decides one record.

    Once ``codes`` has run, ``judged`` is the version that carries the use or should, and ``added`` are the codes that
    only the version in force gives.
    """

    def __init__(self, history: History, question: Question, record: RecordFacts) -> None:
        self.history, self.question, self.record = history, question, record
        self.judged, self.added = history.current, frozenset[str]()
        self.consented = question.purpose in question.subject.consents
        # What objection to direct marketing stops has a rule of its own.
        self.objected = question.purpose in question.subject.objections and question.purpose not in history.marketing
        self.day = history.day(question.at)
        self.law = law_at(history.current.law, self.day).bases

    def codes(self) -> Iterator[str]:
        """Give every code."""
        asked, record = self.question, self.record
        if asked.purpose not in self.history.current.purposes:
            return
        if record.category not in self.history.ever("categories"):
            yield "category-unknown"
        elif asked.categories is not None and record.category not in asked.categories:
            yield "not-asked-for"
        if record.due_at is not None and record.due_at <= asked.at:
            yield "past-due"
        if asked.purpose in record.over:
            yield "purpose-over"
        if record.source not in self.history.ever("sources"):
            yield "source-unknown"
        yield from self.terms()
        yield from self.recipient()

    def terms(self) -> Iterator[str]:
        """Ask the version of collection to carry the use, else a later one that the person was told of.

        Whichever it is, the notice in force must still list the category, the kind of person and the source.
        """
        own = self.history.by_label.get(self.record.version or "")
        declares = own is not None and self.question.purpose in own.purposes
        later = list(self.later(own)) if own is not None else []
        candidates = [*([own] if own is not None and declares else []), *later]
        carrying = [version for version in candidates if not set(self.under(version))]
        self.judged = [*carrying, *candidates, self.history.current][0]
        if own is None:
            yield "version-unknown"
        elif not candidates:
            yield self.not_told(own)
        found = set(self.under(self.judged))
        self.added = frozenset(self.listing(self.history.current)) - found
        yield from found | self.added

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
        """Give the code of a record whose version does not declare the purpose."""
        if self.record.on_consent:
            return "taken-on-consent"
        after = self.history.versions[self.history.places[own.version] + 1 :]
        return "not-informed" if any(self.compatible(version) for version in after) else "not-compatible"

    def under(self, version: Notice) -> Iterator[str]:
        """Give the codes that withhold the record when the use is to be carried by a version."""
        yield from self.listing(version)
        if self.history.current.purposes[self.question.purpose].role != "processor":
            yield from self.basis(version)

    def listing(self, version: Notice) -> Iterator[str]:
        """Give the codes of what a version does not list for the purpose: the category, the person, the source."""
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
            if test is None or test.decided_on > self.day:
                yield "balancing-test-missing"
            elif test.decision != "proceed":
                yield "balancing-test-against"
            elif test.review_by < self.day:
                yield "balancing-test-past-review"

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
