"""Whose records lose or gain a use, who must be told of it first, and who must be asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from honour.gate import Ask, Gate
from honour.gate.compiled.terms import bits
from honour.gate.rules import FAILED
from honour.publishing.plan.comparison import Comparison, Matter
from honour.publishing.plan.consequences import Consequence, Kind
from honour.publishing.plan.facts import Group, Packing, Seen

_KEPT = 200_000
"""Groups whose outcome is remembered; beyond that they are worked out again."""


class _Asked(NamedTuple):
    """A matter with its question, the categories it can concern, and what a yes to it would be, by bits."""

    matter: Matter
    ask: Ask
    categories: int
    bit: int
    consent: int


class Uses:
    """Sorts groups of records by what the change does to them.

    Each group is asked about once with the gate itself, before and after, as things are, and as they would be had the
    person been told of the new version, or consented.
    """

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        numbers = comparison.clauses.numbers
        self._asked = [self._question(each) for each in comparison.matters()]
        self._new, self._current = (
            1 << numbers.versions[label] for label in (comparison.new.version, comparison.published.label)
        )
        own = {n for n, short in comparison.clauses.named["sources"].items() if _from_the_person(comparison, short)}
        self._own_sources = own
        self._remembered: dict[tuple[int, ...], tuple[tuple[Matter, Kind], ...]] = {}
        self.found: dict[tuple[Matter, Kind], Consequence] = {}

    @property
    def categories(self) -> frozenset[int]:
        """The numbers of the categories that any of the matters can concern."""
        every = 0
        for each in self._asked:
            every |= each.categories
        return frozenset(n for n in self._comparison.clauses.named["categories"] if every >> n & 1)

    def packing(self, *, sqlite: bool, over: bool) -> Packing:
        """Give the packing of all that these matters look at."""
        comparison, numbers = self._comparison, self._comparison.clauses.numbers
        asked = bits(numbers.purposes, {each.matter.purpose for each in self._asked})
        goes_with = {
            other
            for notice in comparison.after.history.versions
            for each in self._asked
            if each.matter.purpose in notice.purposes
            for other in notice.purposes[each.matter.purpose].compatible_with
        }
        most = {
            name: max(given.values(), default=0)
            for name, given in (
                ("category", numbers.categories),
                ("version", numbers.versions),
                ("source", numbers.sources),
                ("kind", numbers.kinds),
            )
        }
        matter = asked | bits(numbers.purposes, goes_with)
        return Packing(matter, asked, most, comparison.at, sqlite=sqlite, over=over)

    def add(self, group: Group, packing: Packing) -> None:
        """Count a group under everything that becomes of it."""
        outcome = self._remembered.get(group.key)
        if outcome is None:
            outcome = tuple(self._outcome(packing.read(group.key)))
            if len(self._remembered) < _KEPT:
                self._remembered[group.key] = outcome
        for matter, kind in outcome:
            consequence = self.found.get((matter, kind))
            if consequence is None:
                consequence = self.found[matter, kind] = self._begin(matter, kind)
            consequence.records += group.records
            consequence.who.update(group.people)

    def _outcome(self, seen: Seen) -> Iterator[tuple[Matter, Kind]]:
        for each in self._asked:
            if not each.categories >> seen.category & 1:
                continue
            was, will = (_allows(gate, each.ask, seen) for gate in (self._comparison.before, self._comparison.after))
            if was == will and was:
                continue
            if will:
                yield each.matter, "gains"
                continue
            told = _allows(self._comparison.after, each.ask, seen.told(self._new))
            if was:
                yield each.matter, "loses"
            elif _allows(self._comparison.before, each.ask, seen.told(self._current)):
                continue  # it waits for word of the version in use; this change does not bring that about
            if told:
                yield each.matter, "told-13" if seen.source in self._own_sources else "told-14"
            elif each.consent and _allows(self._comparison.after, each.ask, seen.told(self._new, each.consent)):
                yield each.matter, "asked"

    def _question(self, matter: Matter) -> _Asked:
        comparison = self._comparison
        numbers = comparison.clauses.numbers
        listed = {
            category
            for notice in (comparison.old, comparison.new)
            if matter.purpose in notice.purposes
            for category in notice.categories_of(matter.purpose)
        }
        declared = comparison.new.purposes.get(matter.purpose)
        asks = declared is not None and any(basis.kind == "consent" for basis in declared.bases)
        bit = bits(numbers.purposes, [matter.purpose])
        # People are asked for a purpose, not once more for each of its recipients.
        consent = bit if asks and matter.recipient is None else 0
        return _Asked(matter, comparison.ask(matter), bits(numbers.categories, listed), bit, consent)

    def _begin(self, matter: Matter, kind: Kind) -> Consequence:
        for notice in (self._comparison.new, self._comparison.old):
            if matter.purpose in notice.purposes:
                name = notice.purposes[matter.purpose].name
                break
        receiving = matter.recipient or ""
        for notice in (self._comparison.new, self._comparison.old):
            if receiving in notice.recipients:
                receiving = notice.recipients[receiving].name
                break
        return Consequence(kind, matter.clause, name, recipient=receiving)


def _allows(gate: Gate, ask: Ask, seen: Seen) -> bool:
    decided = gate.decide_rows(ask, seen.subject, [seen.record]).records[0]
    if any(reason.code == FAILED.code for reason in decided.reasons):
        raise RuntimeError("The gate could not decide, so nobody knows what this version does.")
    return decided.allowed


def _from_the_person(comparison: Comparison, source: str) -> bool:
    """Whether data of a source come from the person, so that Article 13 speaks of them and not 14."""
    for notice in (comparison.new, *reversed(comparison.before.history.versions)):
        if source in notice.sources:
            return notice.sources[source].kind in {"person", "observation"}
    return False
