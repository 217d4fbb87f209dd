"""The words of a clause for its translation: what each is called, what it says, what it says in the other language."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from honour.notice.editing.calling import called
from honour.notice.translating import words_by_clause

if TYPE_CHECKING:
    from honour.notice.model import Notice

Words = dict[str, str]


class Phrase(NamedTuple):
    """A phrase: the way to it, its name, its words, those in the other language, and what somebody saved meanwhile.

    ``before``: what it said when it was translated, where it says something else now.
    """

    way: str
    called: str
    own: str
    other: str
    meanwhile: str
    before: str

    @property
    def lines(self) -> int:
        """How tall its box is, in lines."""
        return max(1, min(12, max(len(self.own), len(self.other)) // 70 + 1))


def words_of(notice: Notice | None, clause: str) -> Words:
    """Give a clause's words; none where there is no such clause or notice."""
    return words_by_clause(notice).get(clause, {}) if notice else {}


def labelled(clause: str, said: Words, there: Words, typed: Words | None, before: Words) -> list[Phrase]:
    """Give the phrases of a clause in the order of its form."""
    shown = there if typed is None else typed
    return [
        Phrase(
            way,
            called(clause, way),
            own,
            shown.get(way, ""),
            there.get(way, "") if typed is not None and there.get(way, "") != shown.get(way, "") else "",
            before[way] if before.get(way, own) != own else "",
        )
        for way, own in said.items()
    ]
