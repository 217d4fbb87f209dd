"""From short ids to bits and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from honour.gate.compiled.judge import Person, Taken
from honour.gate.compiled.plan import Known, Plan
from honour.gate.compiled.terms import bits
from honour.gate.numbers import Numbers
from honour.gate.question import RecordFacts, SubjectFacts
from honour.gate.rows import ERASED, LIVE, UNKNOWN, SubjectRow

_STATUS = {"live": LIVE, "erased": ERASED, "unknown": UNKNOWN}


class Names:
    """Reads facts in words and in numbers for the rules, which want bits.

    What the history never declared has no bit: it reads as 0, and its name as ``None``.
    """

    def __init__(self, numbers: Numbers, known: Known) -> None:
        self._numbers, self._known = numbers, known
        self.kinds = _inverse(numbers.kinds)
        self.categories = _inverse(numbers.categories)
        self.sources = _inverse(numbers.sources)
        self.versions = _inverse(numbers.versions)

    def asked(self, categories: Iterable[str] | None) -> int | None:
        """Give the bits of the categories asked for."""
        return None if categories is None else bits(self._numbers.categories, categories) & self._known.categories

    def any_unknown(self, categories: Iterable[str] | None) -> bool:
        """Whether a category asked for was never declared."""
        return any(not self.asked([category]) for category in categories or ())

    def person(self, facts: SubjectFacts, plan: Plan) -> Person:
        """Read a person's facts in words."""
        return Person(
            kind=bits(self._numbers.kinds, [facts.kind or ""]) & self._known.kinds,
            status=_STATUS[facts.status],
            consented=plan.purpose in facts.consents,
            objected=plan.purpose in facts.objections,
            marketing_objection=facts.marketing_objection,
            restricted=facts.restricted,
            informed=bits(self._numbers.versions, facts.informed_of),
            approved=plan.recipient in facts.approvals,
        )

    def person_of_row(self, row: SubjectRow | tuple[Any, ...], plan: Plan) -> Person:
        """Read a person's facts in numbers."""
        kind, status, consents, objections, marketing_objection, restricted, informed, approvals = row
        return Person(
            kind=_bit(kind, self._known.kinds),
            status=status,
            consented=bool(consents & plan.bit),
            objected=bool(objections & plan.bit),
            marketing_objection=marketing_objection,
            restricted=restricted,
            informed=informed,
            approved=bool(approvals & plan.recipient_bit),
        )

    def taken(self, facts: RecordFacts, *, past_due: bool) -> Taken:
        """Read a record's terms in words."""
        return Taken(
            category=bits(self._numbers.categories, [facts.category]) & self._known.categories,
            version=self._numbers.versions.get(facts.version or ""),
            purposes=bits(self._numbers.purposes, facts.purposes),
            source=bits(self._numbers.sources, [facts.source or ""]) & self._known.sources,
            on_consent=facts.on_consent,
            past_due=past_due,
        )

    def taken_of_row(self, terms: tuple[Any, ...]) -> Taken:
        """Read a record's terms in numbers: a ``RecordRow`` without its id, and at its end whether it is past due."""
        category, version, purposes, source, on_consent, past_due = terms
        return Taken(
            category=_bit(category, self._known.categories),
            version=version,
            purposes=purposes,
            source=_bit(source, self._known.sources),
            on_consent=on_consent,
            past_due=bool(past_due),
        )


def _bit(number: int | None, known: int) -> int:
    return 0 if number is None else (1 << number) & known


def _inverse(numbers: Mapping[str, int]) -> dict[int | None, str]:
    return {number: short for short, number in numbers.items()}
