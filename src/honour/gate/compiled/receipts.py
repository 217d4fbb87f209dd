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
        self._under: dict[int | None, Table[Hashable]] = {}

    def under(self, version: int | None) -> Table[Hashable]:
        """Give, by category, what keeps from the recipient a record taken under a version, going by that alone."""
        table = self._under.get(version)
        if table is None:
            table = self._under[version] = Table(lambda category: self._kept_from(category, version))
        return table

    def reasons(self, category: Hashable, reasons: Reasons, informed: int | Iterable[str]) -> Reasons:
        """Give what is left of ``under``'s reasons when the person was told of the versions ``informed``."""
        bit, _ = self._names.category(category)
        if self.categories & bit and self.told is not None and self.told.get(bit, 0) & self._names.told(informed):
            return ()
        return reasons

    def _kept_from(self, category: Hashable, version: int | None) -> tuple[Reasons, bool]:
        bit, short = self._names.category(category)
        mask = 0
        if bit and not self.categories & bit:
            mask = BIT["recipient-not-for-category"]
        elif bit and self.told is not None and (version is None or not self.told.get(bit, 0) >> version & 1):
            mask = BIT["recipient-not-told"]
        return self._words.reasons(mask, self._about.but(category=short)), bool(bit)
