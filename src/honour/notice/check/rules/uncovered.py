"""Data for which no retention rule speaks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import listed
from honour.notice.model import Clause, Selection

Gap = tuple[int, int]
"""Categories and kinds of people, as bits, that no rule joins."""


class _Bits:
    """Gives each declared id a bit, and reads selections as numbers: a notice has many triples, and few of these."""

    def __init__(self, case: Case, declared: Mapping[str, Clause]) -> None:
        self._case = case
        self._declared = declared
        self._bit = {short: 1 << place for place, short in enumerate(declared)}

    def of(self, selection: Selection) -> int:
        return self.sum_of(self._case.notice.chosen(selection, self._declared))

    def sum_of(self, chosen: frozenset[str]) -> int:
        return sum(self._bit[short] for short in chosen)

    def each(self, bits: int) -> list[int]:
        return [bit for bit in self._bit.values() if bits & bit]

    def names(self, bits: int) -> list[str]:
        return [str(getattr(self._declared[short], "name", short)) for short, bit in self._bit.items() if bits & bit]


def _gaps(wanted: int, people: list[int], covered: Mapping[int, int]) -> tuple[Gap, ...]:
    """Give the categories without a rule, with the kinds of people that lack the same ones."""
    lacking: dict[int, int] = defaultdict(int)
    for person in people:
        kept = 0
        for subjects, categories in covered.items():
            if subjects & person:
                kept |= categories
        if wanted & ~kept:
            lacking[wanted & ~kept] |= person
    return tuple(sorted(lacking.items()))


@rule("H05")
def uncovered(case: Case) -> Iterator[Fault]:
    """A category, for a purpose, about a kind of person, that no retention rule covers; alike gaps are one finding."""
    notice = case.notice
    if not notice.retention:
        return
    categories = _Bits(case, notice.categories)
    subjects = _Bits(case, notice.subjects)
    # Per purpose: what is covered, by the set of people that the rules name; rules that name the same people are one.
    covered: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for kept in notice.retention.values():
        people, data = subjects.of(kept.subjects), categories.of(kept.categories)
        for short in notice.chosen(kept.purposes, notice.purposes):
            covered[short][people] |= data
    purposes_by_gaps: dict[tuple[Gap, ...], list[str]] = defaultdict(list)
    for short, purpose in notice.purposes.items():
        wanted = categories.sum_of(notice.categories_of(short))
        found = _gaps(wanted, subjects.each(subjects.of(purpose.subjects)), covered[short])
        if found:
            purposes_by_gaps[found].append(short)
    for gaps, purposes in purposes_by_gaps.items():
        missing = "; ".join(
            f"{listed(categories.names(data), 4)} ({listed(subjects.names(people), 4)})" for data, people in gaps[:3]
        )
        more = f"; and {len(gaps) - 3} more groups" if len(gaps) > 3 else ""  # noqa: PLR2004 - those just listed
        names = listed((notice.purposes[each].name for each in purposes), 4)
        yield Fault(
            ("purposes", purposes[0]),
            f"No retention rule covers, for {names}: {missing}{more}.",
            "Add a rule with `trigger` and `period` for these data, or leave them out of the purpose.",
        )
