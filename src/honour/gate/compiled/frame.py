"""One kind of question about one kind of person, and how each record is decided within it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import Any

from honour.gate.compiled.asking import Person
from honour.gate.compiled.names import Names
from honour.gate.compiled.parts import CONSENTED, OBJECTED, basis_masks, goes_with, kind_mask
from honour.gate.compiled.plan import Plan
from honour.gate.compiled.sheet import Reasons, Sheet, Table, in_order
from honour.gate.compiled.terms import Terms
from honour.gate.decision import RecordDecision
from honour.gate.rules import BIT, OBSERVABLE, codes
from honour.gate.wording import Wording

_OBSERVABLE = frozenset(codes(OBSERVABLE))
_NOBODY: Table[Hashable] = Table(lambda _: ((), False))
_new = tuple.__new__  # one decision for every record: half the price of calling the class
_OF_NO_VERSION = {"category-unknown", "source-unknown"}
"""What withholds a record whichever version is to carry its use."""


class Standing:
    """How the records taken under one version stand in a frame.

    ``whole`` by source and category, ``person`` and, by category, ``received`` together say what withholds a record;
    ``told`` is what of ``person`` the version alone gives, without the one in force.
    Where ``later`` versions may carry the use instead, or the version of collection does not declare the purpose
    (``own`` is none), the records' own purposes count as well.
    """

    __slots__ = ("later", "number", "own", "person", "plain", "received", "sheet", "told", "whole")  # read all the time

    def __init__(  # noqa: PLR0913, PLR0917 - what makes a standing
        self,
        sheet: Sheet,
        person: Reasons,
        told: Reasons,
        number: int | None,
        own: Sheet | None,
        later: tuple[Terms, ...],
        received: Table[Hashable],
    ) -> None:
        self.sheet, self.whole, self.person, self.told, self.received = sheet, sheet.whole, person, told, received
        self.number, self.own, self.later = number, own, later
        self.plain = own is not None and not self.later


class Frame(dict[Hashable, Standing]):
    """The answer to a question but for its records, and their standings by the version they were taken under.

    ``reasons`` hold for every record; ``failed`` is said of one that cannot be decided. Args: ``mask``, what withholds
    every record; ``asked``, the bits of the categories asked for, ``None`` for whatever there is.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what makes a frame
        self, plan: Plan, person: Person, mask: int, asked: int | None, names: Names, words: Wording
    ) -> None:
        super().__init__()
        self.plan, self.person, self.asked = plan, person, asked
        self._mask, self._names, self._words = mask, names, words
        self._about = plan.about.but(kind=person.named)
        self.reasons: Reasons = words.reasons(mask, self._about)
        self.failed: Reasons = self.reasons + words.reasons(BIT["rule-failed"], self._about)
        self.obligations: tuple[str, ...] = ()
        self.obligations_refused: tuple[str, ...] = ()

    def __missing__(self, version: Hashable) -> Standing:
        number, _ = self._names.version(version)
        plan, current = self.plan, self.plan.current
        assert current is not None  # noqa: S101 - records are looked at only for purposes in force
        own = None if number is None else plan.sheets.get(number)
        sheet = own or plan.sheets[current.number]
        later = () if number is None else plan.later[number]
        received = plan.receipts.under(number) if plan.receipts is not None else _NOBODY
        person, told = self._of_person(sheet, whole=True), self._of_person(sheet, whole=False)
        standing = Standing(sheet, person, told, number, own, later, received)
        if number is not None or version is None:
            self[version] = standing
        return standing

    def decide(
        self, rows: Iterable[tuple[Any, ...]], at: datetime, informed: int | Iterable[str]
    ) -> tuple[list[RecordDecision], int, bool]:
        """Decide records: give their decisions, how many are allowed, and whether one passes only by observing.

        Args: ``rows`` as ``RecordRow``, in words or in numbers; ``informed``, the versions the person was told of.
        """
        plan, shared, every = self.plan, self.reasons, self.asked is None
        past, ended, receipts, observes = plan.past, plan.ended, plan.receipts, plan.observed
        decided, allowed, observed = [], 0, False
        for row in rows:
            try:
                name, category, version, _, source, _, due, over = row
                standing = self[version]
                reasons = standing.whole[source, category] + standing.person
                if not standing.plain and (reasons or standing.own is None):
                    reasons = self._carried(standing, row, informed)
                if not every:
                    reasons = self._narrowed(category, reasons)
                if over and self._names.purposes(over) & plan.bit:
                    reasons = ended[category] + reasons
                if due is not None and due <= at:
                    reasons = past[category] + reasons
                if receipts is not None and standing.received[category]:
                    reasons += receipts.reasons(category, standing.received[category], informed)
                reasons = shared + reasons
            except Exception:  # noqa: BLE001 - a rule that fails is a refusal, whatever failed
                name, reasons = row[0], self.failed
            if not reasons:
                allowed += 1
                decided.append(_new(RecordDecision, (name, True, (), False)))
            elif observes and _lets_pass(reasons):
                allowed += 1
                observed = True
                decided.append(_new(RecordDecision, (name, True, reasons, True)))
            else:
                decided.append(_new(RecordDecision, (name, False, reasons, False)))
        return decided, allowed, observed

    def refuse(self, names: Iterable[Any]) -> list[RecordDecision]:
        """Refuse every record alike: for a purpose that the notice in force does not declare."""
        return [_new(RecordDecision, (name, False, self.reasons, False)) for name in names]

    def _of_person(self, sheet: Sheet, *, whole: bool) -> Reasons:
        """Give the reasons about the person when a version is to carry the use; ``whole``, with the one in force."""
        person = self.person
        # What objection to direct marketing stops has a rule of its own.
        heard = OBJECTED if person.objected and not self.plan.marketing else 0
        masks = basis_masks(sheet.terms, person.kind)
        mask = kind_mask(sheet.terms, person.kind) | masks[heard + CONSENTED if person.consented else heard]
        return sheet.of_person(mask, kind_mask(sheet.in_force, person.kind) if whole else 0, person.named)

    def _carried(self, standing: Standing, row: tuple[Any, ...], informed: int | Iterable[str]) -> Reasons:
        """Give what withholds a record that its version of collection does not carry, unless a later one does."""
        _, category, _, purposes, source, on_consent, _, _ = row
        part = (source, category)
        own = standing.whole[part] + standing.person
        if standing.own is not None and (on_consent or _carries(standing.sheet.stated[part] + standing.told)):
            return own
        if standing.number is None:
            return self._said("version-unknown", None) + own
        if on_consent:
            return self._said("taken-on-consent", standing.number) + own
        found = own if standing.own is not None else None
        taken_for, told = self._names.purposes(purposes), self._names.told(informed)
        for terms in standing.later:
            if terms.bit & told and terms.goes_with & taken_for:
                by_later = self[terms.number]
                reasons = by_later.whole[part] + by_later.person
                if _carries(by_later.sheet.stated[part] + by_later.told):
                    return reasons
                found = found or reasons
        if found is not None:
            return found
        code = "not-informed" if goes_with(standing.later) & taken_for else "not-compatible"
        return self._said(code, standing.number) + own

    def _said(self, code: str, version: int | None) -> Reasons:
        """Give the reason that a record taken under a version does not fall under the purpose."""
        reasons = self.plan.untold.get((code, version))
        if reasons is None:
            _, label = self._names.version(version)
            reasons = self._words.reasons(BIT[code], self.plan.about.but(collected=label))
            self.plan.untold[code, version] = reasons
        return reasons

    def _narrowed(self, category: Hashable, reasons: Reasons) -> Reasons:
        """Add what withholds a record of a category that was not asked for, where categories were."""
        bit, short = self._names.category(category)
        if self.asked is None or self.asked & bit:
            return reasons
        if not bit:
            unknown = self._mask & BIT["category-unknown"]  # said of the whole question already
            return tuple(reason for reason in reasons if not (unknown and reason.code == "category-unknown"))
        extra = self._words.reasons(BIT["not-asked-for"], self._about.but(category=short))
        return in_order(reasons + extra)


def _lets_pass(reasons: Reasons) -> bool:
    """Whether reasons are of those that observing writes down and lets pass."""
    return all(reason.code in _OBSERVABLE for reason in reasons)


def _carries(reasons: Reasons) -> bool:
    """Whether a version carries the use, going by the reasons against it."""
    return not reasons or all(reason.code in _OF_NO_VERSION for reason in reasons)
