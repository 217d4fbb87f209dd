"""The numbers of clauses as the register keeps them: given once, never again, so stored bits mean the same for ever."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from honour.gate.numbers import Numbers
from honour.notice.model import Notice
from honour.register.errors import UnknownClauseError
from honour.register.models import NoticeVersion, Number

SECTIONS = ("purposes", "categories", "kinds", "sources", "recipients", "stops")
"""The sections whose clauses have numbers; versions have theirs in their own table."""


@dataclass(frozen=True, slots=True)
class Clauses:
    """Numbers read both ways: from a clause's short id to its number, and back. Made from ``Numbers``."""

    numbers: Numbers
    named: dict[str, dict[int, str]]

    @classmethod
    def of(cls, numbers: Numbers) -> Clauses:
        """Index numbers by number."""
        sections = (*SECTIONS, "versions")
        return cls(numbers, {each: {n: short for short, n in getattr(numbers, each).items()} for each in sections})

    def number(self, section: str, clause: str) -> int:
        """Give a clause's number.

        Errors: ``UnknownClauseError`` when no published version ever declared it.
        """
        try:
            number: int = getattr(self.numbers, section)[clause]
        except KeyError as unknown:
            raise UnknownClauseError(
                f"No published version of the notice has {clause!r} among its {section}. Declare it and publish first."
            ) from unknown
        return number

    def clause(self, section: str, number: int | None) -> str | None:
        """Give the clause that has a number; ``None`` for none."""
        return None if number is None else self.named[section][number]

    def bits(self, section: str, clauses: Iterable[str]) -> int:
        """Give a set of clauses as bits.

        Errors: ``UnknownClauseError``.
        """
        bits = 0
        for clause in clauses:
            bits |= 1 << self.number(section, clause)
        return bits

    def of_bits(self, section: str, bits: int) -> frozenset[str]:
        """Give the set of clauses that bits mean."""
        return frozenset(clause for number, clause in self.named[section].items() if bits >> number & 1)


def load_numbers() -> Numbers:
    """Read every number given so far."""
    given: dict[str, dict[str, int]] = {section: {} for section in SECTIONS}
    for section, clause, number in Number.objects.order_by("number").values_list("section", "clause", "number"):
        given[section][clause] = number
    return Numbers(**given, versions=dict(NoticeVersion.objects.values_list("label", "number")))


def allot_numbers(notice: Notice) -> Numbers:
    """Give a number to every clause of a notice that has none. Call it inside the publishing transaction.

    Errors: ``honour.gate.numbers.NoNumberLeft`` when a section has no more room.
    """
    before = load_numbers()
    after = before.allot([notice])
    Number.objects.bulk_create(
        Number(section=section, clause=clause, number=number)
        for section in SECTIONS
        for clause, number in getattr(after, section).items()
        if clause not in getattr(before, section)
    )
    return after
