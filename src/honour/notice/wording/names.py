"""The names that a notice gives its clauses."""

from __future__ import annotations

from collections.abc import Iterable

from honour.notice.model import Clause, Notice, Selection
from honour.notice.wording.tongue import say

_REFERS = {
    "categories": "categories",
    "but_not": "categories",
    "category": "categories",
    "subjects": "subjects",
    "for_subjects": "subjects",
    "subject": "subjects",
    "sources": "sources",
    "source": "sources",
    "purposes": "purposes",
    "purpose": "purposes",
    "compatible_with": "purposes",
    "channels": "channels",
}
_EVERYTHING = {
    "categories": "everything that is collected",
    "subjects": "everybody this notice is for",
    "sources": "every source",
    "purposes": "every purpose",
    "channels": "every channel",
}

WHAT_THEY_USE = "all data that these purposes use"
"""What a clause about purposes means by ``all`` data."""


class Names:
    """Looks names up in one notice."""

    def __init__(self, notice: Notice) -> None:
        self._notice = notice

    def of(self, section: str, short: str) -> str:
        """Give the name of a clause; its short id where the notice does not declare it or it has no name."""
        clause: Clause | None = getattr(self._notice, section).get(short)
        return getattr(clause, "name", None) or short

    def each(self, section: str, shorts: Iterable[str]) -> list[str]:
        """Give the names of several clauses of a section, in the given order."""
        return [self.of(section, short) for short in shorts]

    def selection(self, section: str, chosen: Selection) -> list[str]:
        """Give the names of what is selected; one phrase for ``all``."""
        return [say(_EVERYTHING[section])] if chosen == "all" else self.each(section, chosen)


def section_meant(key: str) -> str | None:
    """Give the section to whose clauses a key refers; ``None`` for a key that refers to none."""
    return _REFERS.get(key)
