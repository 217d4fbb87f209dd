"""The numbers of clauses: given once, never given again, so that stored bits mean the same for ever."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from honour.notice.model import Notice
from honour.register.errors import NoNumbersLeftError, UnknownClauseError
from honour.register.models import Number

BITS = 63
"""Purposes and recipients are bits of a signed 64-bit number."""
ROOM = {"subjects": 32_767, "categories": 32_767, "sources": 32_767, "purposes": BITS, "recipients": BITS}
"""How many clauses of each section may ever be declared."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Every number given so far, both ways. Made by ``load_numbers``."""

    numbers: dict[str, dict[str, int]]
    clauses: dict[str, dict[int, str]]

    def number(self, section: str, clause: str) -> int:
        """Give a clause's number.

        Errors: ``UnknownClauseError`` when no published version ever declared it.
        """
        try:
            return self.numbers[section][clause]
        except KeyError as unknown:
            raise UnknownClauseError(
                f"No published version of the notice declares {clause!r} under {section}. Declare it and publish first."
            ) from unknown

    def clause(self, section: str, number: int) -> str:
        """Give the clause that has a number.

        Errors: ``KeyError`` when no clause has it.
        """
        return self.clauses[section][number]

    def bits(self, section: str, clauses: Iterable[str]) -> int:
        """Give a set of clauses as bits."""
        bits = 0
        for clause in clauses:
            bits |= 1 << self.number(section, clause)
        return bits

    def of_bits(self, section: str, bits: int) -> frozenset[str]:
        """Give the set of clauses that bits mean."""
        return frozenset(clause for number, clause in self.clauses[section].items() if bits >> number & 1)


def load_numbers() -> Numbers:
    """Read every number given so far."""
    numbers: dict[str, dict[str, int]] = {section: {} for section in ROOM}
    for section, clause, number in Number.objects.order_by("number").values_list("section", "clause", "number"):
        numbers[section][clause] = number
    clauses = {section: {number: clause for clause, number in given.items()} for section, given in numbers.items()}
    return Numbers(numbers, clauses)


def allot_numbers(notice: Notice) -> Numbers:
    """Give a number to every clause of a notice that has none. Call it inside the publishing transaction.

    Errors: ``NoNumbersLeftError`` when a section has no more room.
    """
    given = load_numbers().numbers
    new: list[Number] = []
    for section, room in ROOM.items():
        known = given[section]
        start = max(known.values(), default=-1) + 1
        fresh = [clause for clause in getattr(notice, section) if clause not in known]
        if start + len(fresh) > room:
            raise NoNumbersLeftError(
                f"This notice declares {len(fresh)} new {section}, and {room - start} of {room} numbers are left. A "
                "number is kept for ever, also when its clause is retired: reuse declared ids instead of new ones."
            )
        new += [Number(section=section, clause=clause, number=start + at) for at, clause in enumerate(fresh)]
    Number.objects.bulk_create(new)
    return load_numbers()
