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


class Sheet:
    """What withholds a record when its use is to be carried by one version.

    ``stated``: the reasons by source and category. Args: ``terms``, the version's; ``about``, what the sentences
    speak of.
    """

    def __init__(self, terms: Terms, names: Names, words: Wording, about: Subjects) -> None:
        self.terms = terms
        self._names, self._words = names, words
        self._about = about.but(version=terms.label)
        self._persons: dict[tuple[int, str | None], Reasons] = {}
        self.stated: Table[tuple[Hashable, Hashable]] = Table(self._state)

    def of_person(self, mask: int, kind: str | None) -> Reasons:
        """Give the reasons that depend on the person, remembered by mask and kind."""
        reasons = self._persons.get((mask, kind))
        if reasons is None:
            reasons = self._persons[mask, kind] = self._words.reasons(mask, self._about.but(kind=kind))
        return reasons

    def _state(self, part: tuple[Hashable, Hashable]) -> tuple[Reasons, bool]:
        source, category = part
        source_bit, source_short = self._names.source(source)
        category_bit, category_short = self._names.category(category)
        mask = category_mask(self.terms, category_bit) if category_bit else BIT["category-unknown"]
        mask |= source_mask(self.terms, source_bit, category_bit) if source_bit else BIT["source-unknown"]
        about = self._about.but(category=category_short, source=source_short)
        return self._words.reasons(mask, about), bool(category_bit and (source_bit or source is None))
