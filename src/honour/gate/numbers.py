"""The numbers that clauses have for ever: what the register's columns and the gate's bit sets are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from honour.gate.choices import stops_of
from honour.notice.model import Notice

BITS = 63
"""Usable bits of a signed 64-bit column: numbers 0 to 62."""

SMALL = 32_768
"""Numbers of a 16-bit column: 0 to 32767."""

_ROOM = {
    "purposes": BITS,
    "recipients": BITS,
    "versions": BITS,
    "stops": BITS,
    "categories": SMALL,
    "kinds": SMALL,
    "sources": SMALL,
}


class NoNumberLeft(ValueError):  # noqa: N818 - the name is the message
    """All numbers of a section are taken by clauses of earlier versions; numbers are never given twice.

    What to do: keep the short id of a clause that continues under another name, instead of declaring a new one.
    """


@dataclass(frozen=True, slots=True)
class Numbers:
    """For each section, the number of every short id ever declared; ``versions`` numbers the labels of versions.

    ``stops`` are what people may choose (see ``choices``). Purposes, recipients, versions and stops are bits of a set,
    so their numbers go from 0 to 62; the others fill a 16-bit column. The store keeps them; a retired clause keeps its
    number for ever.
    """

    purposes: Mapping[str, int] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    recipients: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    stops: Mapping[str, int] = field(default_factory=dict)

    def allot(self, notices: Iterable[Notice]) -> Numbers:
        """Give the numbers with those that these notices' clauses still lack added, in the notices' own order.

        Errors: ``NoNumberLeft`` when a section has more short ids over all its versions than numbers.
        """
        grown = {each.name: dict(getattr(self, each.name)) for each in fields(self)}
        for notice in notices:
            declared: dict[str, Iterable[str]] = {
                "purposes": notice.purposes,
                "categories": notice.categories,
                "kinds": notice.subjects,
                "sources": notice.sources,
                "recipients": notice.recipients,
                "versions": [notice.version],
                "stops": stops_of(notice),
            }
            for section, shorts in declared.items():
                for short in shorts:
                    _number(grown[section], short, section)
        return Numbers(**grown)


def _number(taken: dict[str, int], short: str, section: str) -> None:
    """Give a short id the number after the highest one, if it has none yet."""
    if short in taken:
        return
    number = max(taken.values(), default=-1) + 1
    if number >= _ROOM[section]:
        raise NoNumberLeft(
            f"The {section} have no number left for “{short}”: {_ROOM[section]} were given over all versions. "
            "Let a clause that goes on keep its short id."
        )
    taken[short] = number
