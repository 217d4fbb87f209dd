"""Reasons looked up by what a record says, in words or in numbers."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from honour.gate.compiled.names import Names
from honour.gate.compiled.parts import category_mask, source_mask
from honour.gate.compiled.terms import Terms
from honour.gate.decision import Reason
from honour.gate.rules import BIT
from honour.gate.wording import Subjects, Wording

Reasons = tuple[Reason, ...]
Part = TypeVar("Part", bound=Hashable)


class Table(dict[Part, Reasons]):
    """Reasons by a part of a record's terms, found at the first look-up.

    Args: ``find`` gives the reasons, and whether the part is declared: only then is it remembered, so that strangers
    fill no memory.
    """

    def __init__(self, find: Callable[[Part], tuple[Reasons, bool]]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, part: Part) -> Reasons:
        reasons, declared = self._find(part)
        if declared:
            self[part] = reasons
        return reasons


def in_order(reasons: Reasons) -> Reasons:
    """Put reasons into the rules' order of evaluation."""
    return tuple(sorted(reasons, key=lambda reason: BIT[reason.code]))


class Sheet:
    """What withholds a record when its use is to be carried by one version.

    ``stated``: the version's own reasons by source and category; ``whole``: with those that the version in force adds.
    Args: ``terms``, the version's; ``in_force``, those of the version in force; ``about``, what the sentences speak of.
    """

    def __init__(self, terms: Terms, in_force: Terms, names: Names, words: Wording, about: Subjects) -> None:
        self.terms, self.in_force = terms, in_force
        self._names, self._words = names, words
        self._about = about.but(version=terms.label)
        self._persons: dict[tuple[int, int, str | None], Reasons] = {}
        self.stated: Table[tuple[Hashable, Hashable]] = Table(self._state)
        self.whole = self.stated if terms is in_force else Table(self._state_whole)

    def of_person(self, mask: int, added: int, kind: str | None) -> Reasons:
        """Give the reasons that depend on the person, remembered by masks and kind.

        Args: ``mask``, the version's own; ``added``, that of the version in force.
        """
        reasons = self._persons.get((mask, added, kind))
        if reasons is None:
            reasons = self._persons[mask, added, kind] = self._both(mask, added, self._about.but(kind=kind))
        return reasons

    def _state(self, part: tuple[Hashable, Hashable]) -> tuple[Reasons, bool]:
        mask, about, declared = self._mask(part, self.terms)
        return self._words.reasons(mask, about), declared

    def _state_whole(self, part: tuple[Hashable, Hashable]) -> tuple[Reasons, bool]:
        mask, about, declared = self._mask(part, self.terms)
        added, _, _ = self._mask(part, self.in_force)
        return self._both(mask, added, about), declared

    def _mask(self, part: tuple[Hashable, Hashable], terms: Terms) -> tuple[int, Subjects, bool]:
        source, category = part
        source_bit, source_short = self._names.source(source)
        category_bit, category_short = self._names.category(category)
        mask = category_mask(terms, category_bit) if category_bit else BIT["category-unknown"]
        mask |= source_mask(terms, source_bit, category_bit) if source_bit else BIT["source-unknown"]
        about = self._about.but(category=category_short, source=source_short)
        return mask, about, bool(category_bit and (source_bit or source is None))

    def _both(self, mask: int, added: int, about: Subjects) -> Reasons:
        """Put the version's mask into words, and of the one in force what that adds."""
        own = self._words.reasons(mask, about)
        more = self._words.reasons(added & ~mask, about.but(version=self.in_force.label))
        return in_order(own + more) if more else own
