"""One kind of question about one kind of person, and how each record is decided within it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import Any

from honour.gate.compiled.asking import Person
from honour.gate.compiled.names import Names
from honour.gate.compiled.parts import CONSENTED, OBJECTED, basis_masks, goes_with, kind_mask
from honour.gate.compiled.plan import Plan
from honour.gate.compiled.sheet import Reasons, Sheet
from honour.gate.compiled.terms import Terms
from honour.gate.rules import BIT
from honour.gate.wording import Wording

_PLACE = {code: place for place, code in enumerate(BIT)}
_OF_NO_VERSION = {"category-unknown", "source-unknown"}
"""What withholds a record whichever version is to carry its use."""


class Standing:
    """How the records taken under one version stand in a frame.

    ``listed`` by category, ``sources`` by source and category, and ``person`` together say what withholds a record.
    Where ``later`` versions may carry the use instead, or the version of collection does not declare the purpose
    (``own`` is none), the records' own purposes count as well.
    """

    __slots__ = ("later", "listed", "number", "own", "person", "plain", "sources")

    def __init__(
        self, sheet: Sheet, person: Reasons, number: int | None, own: Sheet | None, later: Iterable[Terms]
    ) -> None:
        self.listed, self.sources, self.person = sheet.listed, sheet.sources, person
        self.number, self.own, self.later = number, own, tuple(later)
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
        standing = Standing(sheet, self._of_person(sheet), number, own, later)
        if number is not None or version is None:
            self[version] = standing
        return standing

    def own(self, row: tuple[Any, ...], at: datetime, informed: int | Iterable[str]) -> Reasons:
        """Give what withholds one record beside what withholds them all.

        Args: ``row`` as a ``RecordRow``, in words or in numbers; ``informed``, the versions the person was told of.
        """
        _, category, version, _, source, _, due = row
        standing = self[version]
        reasons = standing.listed[category] + standing.sources[source, category] + standing.person
        if not standing.plain and (reasons or standing.own is None):
            reasons = self._carried(standing, row, informed)
        if self.asked is not None:
            reasons = self._narrowed(category, reasons)
        if due is not None and due <= at:
            reasons = self.plan.past[category] + reasons
        if self.plan.receipts is not None:
            reasons += self.plan.receipts.reasons(category, standing.number, informed)
        return reasons

    def _of_person(self, sheet: Sheet) -> Reasons:
        """Give the reasons about the person when a version is to carry the use."""
        person = self.person
        # What objection to direct marketing stops has a rule of its own.
        heard = OBJECTED if person.objected and not self.plan.marketing else 0
        masks = basis_masks(sheet.terms, person.kind)
        mask = kind_mask(sheet.terms, person.kind) | masks[heard + CONSENTED if person.consented else heard]
        return sheet.of_person(mask, person.named)

    def _carried(self, standing: Standing, row: tuple[Any, ...], informed: int | Iterable[str]) -> Reasons:
        """Give what withholds a record that its version of collection does not carry, unless a later one does."""
        _, category, version, purposes, source, on_consent, _ = row
        own = standing.listed[category] + standing.sources[source, category] + standing.person
        if standing.number is None:
            return self._words.reasons(BIT["version-unknown"], self._about) + own
        if standing.own is not None and _carries(own):
            return own
        found = own if standing.own is not None else None
        taken_for = self._names.purposes(purposes)
        if not on_consent:
            told = self._names.told(informed)
            for terms in standing.later:
                if terms.bit & told and terms.goes_with & taken_for:
                    sheet = self.plan.sheets[terms.number]
                    reasons = sheet.listed[category] + sheet.sources[source, category] + self._of_person(sheet)
                    if _carries(reasons):
                        return reasons
                    found = reasons if found is None else found
        if found is not None:
            return found
        if on_consent:
            code = "taken-on-consent"
        else:
            code = "not-informed" if goes_with(standing.later) & taken_for else "not-compatible"
        _, label = self._names.version(version)
        return self._words.reasons(BIT[code], self._about.but(collected=label)) + own

    def _narrowed(self, category: Hashable, reasons: Reasons) -> Reasons:
        """Add what withholds a record of a category that was not asked for, where categories were."""
        bit, short = self._names.category(category)
        if self.asked is None or self.asked & bit:
            return reasons
        if not bit:
            unknown = self._mask & BIT["category-unknown"]  # said of the whole question already
            return tuple(reason for reason in reasons if not (unknown and reason.code == "category-unknown"))
        extra = self._words.reasons(BIT["not-asked-for"], self._about.but(category=short))
        return tuple(sorted(reasons + extra, key=lambda reason: _PLACE[reason.code]))


def _carries(reasons: Reasons) -> bool:
    """Whether a version carries the use, going by the reasons against it."""
    return all(reason.code in _OF_NO_VERSION for reason in reasons)
