"""Who receives what, and who was told of it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from honour.gate.compiled.names import Names
from honour.gate.compiled.sheet import Reasons, Table
from honour.gate.rules import BIT
from honour.gate.wording import Subjects, Wording


class Receipts:
    """A recipient of the notice in force, named for the purpose asked about.

    Args: ``categories``, the bits of those it gets; ``told``, for a category's bit the versions, as bits, that name it
    for that category, or ``None`` where the law requires the disclosure, so that nobody need have been told.
    """

    def __init__(
        self, categories: int, told: Mapping[int, int] | None, names: Names, words: Wording, about: Subjects
    ) -> None:
        self.categories, self.told = categories, told
        self._names, self._words, self._about = names, words, about
        self._named: Table[Hashable] = Table(self._category)
        self._untold: Table[Hashable] = Table(lambda category: (self._reasons("recipient-not-told", category), True))

    def reasons(self, category: Hashable, version: int | None, informed: int | Iterable[str]) -> Reasons:
        """Give what keeps a record from the recipient.

        Args: ``version``, the number of the one it was taken under; ``informed``, those that the person was told of.
        """
        reasons = self._named[category]
        bit, _ = self._names.category(category)
        if reasons or self.told is None or not bit:
            return reasons
        told = self.told.get(bit, 0)
        if version is not None and told >> version & 1:
            return ()
        return () if told & self._names.told(informed) else self._untold[category]

    def _category(self, category: Hashable) -> tuple[Reasons, bool]:
        bit, _ = self._names.category(category)
        if bit and not self.categories & bit:
            return self._reasons("recipient-not-for-category", category), True
        return (), bool(bit)

    def _reasons(self, code: str, category: Hashable) -> Reasons:
        _, short = self._names.category(category)
        return self._words.reasons(BIT[code], self._about.but(category=short))
